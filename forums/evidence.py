"""Evidence the forum provides: meetings, sessions, protocols, decisions, seats, bodies, invitations, letters, tasks."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Body, BodyKind
from forums.decisions.models import Decision, DecisionStatus, MayorApproval
from forums.links import address
from forums.meetings.models import Invitee, Meeting, MeetingState
from forums.members.models import Member, Seat, SeatRole
from forums.protocols.models import Protocol, ProtocolStatus
from forums.tasks.models import Task, TaskStatus
from workit.places.models import Municipality
from workit.stages.evidence import MOST_OF_A_KIND, Found, provides

SESSIONS = range(1, 8)
STANDING = (DecisionStatus.TAKEN, DecisionStatus.IN_EXECUTION, DecisionStatus.DONE)


def _meeting(meeting: Meeting) -> Found:
    return Found(
        "forums.meeting",
        str(meeting.pk),
        f"{meeting.body}: {meeting.title}",
        timezone.localdate(meeting.starts_at),
        address("forums:meeting_detail", meeting.municipality.code, meeting.pk),
    )


def _held(kind: str) -> Callable[[Municipality], list[Found]]:
    def find(town: Municipality) -> list[Found]:
        rows = Meeting.objects.filter(municipality=town, body__kind=kind).held().select_related("body", "municipality")
        return [_meeting(row) for row in rows[:MOST_OF_A_KIND] if row.starts_at]

    return find


def _planned(kind: str) -> Callable[[Municipality], list[Found]]:
    def find(town: Municipality) -> list[Found]:
        rows = Meeting.objects.filter(municipality=town, body__kind=kind, state=MeetingState.PLANNED)
        return [_meeting(row) for row in rows.select_related("body", "municipality")[:MOST_OF_A_KIND]]

    return find


def _session(number: int) -> Callable[[Municipality], list[Found]]:
    def find(town: Municipality) -> list[Found]:
        rows = Meeting.objects.filter(municipality=town, session__number=number).held()
        return [_meeting(row) for row in rows.select_related("body", "municipality") if row.starts_at]

    return find


def _published(kind: str) -> Callable[[Municipality], list[Found]]:
    def find(town: Municipality) -> list[Found]:
        rows = Protocol.objects.filter(municipality=town, status=ProtocolStatus.PUBLISHED, meeting__body__kind=kind)
        return [
            Found(
                "forums.protocol",
                str(row.pk),
                str(_("Protocol: %(meeting)s") % {"meeting": row.meeting}),
                timezone.localdate(row.published_at),
                address("forums:protocol_detail", town.code, row.meeting_id),
            )
            for row in rows.select_related("meeting").order_by("-published_at")[:MOST_OF_A_KIND]
        ]

    return find


def _decided(kind: str) -> Callable[[Municipality], list[Found]]:
    """Decisions of a body; what the mayor approved counts as the mayor's, wherever it was decided."""

    def find(town: Municipality) -> list[Found]:
        rows = Decision.objects.filter(municipality=town, status__in=STANDING)
        if kind == BodyKind.MAYOR:
            rows = rows.filter(body__kind=kind) | rows.filter(mayor_approval=MayorApproval.GIVEN)
        else:
            rows = rows.filter(body__kind=kind)
        return [
            Found(
                "forums.decision",
                str(row.pk),
                row.text,
                row.mayor_approved_on or row.decided_on,
                address("forums:decision_detail", town.code, row.pk),
            )
            for row in rows.order_by("-decided_on")[:MOST_OF_A_KIND]
        ]

    return find


def _seated(kind: str) -> Callable[[Municipality], list[Found]]:
    def find(town: Municipality) -> list[Found]:
        seats = Seat.objects.filter(municipality=town, body__kind=kind).active().select_related("member", "body")
        return [_seat(seat) for seat in seats.order_by("-starts_on")[:MOST_OF_A_KIND]]

    return find


