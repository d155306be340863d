"""Lengths of time as people type and read them: "3 שעות", 1.5h, 90m, 1:30. Pure functions and a form field."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

LONGEST = 24 * 60
# A bare number up to this is hours ("3"), above it minutes ("180").
MOST_BARE_HOURS = 12
HOUR = 60

_HALF, _QUARTER = 30, 15
_WORDS: dict[str, int] = {
    "שעה": 60,
    "שעתיים": 120,
    "שעה וחצי": 90,
    "שעה ורבע": 75,
    "שעתיים וחצי": 150,
    "שעתיים ורבע": 135,
    "חצי שעה": 30,
    "רבע שעה": 15,
    "ساعة": 60,
    "ساعتان": 120,
    "ساعتين": 120,
    "نصف ساعة": 30,
    "an hour": 60,
    "half an hour": 30,
}
_HOURS = r"h|hr|hrs|hour|hours|ש|שעה|שעות|ساعة|ساعات"
_MINUTES = r"m|min|mins|minute|minutes|ד|דק|דקה|דקות|دقيقة|دقائق"
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)\Z")
_MIXED = re.compile(
    rf"(?:(?P<hours>\d+(?:\.\d+)?)\s*(?:{_HOURS})(?P<part>\s*(?:וחצי|ורבע))?)?\s*ו?-?\s*(?:(?P<minutes>\d+)\s*(?:{_MINUTES}))?\Z"
)
_BARE = re.compile(r"\d+(?:\.\d+)?\Z")


def parse_duration(text: str) -> int:
    """Minutes of a length as people type it: 1.5h, 90m, 1:30, "3 שעות", "שעה וחצי", 180.

    Raises ValueError for what is no length between a minute and a day.
    """
    plain = " ".join(text.strip().lower().replace("׳", "").replace("'", "").replace(",", ".").split())
    minutes = _parse(plain)
    if not 1 <= minutes <= LONGEST:
        raise ValueError(text)
    return minutes


def _parse(plain: str) -> int:
    if plain in _WORDS:
        return _WORDS[plain]
    if clock := _CLOCK.match(plain):
        return int(clock[1]) * HOUR + int(clock[2])
    if _BARE.match(plain):
        number = float(plain)
        return round(number * HOUR) if number <= MOST_BARE_HOURS else round(number)
    mixed = _MIXED.match(plain)
    if mixed is None or not plain:
        raise ValueError(plain)
    part = (mixed["part"] or "").strip()
    extra = _HALF if part == "וחצי" else _QUARTER if part else 0
    return round(float(mixed["hours"] or 0) * HOUR) + extra + int(mixed["minutes"] or 0)


def parse_minutes(text: str) -> int:
    """Minutes of one item: a bare number is minutes, whatever its size.

    Raises ValueError for what is no length.
    """
    plain = text.strip()
    if plain.isdecimal():
        if int(plain) > LONGEST:
            raise ValueError(text)
        return int(plain)
    return parse_duration(plain)


def duration_words(minutes: int) -> str:
    """A length as it stands in its field: "3 hours", "45 minutes", else 2:40. `parse_duration` reads it back."""
    if minutes and minutes % HOUR == 0:
        hours = minutes // HOUR
        return ngettext("%(hours)s hour", "%(hours)s hours", hours) % {"hours": hours}
    if minutes < HOUR:
        return ngettext("%(minutes)s minute", "%(minutes)s minutes", minutes) % {"minutes": minutes}
    return hours_minutes(minutes)


def hours_minutes(minutes: int) -> str:
    """3:15."""
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


class DurationField(forms.CharField):
    """A length as people type it; cleans to minutes."""

    def clean(self, value: Any) -> Any:
        """Minutes, after the checks of a text."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_duration(text)
        except ValueError as error:
            raise forms.ValidationError(_("The length has to look like 3 hours, 90m or 1:30")) from error

    def prepare_value(self, value: Any) -> Any:
        """Words for minutes; what was typed stays."""
        return duration_words(value) if isinstance(value, int) else value
