"""Demonstration meetings: those held, written up, and the next one, planned, with answers coming in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from forums.bodies.models import Body, BodyKind
from forums.decisions.models import Decision, DecisionStatus
from forums.demo.content import DECISIONS, NOTES, PLACES
from forums.demo.members import FORUM_FROM, STEERING_FROM, TEAMS_FROM
from forums.demo.published import publish_as_of
from forums.demo.tasks import finish_tasks, give_tasks
from forums.meetings.models import AgendaItem, Answer, Invitee, ItemKind, Material, Meeting, MeetingState, Note, Presence
from forums.members.models import Member
from workit.access.roles import Role
from workit.demo.registry import DemoTown, demo_step
from workit.stages.models import Session

# The forum's sessions and the place on the way (from 0) by whose end each has been held.
SESSIONS = (("session_1", 4), ("session_2", 4), ("session_3", 8), ("session_4", 8), ("session_5", 9), ("session_6", 10))
NEXT_IN_DAYS = 6


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting that took place."""

    body: Body
    code: str
    at: datetime


@demo_step(30)
def make_meetings(demo: DemoTown) -> None:
    """Every meeting the town has had by now, the next one, and one in progress where the plan says so."""
    sessions = {session.code: session for session in Session.objects.filter(methodology__is_current=True)}
    bodies: dict[str, Body] = {}
    for body in Body.objects.order_by("opened_on"):
        bodies.setdefault(body.kind, body)
    seats = {
        body.id: [seat.member for seat in body.seats.select_related("member__organisation").order_by("starts_on", "id")]
        for body in Body.objects.all()
    }
    numbers: dict[object, int] = {}
    forum_meetings = 0
    for held in sorted(_held(demo, bodies), key=lambda one: one.at):
        numbers[held.body.id] = number = numbers.get(held.body.id, 0) + 1
        meeting = _meeting(demo, held.body, sessions[held.code], number, held.at, MeetingState.OPEN)
        is_forum = held.body.kind == BodyKind.FORUM
        share = _share(demo, forum_meetings) if is_forum else 0.9
        forum_meetings += is_forum
        _attendance(demo, meeting, seats[held.body.id], share)
        _minutes(demo, meeting, seats[held.body.id], held.code)
        publish_as_of(meeting, by=demo.people[Role.REFERENT_OPERATIONAL], at=held.at + timedelta(days=2))
        finish_tasks(demo, meeting)
    forum = bodies.get(BodyKind.FORUM)
    if forum is not None and demo.plan.days < 45:
        _next_forum_meeting(demo, forum, sessions, seats[forum.id], numbers.get(forum.id, 0) + 1)


def _share(demo: DemoTown, meeting: int) -> float:
    shares = demo.plan.attendance or (0.8,)
    return shares[min(meeting, len(shares) - 1)]


def _held(demo: DemoTown, bodies: dict[str, Body]) -> Iterator[Held]:
    """Which meetings took place and when, from the dates of the way."""
    entered, done = demo.entered, demo.plan.done

    def within(place: int, days: int) -> datetime:
        """That many days after the town came to a milestone, but before today."""
        return demo.moment(min((entered[place] - demo.today).days + days, -3))

    if done > 0:
        yield Held(bodies[BodyKind.MAYOR], "mayor_meeting", within(0, 20))
    if done >= STEERING_FROM + 1:
        for place in range(STEERING_FROM + 1, min(done, FORUM_FROM + 6) + 1, 2):
            yield Held(bodies[BodyKind.STEERING], "steering_meeting", within(place, 8))
    seen: dict[int, int] = {}
    for code, place in SESSIONS:
        if done > place:
            seen[place] = seen.get(place, 0) + 1
            yield Held(bodies[BodyKind.FORUM], code, within(place, 2 + 14 * seen[place]))
    if done > TEAMS_FROM:
        yield Held(bodies[BodyKind.FORUM], "quarterly", within(TEAMS_FROM, 25))
        for team in Body.objects.filter(kind=BodyKind.TASK_TEAM):
            yield Held(team, "task_team_monthly", within(TEAMS_FROM, 12))
            if done > TEAMS_FROM + 1:
                yield Held(team, "task_team_monthly", within(TEAMS_FROM + 1, 14))


def _meeting(demo: DemoTown, body: Body, session: Session, number: int, at: datetime, state: str) -> Meeting:
    """A meeting with the agenda of its template; the presenters of roles are found among the members."""
    held = at < timezone.now() - timedelta(days=1)
    meeting: Meeting = Meeting.objects.create(
        municipality=demo.town,
        body=body,
        number=number,
        title=session.name_he,
        session=session,
        purpose=str(session.content.get("aim_he", ""))[:400],
        product=str(session.content.get("product_he", ""))[:400],
        state=state,
        starts_at=at,
        minutes=session.minutes,
        place=PLACES[demo.random.randrange(len(PLACES))],
        invited_at=None if state == MeetingState.DRAFT else at - timedelta(days=12),
        opened_at=at if state == MeetingState.OPEN else None,
        created_by=demo.people[Role.REFERENT_OPERATIONAL],
    )
    by_role = {
        role: member
        for member in Member.objects.exclude(user=None)
        for role, user in demo.people.items()
        if member.user_id == user.id
    }
    clock, rows = at, []
    for position, item in enumerate(session.agenda, 1):
        rows.append(
            AgendaItem(
                municipality=demo.town,
                meeting=meeting,
                position=position,
                title=item["title_he"],
                kind=item["kind"],
                minutes=item["minutes"],
                presenter=by_role.get(item.get("presenter_role") or ""),
                facilitator_note=item.get("note_he") or "",
                started_at=clock if held else None,
                ended_at=clock + timedelta(minutes=item["minutes"]) if held else None,
            )
        )
        clock += timedelta(minutes=item["minutes"])
    AgendaItem.objects.bulk_create(rows)
    return meeting


