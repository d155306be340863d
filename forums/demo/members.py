"""Demonstration bodies, organisations and members."""

from datetime import timedelta

from forums.bodies.models import Body, BodyKind
from forums.demo.content import MEMBERS, TEAMS
from forums.members.models import Member, Seat, SeatRole
from workit.demo.people import DOMAIN
from workit.demo.registry import DemoTown, demo_step
from workit.organisations.models import Organisation

# Places on the way (counted from 0) from which a body exists.
STEERING_FROM, FORUM_FROM, TEAMS_FROM = 2, 4, 11


def make_body(demo: DemoTown, kind: str, name: str, opened_at: int, **settings: object) -> Body:
    """A body opened when the town came to that milestone."""
    return Body.objects.create(municipality=demo.town, kind=kind, name=name, opened_on=demo.entered[opened_at], **settings)


@demo_step(20)
def make_members(demo: DemoTown) -> None:
    """As many members as the plan says, seated in the bodies that exist by now."""
    chosen = MEMBERS[: demo.plan.members]
    names = sorted({(entry[1], entry[2]) for entry in chosen if entry[1]})
    organisations = {name: Organisation(municipality=demo.town, name=name, sector=sector) for name, sector in names}
    Organisation.objects.bulk_create(organisations.values())
    since = demo.entered[0]
    members = [
        Member(
            municipality=demo.town,
            name=name,
            organisation=organisations.get(organisation or ""),
            sector=sector,
            seniority=seniority,
            address_form=form,
            email=f"member{number}.{demo.plan.code}@{DOMAIN}",
            user=demo.people.get(role),
            starts_on=since,
            appointed_on=since + timedelta(days=20) if number % 5 else None,
        )
        for number, (name, organisation, sector, seniority, form, role) in enumerate(chosen)
    ]
    for member in members:
        if member.user is not None:
            member.email = member.user.email
    Member.objects.bulk_create(members)
    _make_bodies(demo, members)


def _make_bodies(demo: DemoTown, members: list[Member]) -> None:
    mayor = make_body(demo, BodyKind.MAYOR, "פגישות עם ראש הרשות", 0, meeting_minutes=60)
    seats = [(mayor, member, SeatRole.MEMBER) for member in members[:2]]
    if demo.plan.done >= STEERING_FROM:
        steering = make_body(demo, BodyKind.STEERING, "צוות היגוי", STEERING_FROM, meeting_minutes=120)
        seats += [(steering, member, _role_of(place)) for place, member in enumerate(members[:5])]
    if demo.plan.done >= FORUM_FROM:
        forum = make_body(demo, BodyKind.FORUM, "פורום התעסוקה היישובי", FORUM_FROM)
        if demo.plan.done > TEAMS_FROM:
            forum.rhythm_weeks_from, forum.rhythm_weeks_to = 8, 12
            forum.save(update_fields=["rhythm_weeks_from", "rhythm_weeks_to"])
        seats += [(forum, member, _role_of(place)) for place, member in enumerate(members)]
    if demo.plan.done > TEAMS_FROM:
        for number, name in enumerate(TEAMS):
            team = make_body(
                demo, BodyKind.TASK_TEAM, name, TEAMS_FROM, rhythm_weeks_from=4, rhythm_weeks_to=4, meeting_minutes=90
            )
            team_members = members[number + 4 :: 3][:6]
            seats += [
                (team, member, SeatRole.LEAD if not place else SeatRole.MEMBER) for place, member in enumerate(team_members)
            ]
    Seat.objects.bulk_create(
        Seat(municipality=demo.town, body=body, member=member, role=role, starts_on=body.opened_on)
        for body, member, role in seats
    )


def _role_of(place: int) -> SeatRole:
    return {0: SeatRole.CHAIR, 2: SeatRole.SECRETARY}.get(place, SeatRole.MEMBER)