def _seat(seat: Seat) -> Found:
    return Found("forums.seat", str(seat.pk), f"{seat.member} · {seat.body}", seat.starts_on)


def _chair(town: Municipality) -> list[Found]:
    seats = Seat.objects.filter(municipality=town, body__kind=BodyKind.FORUM, role=SeatRole.CHAIR).active()
    return [_seat(seat) for seat in seats.select_related("member", "body")]


def _open(kind: str) -> Callable[[Municipality], list[Found]]:
    def find(town: Municipality) -> list[Found]:
        bodies = Body.objects.filter(municipality=town, kind=kind, closed_on__isnull=True)
        return [Found("forums.body", str(body.pk), body.name, body.opened_on) for body in bodies]

    return find


def _invited(kind: str) -> Callable[[Municipality], list[Found]]:
    def find(town: Municipality) -> list[Found]:
        rows = Meeting.objects.filter(municipality=town, body__kind=kind, invited_at__isnull=False)
        rows = rows.filter(Exists(Invitee.objects.filter(meeting=OuterRef("pk"), invited_at__isnull=False)))
        return [
            Found(
                "forums.meeting",
                str(row.pk),
                str(_("Invitation: %(meeting)s") % {"meeting": row}),
                timezone.localdate(row.invited_at),
                address("forums:meeting_detail", town.code, row.pk),
            )
            for row in rows.order_by("invited_at")[:MOST_OF_A_KIND]
        ]

    return find


def _appointed(town: Municipality) -> list[Found]:
    rows = Member.objects.filter(municipality=town, appointed_on__isnull=False).active().order_by("-appointed_on")
    return [
        Found("forums.member", str(row.pk), row.name, row.appointed_on) for row in rows[:MOST_OF_A_KIND] if row.appointed_on
    ]


def _finished(town: Municipality) -> list[Found]:
    rows = Task.objects.filter(municipality=town, status=TaskStatus.DONE, body__kind=BodyKind.TASK_TEAM)
    return [
        Found("forums.task", str(row.pk), row.text, row.done_on, address("forums:task_detail", town.code, row.pk))
        for row in rows.order_by("-done_on")[:MOST_OF_A_KIND]
        if row.done_on
    ]


HELD = {
    BodyKind.MAYOR: _("A meeting with the mayor was held"),
    BodyKind.STEERING: _("The steering team met"),
    BodyKind.FORUM: _("The forum met"),
    BodyKind.TASK_TEAM: _("A task team met"),
    BodyKind.PROJECT_TEAM: _("A project team met"),
}
SEATED = {
    BodyKind.STEERING: _("Members of the steering team"),
    BodyKind.FORUM: _("Members of the forum"),
    BodyKind.TASK_TEAM: _("Members of a task team"),
}

for _kind, _label in HELD.items():
    provides(f"meeting_held:{_kind.value}", label=_label)(_held(_kind))
    provides(f"meeting_planned:{_kind.value}", label=_("A meeting is planned"))(_planned(_kind))
    provides(f"protocol_published:{_kind.value}", label=_("A protocol was published"))(_published(_kind))
    provides(f"invitation_sent:{_kind.value}", label=_("An invitation was sent"))(_invited(_kind))
    provides(f"decision_taken:{_kind.value}", label=_("A decision was taken"))(_decided(_kind))
for _kind, _label in SEATED.items():
    provides(f"member_seated:{_kind.value}", label=_label)(_seated(_kind))
for _kind in (BodyKind.TASK_TEAM, BodyKind.PROJECT_TEAM):
    provides(f"body_open:{_kind.value}", label=_kind.label)(_open(_kind))
for _number in SESSIONS:
    provides(f"session_held:{_number}", label=_("A session of the forum was held"))(_session(_number))
provides("member_seated:forum_chair", label=_("The chair of the forum"))(_chair)
provides("letter_sent:member", label=_("A member was appointed in writing"))(_appointed)
provides("task_done", label=_("A task of a team was done"))(_finished)
