"""What stands against a date: rest days and holidays, the rhythm of the body, another meeting of the same people."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.bodies.models import Body
from forums.meetings.models import Meeting, MeetingState
from forums.meetings.sessions import LIVE_STATES
from workit.reference.calendar import Kind, day_warnings
from workit.web.days import clock, weekday_name

WEEK = 7
AHEAD = (MeetingState.DRAFT, MeetingState.PLANNED, MeetingState.OPEN)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing to know about the date; `is_warning` when it speaks against it. Nothing here forbids."""

    text: str
    is_warning: bool = False


def sentences(meeting: Meeting) -> list[Sentence]:
    """Everything there is to say about the day of the meeting."""
    if meeting.starts_at is None:
        return [Sentence(recommended(meeting.body))]
    day = timezone.localdate(meeting.starts_at)
    found = [_since(meeting, day), Sentence(recommended(meeting.body)), *_against(meeting, day)]
    if meeting.starts_at < timezone.now():
        found.insert(0, Sentence(_("The day is past."), True))
    return found


def recommended(body: Body) -> str:
    """The rhythm the body set itself."""
    if body.rhythm_weeks_from == body.rhythm_weeks_to:
        return _("The recommended rhythm: every %(weeks)s weeks.") % {"weeks": body.rhythm_weeks_to}
    return _("The recommended rhythm: %(first)s to %(last)s weeks.") % {
        "first": body.rhythm_weeks_from,
        "last": body.rhythm_weeks_to,
    }


def previous(meeting: Meeting) -> Meeting | None:
    """The meeting of the same body before this one."""
    held = Meeting.objects.filter(body=meeting.body, state__in=LIVE_STATES).exclude(pk=meeting.pk)
    found: Meeting | None = held.filter(starts_at__lt=meeting.starts_at).order_by("-starts_at").first()
    return found


def _since(meeting: Meeting, day: datetime.date) -> Sentence:
    last = previous(meeting)
    if last is None:
        return Sentence(_("%(weekday)s, the first meeting.") % {"weekday": weekday_name(day)})
    days = (day - timezone.localdate(last.starts_at)).days
    weeks = round(days / WEEK)
    is_rare = days > meeting.body.rhythm_weeks_to * WEEK + WEEK
    if weeks < 1:
        words = _("%(weekday)s, the week of meeting %(number)s.")
    else:
        words = ngettext(
            "%(weekday)s, %(weeks)s week after meeting %(number)s.",
            "%(weekday)s, %(weeks)s weeks after meeting %(number)s.",
            weeks,
        )
    return Sentence(words % {"weekday": weekday_name(day), "weeks": weeks, "number": last.number}, is_rare)


def _against(meeting: Meeting, day: datetime.date) -> list[Sentence]:
    found = [Sentence(_day_words(warning.kind, warning.text), True) for warning in day_warnings(day)]
    for other in clashes(meeting):
        words = _("On the same day at %(hour)s: %(meeting)s, with some of the same people.")
        found.append(Sentence(words % {"hour": clock(other.starts_at), "meeting": other.title}, True))
    return found or [Sentence(_("No holiday and no other meeting that day."))]


def _day_words(kind: str, text: str) -> str:
    if kind in (Kind.FRIDAY, Kind.SATURDAY):
        return _("It is %(day)s.") % {"day": text}
    return _("That day: %(day)s.") % {"day": text}


def clashes(meeting: Meeting) -> list[Meeting]:
    """Other meetings of that day to which some of the same people are invited."""
    people = meeting.invitees.exclude(member=None).values("member_id")
    day = timezone.localdate(meeting.starts_at)
    others = Meeting.objects.filter(state__in=AHEAD, starts_at__date=day, invitees__member__in=people)
    return list(others.exclude(pk=meeting.pk).distinct().order_by("starts_at"))
