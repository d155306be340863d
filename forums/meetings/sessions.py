"""Which template a body's next meeting is planned from, and what a template fills in."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forums.bodies.models import Body, BodyKind, ChairTitle
from forums.meetings.models import Meeting, MeetingState
from forums.members.models import Member, Seat, SeatRole
from workit.access.roles import REFERENTS, Role
from workit.places.models import Municipality
from workit.reference.calendar import day_warnings
from workit.stages.holders import holders
from workit.stages.models import Methodology, Session, TownStage
from workit.web.days import table_day
from workit.web.durations import duration_words

LIVE_STATES = (MeetingState.PLANNED, MeetingState.OPEN, MeetingState.CLOSED)
USUAL_HOUR = datetime.time(9)


@dataclass(frozen=True, slots=True)
class Template:
    """A template as a choice: `hint` says whether it is next on the way, or when it was held."""

    session: Session
    hint: str
    is_next: bool

    @property
    def code(self) -> str:
        """Value of the choice."""
        return self.session.code

    @property
    def label(self) -> str:
        """Name of the choice: "6 · הצגה לראש הרשות"."""
        return f"{self.session.number} · {self.session.short}" if self.session.number else self.session.short


def methodology_of(town: Municipality) -> Methodology | None:
    """The version the town is on, else the current one."""
    stage = TownStage.objects.filter(municipality=town).select_related("stage__methodology").first()
    if stage is not None:
        found: Methodology = stage.stage.methodology
        return found
    return Methodology.objects.filter(is_current=True).first()


def freeze_days(town: Municipality) -> int:
    """Days before a meeting from which its agenda is frozen: later changes go out by themselves."""
    methodology = methodology_of(town)
    return int(methodology.settings.get("agenda_freeze_days", 2)) if methodology else 2


def templates_for(body: Body) -> list[Template]:
    """The templates of the body: the next on the way first, then the recurring ones, then the other sessions."""
    sessions = list(Session.objects.filter(methodology=methodology_of(body.municipality), body_kind=body.kind))
    held = dict(
        Meeting.objects.filter(body=body, session__isnull=False, state__in=LIVE_STATES)
        .order_by("starts_at")
        .values_list("session_id", "starts_at")
    )
    upcoming = next_session(sessions, held)
    found = [_template(session, held, session == upcoming) for session in sessions]
    last = max((each.session.number or 0 for each in found if each.session.pk in held), default=0)
    return sorted(found, key=lambda each: _place(each, last))


def _place(template: Template, last: int) -> tuple[int, int]:
    number = template.session.number
    if template.is_next:
        return 0, 0
    if number is not None and number == last:
        return 1, 0
    return (2, 0) if number is None else (3, number)


def next_session(sessions: Sequence[Session], held: dict[int, datetime.datetime | None]) -> Session | None:
    """The session after the last one held or planned; after all of them the recurring template."""
    numbered = [session for session in sessions if session.number]
    last = max((session.number or 0 for session in numbered if session.pk in held), default=0)
    ahead = [session for session in numbered if (session.number or 0) > last]
    if ahead:
        return min(ahead, key=lambda session: session.number or 0)
    return next((session for session in sessions if not session.number), None)


def _template(session: Session, held: dict[int, datetime.datetime | None], is_next: bool) -> Template:
    length = duration_words(session.minutes)
    if is_next and session.number:
        return Template(session, _("By the way, the next meeting. %(length)s") % {"length": length}, True)
    moment = held.get(session.pk)
    if moment is not None and session.number:
        past = moment <= timezone.now()
        words = _("Held on %(day)s") if past else _("Planned for %(day)s")
        return Template(session, words % {"day": table_day(moment)}, is_next)
    return Template(session, length, is_next)


def product_of(session: Session) -> str:
    """What the meeting is to end with."""
    return _text(session, "product")


def aim_of(session: Session) -> str:
    """What the meeting is for."""
    return _text(session, "aim")


def _text(session: Session, name: str) -> str:
    code = (get_language() or "he")[:2]
    return str(session.content.get(f"{name}_{code}") or session.content.get(f"{name}_he") or "")


def suggested_start(body: Body) -> datetime.datetime:
    """A working day that fits the rhythm of the body, at the hour it last met."""
    last = Meeting.objects.filter(body=body, state__in=LIVE_STATES, starts_at__isnull=False).order_by("-starts_at").first()
    today = timezone.localdate()
    hour = timezone.localtime(last.starts_at).time().replace(second=0, microsecond=0) if last else USUAL_HOUR
    day = today + datetime.timedelta(weeks=2)
    if last:
        day = max(timezone.localdate(last.starts_at) + datetime.timedelta(weeks=body.rhythm_weeks_from), day)
    while day_warnings(day):
        day += datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(day, hour))


class Presenters:
    """Who stands behind a presenter's role of a template: a member of the town, or the role in words."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._found: dict[str, tuple[Member | None, str]] = {}

    def of(self, role: str | None) -> tuple[Member | None, str]:
        """The member, else nobody and the role in words."""
        if not role:
            return None, ""
        if role not in self._found:
            member = self._member(role)
            self._found[role] = (member, "" if member else str(Role(role).label))
        return self._found[role]

    def _member(self, role: str) -> Member | None:
        seats = Seat.objects.filter(body=self.body).active().select_related("member")
        if role == Role.CEO or (role == Role.MAYOR and self.body.chair_title == ChairTitle.MAYOR):
            chair = seats.filter(role=SeatRole.CHAIR).first()
            if chair is not None:
                return chair.member
        if role == Role.TEAM_LEAD and self.body.kind in (BodyKind.TASK_TEAM, BodyKind.PROJECT_TEAM):
            lead = seats.filter(role=SeatRole.LEAD).first()
            return lead.member if lead else None
        if role == Role.TEAM_LEAD:
            return None
        roles = REFERENTS if role in REFERENTS else {role}
        people = holders(self.body.municipality, roles)
        found: Member | None = Member.objects.active().filter(user__in=people).first()
        return found


def checklist_of(session: Session | None) -> dict[str, bool]:
    """The room checklist of a template, nothing ticked (handbook, the annex of the seven sessions)."""
    usual = [
        _("An invitation from the municipality, with a clear agenda"),
        _("A room large and bright enough, a large table and chairs"),
        _("A screen to show material"),
        _("Refreshments, with a budget"),
        _("Name tags"),
        _("A printed agenda"),
    ]
    words = session.content.get("checklist_he") if session else None
    return dict.fromkeys(words or usual, False)
