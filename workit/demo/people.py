"""Demonstration people: accounts as role titles, no invented names, one password for all."""

from datetime import timedelta
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from workit.access.roles import SCOPES, Role, Scope
from workit.demo.plan import SHARED_BUREAU, SHOWCASE, TownPlan
from workit.demo.registry import DemoTown
from workit.people.models import AddressForm, RoleAssignment, User
from workit.places.models import Bureau, BureauTown, District, Municipality, Region

PASSWORD = "workit-demo-2026"  # noqa: S105 (printed by ./run; a demonstration keeps nothing worth guarding)
DOMAIN = "demo.workit.example"
TITLES = {
    Role.MAYOR: ("ראש הרשות", "m"),
    Role.CEO: ("מנכ״ל הרשות", "m"),
    Role.REFERENT_STRATEGIC: ("רפרנט אסטרטגי, סגן מנכ״ל", "m"),
    Role.REFERENT_OPERATIONAL: ("רפרנטית הפורום", "f"),
    Role.BUREAU_MANAGER: ("מנהל לשכת התעסוקה", "m"),
    Role.TEAM_LEAD: ("מובילת צוות משימה, מנהלת החברה הכלכלית", "f"),
    Role.FORUM_MEMBER: ("מנהלת מרכז הצעירים", "f"),
    Role.REGIONAL_COORDINATOR: ("רכזת אזור", "f"),
    Role.DISTRICT_MANAGER: ("מנהל המחוז, שירות התעסוקה", "m"),
    Role.PROGRAMME_MANAGER: ("מנהלת המיזם", "f"),
    Role.OBSERVER: ("משקיפה, צוות הערכה", "f"),
}
TOWN_ROLES = (
    Role.MAYOR,
    Role.CEO,
    Role.REFERENT_STRATEGIC,
    Role.REFERENT_OPERATIONAL,
    Role.TEAM_LEAD,
    Role.FORUM_MEMBER,
)
# Whose sign-ins `./run` prints.
SIGN_INS = (
    Role.REFERENT_OPERATIONAL,
    Role.CEO,
    Role.BUREAU_MANAGER,
    Role.FORUM_MEMBER,
    Role.REGIONAL_COORDINATOR,
    Role.PROGRAMME_MANAGER,
)
SHORT = {
    Role.REFERENT_OPERATIONAL: "referent",
    Role.BUREAU_MANAGER: "bureau",
    Role.FORUM_MEMBER: "member",
    Role.REGIONAL_COORDINATOR: "coordinator",
    Role.PROGRAMME_MANAGER: "programme",
    Role.DISTRICT_MANAGER: "district",
    Role.REFERENT_STRATEGIC: "strategic",
    Role.TEAM_LEAD: "lead",
}


def address(role: str, place: str) -> str:
    """`referent@demo…` in the showcase town, `referent.8000@demo…` in the others."""
    name = SHORT.get(Role(role), role)
    return f"{name}@{DOMAIN}" if place in ("", SHOWCASE) else f"{name}.{place}@{DOMAIN}"


def make_user(role: str, place: str = "") -> User:
    """An account with a confirmed address and the common password."""
    title, form = TITLES[Role(role)]
    user = User(email=address(role, place), display_name=title, address_form=AddressForm(form))
    user.password = _hashed()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@cache
def _hashed() -> str:
    """One hash for all: hashing a hundred times would take half the build."""
    return make_password(PASSWORD)


def grant(user: User, role: str, days: int, **place: object) -> RoleAssignment:
    """A role that began that many days ago."""
    return RoleAssignment.objects.create(user=user, role=role, starts_on=timezone.localdate() - timedelta(days=days), **place)


def make_wide_people() -> dict[str, User]:
    """Coordinators, district managers, the programme manager and an observer; the key is role and place."""
    people: dict[str, User] = {}
    for region in Region.objects.all():
        # The coordinator of the north is the sign-in of the demo and accompanies both regions, as design/04 shows.
        user = make_user(Role.REGIONAL_COORDINATOR, "" if region.code == "north" else region.code)
        grant(user, Role.REGIONAL_COORDINATOR, 700, scope=Scope.REGION, region=region)
        people[f"coordinator.{region.code}"] = user
    south = Region.objects.get(code="south")
    grant(people["coordinator.north"], Role.REGIONAL_COORDINATOR, 120, scope=Scope.REGION, region=south)
    for code in ("north", "south"):
        user = make_user(Role.DISTRICT_MANAGER, code)
        district = District.objects.get(code=code)
        grant(user, Role.DISTRICT_MANAGER, 700, scope=Scope.DISTRICT, district=district)
        people[f"district.{code}"] = user
    for role in (Role.PROGRAMME_MANAGER, Role.OBSERVER):
        user = make_user(role)
        grant(user, role, 900, scope=Scope.PROGRAMME)
        people[role] = user
    return people


def make_town(plan: TownPlan, joined_days: int) -> Municipality:
    """The authority as a tenant, with its bureau."""
    town = Municipality.objects.get(code=plan.code)
    town.joined_on = timezone.localdate() - timedelta(days=joined_days)
    town.region = Region.objects.get(code=plan.region)
    town.save(update_fields=["joined_on", "region"])
    served_by = SHARED_BUREAU.get(plan.code, plan.code)
    names = {"name_he": f"לשכת התעסוקה {Municipality.objects.get(code=served_by).name_he}", "district": town.district}
    bureau, _ = Bureau.objects.get_or_create(code=f"bureau-{served_by}", defaults=names)
    BureauTown.objects.get_or_create(bureau=bureau, town=town)
    return town


def make_town_people(demo: DemoTown) -> None:
    """The people of one town; where a referent was replaced and nobody named, there is an ended role instead."""
    for role in TOWN_ROLES:
        if role == Role.TEAM_LEAD and demo.plan.done < 12:
            continue
        user = make_user(role, demo.plan.code)
        demo.people[role] = user
        held = grant(user, role, 380, scope=SCOPES[role][0], town=demo.town)
        if role in (Role.REFERENT_OPERATIONAL, Role.REFERENT_STRATEGIC) and not demo.plan.has_referent:
            held.ends_on, held.end_reason = demo.days_ago(demo.plan.days), "מעבר לתפקיד אחר ברשות"
            held.save(update_fields=["ends_on", "end_reason"])
    bureau = demo.town.bureaus.get()
    manager = User.objects.filter(assignments__bureau=bureau).first()
    if manager is None:
        manager = make_user(Role.BUREAU_MANAGER, demo.plan.code)
        grant(manager, Role.BUREAU_MANAGER, 900, scope=Scope.BUREAU, bureau=bureau)
    demo.people[Role.BUREAU_MANAGER] = manager
