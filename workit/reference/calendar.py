"""What stands against a date when a meeting is planned: Friday, Saturday, holidays, eves and fasts of all communities.

Pure functions, no database. Jewish and state holidays come from the `holidays` package; Muslim, Christian and Druze
days, which it lacks, from `content/holidays_extra.json` (see `covered_years` there). Dates that hang on the sight of
the moon are marked approximate.
"""

import datetime
import enum
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import holidays
from django.utils.translation import get_language
from django.utils.translation import gettext as _

EXTRA = Path(__file__).parent / "content" / "holidays_extra.json"
DAY = datetime.timedelta(days=1)
# The package adds this to the name of a day that was moved off the Sabbath.
MOVED = {"he": " (נצפה)", "en_US": " (observed)"}
IL_FASTS = frozenset({"תענית אסתר", "תשעה באב"})


class Kind(enum.StrEnum):
    """Why a date is worth a second look."""

    FRIDAY = "friday"
    SATURDAY = "saturday"
    HOLIDAY = "holiday"
    EVE = "eve"
    FAST = "fast"
    OBSERVANCE = "observance"


class Community(enum.StrEnum):
    """Whose day it is."""

    JEWISH = "jewish"
    MUSLIM = "muslim"
    CHRISTIAN = "christian"
    DRUZE = "druze"


# What weighs most comes first.
ORDER = [Kind.SATURDAY, Kind.HOLIDAY, Kind.EVE, Kind.FRIDAY, Kind.FAST, Kind.OBSERVANCE]


@dataclass(frozen=True)
class DayWarning:
    """One thing to know about a date; a warning, never a bar."""

    kind: Kind
    community: Community | None = None
    name_he: str = ""
    name_en: str = ""
    name_ar: str = ""
    approximate: bool = False

    @property
    def name(self) -> str:
        """The name of the day in the language in force, else in Hebrew."""
        return getattr(self, f"name_{(get_language() or 'he')[:2]}", "") or self.name_he

    @property
    def text(self) -> str:
        """What the planning screen says."""
        if self.kind is Kind.FRIDAY:
            return _("Friday")
        if self.kind is Kind.SATURDAY:
            return _("Saturday")
        text = _("Eve of %(holiday)s") % {"holiday": self.name} if self.kind is Kind.EVE else self.name
        return _("%(holiday)s, the date may move by a day") % {"holiday": text} if self.approximate else text


def day_warnings(date: datetime.date) -> list[DayWarning]:
    """Everything that stands against meeting on `date`, what weighs most first; empty for a plain working day."""
    found = [*_weekend(date), *_state_days(date), *_extra_days(date.year).get(date, [])]
    return sorted(found, key=lambda warning: ORDER.index(warning.kind))


def is_rest_day(date: datetime.date) -> bool:
    """Saturday or a public holiday by law: nothing is sent and nobody is called."""
    return date.weekday() == _SATURDAY or date in _state_names(date.year, "he", "public")


_FRIDAY, _SATURDAY = 4, 5


def _weekend(date: datetime.date) -> list[DayWarning]:
    if date.weekday() == _FRIDAY:
        return [DayWarning(Kind.FRIDAY)]
    return [DayWarning(Kind.SATURDAY)] if date.weekday() == _SATURDAY else []


def _state_days(date: datetime.date) -> list[DayWarning]:
    """Jewish and state days of `date`, and the eve of a public holiday that follows it."""
    public = _state_names(date.year, "he", "public")
    if date in public:
        return [_state_warning(date, Kind.HOLIDAY)]
    found = []
    if date + DAY in _state_names((date + DAY).year, "he", "public"):
        found.append(_state_warning(date + DAY, Kind.EVE))
    other = _state_names(date.year, "he", "optional", "school")
    if date in other:
        found.append(_state_warning(date, Kind.FAST if other[date] in IL_FASTS else Kind.OBSERVANCE))
    return found


def _state_warning(date: datetime.date, kind: Kind) -> DayWarning:
    every = ("public", "optional", "school")
    name = _state_names(date.year, "he", *every)[date]
    english = _state_names(date.year, "en_US", *every)[date]
    return DayWarning(kind, Community.JEWISH, name, english, _content()["names_ar"].get(name, ""))


@cache
def _state_names(year: int, language: str, *categories: str) -> dict[datetime.date, str]:
    """Day and name of the state's list for a year, one name a day."""
    listed = holidays.country_holidays("IL", years=year, language=language, categories=categories)
    return {day: listed.get_list(day)[0].removesuffix(MOVED[language]) for day in listed}


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(EXTRA.read_text(encoding="utf-8"))
    return content


@cache
def _extra_days(year: int) -> dict[datetime.date, list[DayWarning]]:
    """Days of the table that fall in `year`, each with its eve where it has one."""
    days: dict[datetime.date, list[DayWarning]] = {}
    for entry in _content()["holidays"]:
        for first in _first_days(entry, year):
            if entry["has_eve"]:
                days.setdefault(first - DAY, []).append(_extra_warning(entry, Kind.EVE))
            for offset in range(entry["days"]):
                days.setdefault(first + offset * DAY, []).append(_extra_warning(entry, Kind(entry["kind"])))
    return days


def _first_days(entry: dict[str, Any], year: int) -> list[datetime.date]:
    """First days of an entry in `year` and the years beside it, whose days and eves may reach into `year`."""
    years = (year - 1, year, year + 1)
    if "yearly" in entry:
        return [datetime.date.fromisoformat(f"{each}-{entry['yearly']}") for each in years]
    return [first for first in map(datetime.date.fromisoformat, entry["dates"]) if first.year in years]


def _extra_warning(entry: dict[str, Any], kind: Kind) -> DayWarning:
    return DayWarning(
        kind=kind,
        community=Community(entry["community"]),
        name_he=entry["name_he"],
        name_en=entry["name_en"],
        name_ar=entry["name_ar"],
        approximate=entry["approximate"],
    )
