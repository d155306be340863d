"""The arithmetic of an agenda: the clock, what runs over and how to fix it. Pure functions."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

STEP = 5
LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Slot:
    """An item as the clock sees it."""

    minutes: int
    is_break: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """An item with its place in the day: start in minutes from the beginning, and when it runs past the planned end."""

    start: int
    minutes: int
    is_break: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Fix:
    """Shortening: the items at these places to so many minutes."""

    places: tuple[int, ...]
    to_minutes: int
    words: str


class Day:
    """The agenda laid out against the planned length of the meeting."""

    def __init__(self, slots: Iterable[Slot], planned: int, starts_at: datetime.datetime | None = None) -> None:
        self.slots: Sequence[Slot] = tuple(slots)
        self.planned, self.starts_at = planned, starts_at

    @property
    def total(self) -> int:
        """Minutes of all items."""
        return sum(slot.minutes for slot in self.slots)

    @property
    def over(self) -> int:
        """Minutes past the planned end; 0 when all fits."""
        return max(0, self.total - self.planned)

    @property
    def spare(self) -> int:
        """Minutes left before the planned end."""
        return max(0, self.planned - self.total)

    @property
    def longest(self) -> int:
        """What the bar stands for: the plan or the items, whichever is longer."""
        return max(self.total, self.planned, 1)

    @property
    def segments(self) -> list[Segment]:
        """The items one after the other; one that crosses the mark is cut there."""
        found, at = [], 0
        for slot in self.slots:
            end = at + slot.minutes
            if at < self.planned:
                found.append(Segment(at, min(end, self.planned) - at, slot.is_break, False))
            if end > self.planned:
                start = max(at, self.planned)
                found.append(Segment(start, end - start, slot.is_break, True))
            at = end
        return [segment for segment in found if segment.minutes]

    @property
    def starts(self) -> list[datetime.datetime | None]:
        """The expected time of each item; None while the meeting has no time."""
        found, at = [], 0
        for slot in self.slots:
            found.append(self.moment(at))
            at += slot.minutes
        return found

    @property
    def late_places(self) -> frozenset[int]:
        """Places of the items that start at or end after the planned end."""
        found, at = set(), 0
        for place, slot in enumerate(self.slots):
            at += slot.minutes
            if at > self.planned:
                found.add(place)
        return frozenset(found)

    @property
    def ends_at(self) -> datetime.datetime | None:
        """When the items end."""
        return self.moment(self.total)

    def moment(self, minutes: int) -> datetime.datetime | None:
        """The time so many minutes after the beginning."""
        return self.starts_at + datetime.timedelta(minutes=minutes) if self.starts_at else None

    @property
    def shortening(self) -> Fix | None:
        """The gentlest way to fit by shortening items of one length alike, in steps of five minutes; None without one."""
        if not self.over:
            return None
        groups: dict[int, list[int]] = defaultdict(list)
        for place, slot in enumerate(self.slots):
            if not slot.is_break and slot.minutes > STEP:
                groups[slot.minutes].append(place)
        fits = []
        for minutes, same in groups.items():
            to_minutes = int((minutes - self.over / len(same)) // STEP * STEP)
            if to_minutes >= max(STEP, minutes * LEAST_SHARE):
                fits.append(((minutes - to_minutes) / minutes, minutes, tuple(same), to_minutes))
        if not fits:
            return None
        _share, minutes, places, to_minutes = min(fits)
        return Fix(places, to_minutes, self._words(minutes, places, to_minutes))

    def _words(self, minutes: int, places: Sequence[int], to_minutes: int) -> str:
        if len(places) == 1 and self.slots[places[0]].title:
            return _("Shorten “%(title)s” to %(minutes)s minutes") % {
                "title": self.slots[places[0]].title,
                "minutes": to_minutes,
            }
        return _("Shorten the items of %(from)s minutes to %(minutes)s minutes") % {"from": minutes, "minutes": to_minutes}
