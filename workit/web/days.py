"""Dates and hours in words and in tables, by the language of the page (design §10 and §11)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

NEAR_DAYS = 6
DAYS_AHEAD_IN_WORDS = 1


def as_day(moment: date | datetime) -> date:
    """The calendar day of a date or an instant, on the wall clock of the site."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def weekday_name(day: date) -> str:
    """The weekday as it stands in a sentence: "יום ב׳", "Monday"."""
    return (
        pgettext("weekday", "Monday"),
        pgettext("weekday", "Tuesday"),
        pgettext("weekday", "Wednesday"),
        pgettext("weekday", "Thursday"),
        pgettext("weekday", "Friday"),
        pgettext("weekday", "Saturday"),
        pgettext("weekday", "Sunday"),
    )[day.weekday()]


def table_day(moment: date | datetime) -> str:
    """A date for tables and wherever it obliges: 20.10.2025, day first and without zeros in front."""
    day = as_day(moment)
    return f"{day.day}.{day.month}.{day.year}"


def in_month(day: date) -> str:
    """The month as it follows a day in a sentence: "באוקטובר", "October"."""
    return pgettext("after the day", "%(month)s") % {"month": MONTHS[day.month]}


def prose_day(moment: date | datetime) -> str:
    """A date in a sentence: "יום ב׳, 20 באוקטובר"; with the year when it is not this one."""
    day = as_day(moment)
    words = gettext("%(weekday)s, %(day)s %(in_month)s") % {
        "weekday": weekday_name(day),
        "day": day.day,
        "in_month": in_month(day),
    }
    return words if day.year == timezone.localdate().year else f"{words} {day.year}"


def near_day(moment: date | datetime, today: date | None = None) -> str:
    """A due date as one says it: "מחר", "יום ה׳" within the week, "3 ימי איחור", else the exact date."""
    day = as_day(moment)
    ahead = (day - (today or timezone.localdate())).days
    if ahead < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -ahead) % {"days": -ahead}
    if ahead == 0:
        return gettext("today")
    if ahead == DAYS_AHEAD_IN_WORDS:
        return gettext("tomorrow")
    return weekday_name(day) if ahead <= NEAR_DAYS else table_day(day)


def distance(moment: date | datetime, today: date | None = None) -> str:
    """How far away a day is: "בעוד 6 ימים", "לפני 9 ימים", "היום"."""
    ahead = (as_day(moment) - (today or timezone.localdate())).days
    named = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if ahead in named:
        return named[ahead]
    if ahead > 0:
        return ngettext("in %(days)s day", "in %(days)s days", ahead) % {"days": ahead}
    return ngettext("%(days)s day ago", "%(days)s days ago", -ahead) % {"days": -ahead}


def clock(moment: datetime | None) -> str:
    """The hour on the wall: 09:00."""
    if moment is None:
        return ""
    return (timezone.localtime(moment) if timezone.is_aware(moment) else moment).strftime("%H:%M")


def hours(start: str, end: str) -> SafeString:
    """A range of hours that reads with the sentence: each end isolated, an en dash between."""
    return format_html("<bdi>{}</bdi>–<bdi>{}</bdi>", start, end)
