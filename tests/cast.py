"""The cast: one town with a person in every role, a second town with a stranger of each kind, a region over both.

Names never change their meaning: `cast.referent` is the operational referent of `cast.town`, `cast.stranger["referent"]` the
one of `cast.other_town`.
"""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from workit.access.roles import SCOPES, Role, Scope
from workit.people.models import RoleAssignment, User
from workit.places.models import Bureau, BureauTown, Municipality, Region

PASSWORD = "a-long-password-for-tests"
TOWN, OTHER_TOWN = "2800", "2200"


@dataclass
class Cast:
    """Everybody, by what they are."""

    town: Municipality
    other_town: Municipality
    region: Region
    people: dict[str, User] = field(default_factory=dict)
    stranger: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        aliases = {"referent": Role.REFERENT_OPERATIONAL, "coordinator": Role.REGIONAL_COORDINATOR, "member": Role.FORUM_MEMBER}
        try:
            return self.people[aliases.get(name, name)]
        except KeyError:
            raise AttributeError(name) from None


def make_person(role: str, town: Municipality, *, email: str, starts_on: datetime.date | None = None) -> User:
    """An account with one role in its usual scope around the town."""
    user = User.objects.create_user(email, PASSWORD, display_name=str(Role(role).label))
    grant(user, role, town, starts_on=starts_on)
    return user


def grant(user: User, role: str, town: Municipality, *, starts_on: datetime.date | None = None) -> RoleAssignment:
    """A role in its usual scope around the town, from a year ago unless said otherwise."""
    scope = SCOPES[role][0]
    places = {
        Scope.TOWN: {"town": town},
        Scope.BUREAU: {"bureau": town.bureaus.first()},
        Scope.REGION: {"region": town.region},
        Scope.DISTRICT: {"district": town.district},
        Scope.PROGRAMME: {},
    }
    return RoleAssignment.objects.create(
        user=user,
        role=role,
        scope=scope,
        starts_on=starts_on or timezone.localdate() - datetime.timedelta(days=365),
        **places[Scope(scope)],
    )


def join(code: str, region: Region) -> Municipality:
    """Make an authority of the reference list a tenant of a region, with a bureau of its own."""
    town = Municipality.objects.get(code=code)
    town.joined_on, town.region = timezone.localdate() - datetime.timedelta(days=400), region
    town.save(update_fields=["joined_on", "region"])
    bureau = Bureau.objects.create(code=f"bureau-{code}", name_he=f"לשכת {town.name_he}", district=town.district)
    BureauTown.objects.create(bureau=bureau, town=town)
    return town


def make_cast() -> Cast:
    """Build the cast; needs the reference lists, and the database of a test."""
    north, south = Region.objects.get(code="north"), Region.objects.get(code="south")
    cast = Cast(join(TOWN, north), join(OTHER_TOWN, south), north)
    for role in Role:
        cast.people[role] = make_person(role, cast.town, email=f"{role}@town.example")
        if role != Role.PROGRAMME_MANAGER:
            cast.stranger[role] = make_person(role, cast.other_town, email=f"{role}@other.example")
    cast.stranger["referent"] = cast.stranger[Role.REFERENT_OPERATIONAL]
    return cast