def _attendance(demo: DemoTown, meeting: Meeting, members: list[Member], share: float) -> None:
    """Who came: that share of the members, one through a substitute; the mayor and the coordinator are guests."""
    present = round(len(members) * share)
    order = sorted(members, key=lambda member: (member.user_id is None, demo.random.random()))
    rows = []
    for place, member in enumerate(order):
        presence = Presence.PRESENT if place < present else Presence.ABSENT
        if place == present - 1 and len(members) > 10:
            presence = Presence.SUBSTITUTE
        elif place == present:
            presence = Presence.EXCUSED
        rows.append(
            Invitee(
                municipality=demo.town,
                meeting=meeting,
                member=member,
                name=member.name,
                email=member.email,
                sector=member.sector,
                invited_at=meeting.invited_at,
                answer=Answer.ACCEPTED if place < present else Answer.DECLINED,
                answered_at=meeting.invited_at + timedelta(days=3) if meeting.invited_at else None,
                presence=presence,
                substitute_name="סגנית מנהל היחידה" if presence == Presence.SUBSTITUTE else "",
            )
        )
    if meeting.body.kind == BodyKind.MAYOR:
        for name, sector in (
            ("ראש הרשות", "local_government"),
            ("רכזת אזור", "third_sector"),
        ):
            rows.append(
                Invitee(
                    municipality=demo.town,
                    meeting=meeting,
                    is_guest=True,
                    name=name,
                    email=f"guest{len(rows)}.{demo.plan.code}@example.org",
                    sector=sector,
                    answer=Answer.ACCEPTED,
                    presence=Presence.PRESENT,
                )
            )
    Invitee.objects.bulk_create(rows)


def _minutes(demo: DemoTown, meeting: Meeting, members: list[Member], code: str) -> None:
    """Discussion under most topics, the template's decisions, and tasks with owners."""
    items = list(meeting.items.exclude(kind=ItemKind.BREAK))
    writer = demo.people[Role.REFERENT_OPERATIONAL]
    notes = [
        Note(municipality=demo.town, item=item, text=NOTES[demo.random.randrange(len(NOTES))], position=1, by=writer)
        for item in items
        if demo.random.random() < 0.7  # noqa: PLR2004
    ]
    Note.objects.bulk_create(notes)
    decisive = [item for item in items if item.kind == ItemKind.DECISION] or items[-1:]
    for number, text in enumerate(DECISIONS.get(code, ()), 1):
        Decision.objects.create(
            municipality=demo.town,
            body=meeting.body,
            meeting=meeting,
            item=decisive[min(number - 1, len(decisive) - 1)],
            year=meeting.starts_at.year,  # type: ignore[union-attr]
            label=f"{meeting.number}.{number}",
            position=number,
            text=text,
            status=DecisionStatus.PROPOSED,
            decided_on=timezone.localdate(meeting.starts_at),
        )
    if members:
        give_tasks(demo, meeting, items[-1], members)


def _next_forum_meeting(demo: DemoTown, forum: Body, sessions: dict[str, Session], members: list[Member], number: int) -> None:
    """The next meeting by the way: invited, with two thirds not quite reached; in progress today in one town."""
    code = next((code for code, place in SESSIONS if demo.plan.done <= place), "quarterly")
    state = MeetingState.OPEN if demo.plan.is_live else MeetingState.PLANNED
    at = timezone.now().replace(minute=0, second=0, microsecond=0) if demo.plan.is_live else demo.moment(NEXT_IN_DAYS)
    meeting = _meeting(demo, forum, sessions[code], number, at, state)
    coming = round(len(members) * 0.61)
    Invitee.objects.bulk_create(
        Invitee(
            municipality=demo.town,
            meeting=meeting,
            member=member,
            name=member.name,
            email=member.email,
            sector=member.sector,
            invited_at=meeting.invited_at,
            answer=Answer.ACCEPTED if place < coming else Answer.NONE,
            answered_at=timezone.now() - timedelta(days=2) if place < coming else None,
            presence=Presence.PRESENT if demo.plan.is_live and place < coming else Presence.UNKNOWN,
        )
        for place, member in enumerate(members)
    )
    Material.objects.create(
        municipality=demo.town,
        meeting=meeting,
        title="מצגת מיקודים",
        promised_by="מנהלת מרכז הצעירים",
        promised_for=demo.today + timedelta(days=3),
    )
    if demo.plan.is_live:
        first = meeting.items.get(position=1)
        first.started_at = at
        first.save(update_fields=["started_at"])
        meeting.current_item = first
        meeting.save(update_fields=["current_item"])
