"""The regional board: every town's way in one table, and where to go this week with the reason and the next step."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workit.home.cards import TownFacts, facts_of
from workit.home.switcher import days_word
from workit.places.models import Municipality
from workit.stages.models import Milestone, Stage
from workit.stages.progress import Verdict
from workit.stages.way import Way, ways_of
from workit.web.words import number_word, starts_sentence

MOST_VISITS = 3
# Codes of milestones before which the mayor must have been met.
BEFORE_THE_MAYOR = frozenset({"mayor_engaged", "agreements"})
# A forum that has not met for a quarter is rarer than the model's rarest rhythm.
LONG_SINCE_DAYS = 92


@dataclass(frozen=True, slots=True)
class Cell:
    """One milestone of one town: how it is drawn, and the same in words for screen readers."""

    css: str
    words: str


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A town of the board."""

    town: Municipality
    way: Way
    facts: TownFacts
    cells: Sequence[Cell]
    verdict: str
    days: str

    @property
    def is_slow(self) -> bool:
        """Watched or stuck: the days stand in the line."""
        return self.verdict in (Verdict.WATCH, Verdict.STUCK)


@dataclass(frozen=True, slots=True)
class Step:
    """Something the coordinator can do about a town."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Call:
    """A town to go to this week: since when, at what, why, and what to do."""

    town: Municipality
    mark: str
    days: str
    milestone: str
    reason: str
    steps: Sequence[Step]


@dataclass
class Board:
    """The whole page."""

    rows: list[BoardRow]
    on: datetime.date

    def of(self, verdict: Verdict) -> list[BoardRow]:
        """The rows with that verdict."""
        return [row for row in self.rows if row.verdict == verdict]

    @property
    def by_region(self) -> list[tuple[Any, list[BoardRow]]]:
        """Rows under their regions, the furthest along first, those that stand still after them."""
        found: dict[Any, list[BoardRow]] = {}
        for row in self.rows:
            found.setdefault(row.town.region, []).append(row)
        ordered = sorted(found.items(), key=lambda pair: (pair[0] is None, pair[0].position if pair[0] else 0))
        return [(region, sorted(rows, key=_further_first)) for region, rows in ordered]

    def news(self) -> str:
        """The title: how many are stuck, watched and moving, in words."""
        stuck, watched = len(self.of(Verdict.STUCK)), len(self.of(Verdict.WATCH))
        moving = len(self.rows) - stuck - watched
        if not self.rows:
            return _("There is no town here yet.")
        if not stuck and not watched:
            return ngettext("The one town moves ahead.", "All %(n)s towns move ahead.", moving) % {"n": moving}
        if stuck:
            first = ngettext("One town is stuck", "%(count)s towns are stuck", stuck) % {"count": number_word(stuck)}
            parts = [first]
            if watched:
                parts.append(ngettext("one is watched", "%(count)s are watched", watched) % {"count": number_word(watched)})
        else:
            parts = [ngettext("One town is watched", "%(count)s towns are watched", watched) % {"count": number_word(watched)}]
        if moving:
            parts.append(ngettext("one moves ahead", "%(count)s move ahead", moving) % {"count": number_word(moving)})
        return starts_sentence(", ".join(parts)) + "."


def _further_first(row: BoardRow) -> tuple[int, str]:
    return -sum(state == "done" for state in row.way.states), row.town.name_he


def make_board(towns: Sequence[Municipality], on: datetime.date, columns: Sequence[Milestone]) -> Board:
    """Read the board of these towns, which are in force: as many queries for 14 towns as for 257."""
    ids = [town.pk for town in towns]
    ways, facts = ways_of(ids), facts_of(ids, on)
    words = _words()
    return Board([_row(town, ways[town.pk], facts[town.pk], columns, words) for town in towns], on)


def _words() -> dict[str, str]:
    return {"done": _("Completed"), "ahead": _("Not yet"), "none": _("Not part of this town's version")}


def _row(town: Municipality, way: Way, facts: TownFacts, columns: Sequence[Milestone], words: Mapping[str, str]) -> BoardRow:
    states = dict(zip((row.milestone.code for row in way.milestones), way.states, strict=True))
    verdict, days = way.verdict.value if way.milestones else "none", days_word(way.days)
    cells = []
    for column in columns:
        state = states.get(column.code, "none")
        if state == "now":
            cells.append(Cell("c", _("Current, %(days)s") % {"days": days}))
        else:
            cells.append(Cell("d" if state == "done" else "", words[state]))
    return BoardRow(town, way, facts, cells, verdict, days)


def columns_of(stages: Sequence[Stage]) -> list[Milestone]:
    """The milestones of the version in force: the columns of the board."""
    return [milestone for stage in stages for milestone in stage.milestones.all()]


def calls_of(board: Board, region: str) -> list[Call]:
    """Where to go this week: the longest stuck first, then watched ones that also lose their people."""
    slow = sorted(board.of(Verdict.STUCK), key=lambda row: -row.way.days)
    if len(slow) < MOST_VISITS:
        weak = [row for row in board.of(Verdict.WATCH) if row.facts.is_thin or not row.facts.has_referent]
        slow += sorted(weak, key=lambda row: -row.way.days)
    return [_call(row, board.on, region) for row in slow[:MOST_VISITS]]


def _call(row: BoardRow, on: datetime.date, region: str) -> Call:
    here = row.way.here
    name = here.milestone.name if here else ""
    return Call(row.town, row.verdict, row.days, name, reason_of(row, on), _steps(row, region))


def reason_of(row: BoardRow, on: datetime.date) -> str:
    """Why the town stands still, as far as the system knows; the weightiest reason only."""
    facts, code = row.facts, row.way.here.milestone.code if row.way.here else ""
    met_long_ago = facts.last_meeting_on is not None and (on - facts.last_meeting_on).days > LONG_SINCE_DAYS
    late = ngettext("One task is overdue.", "%(n)s tasks are overdue.", facts.overdue_tasks) % {"n": facts.overdue_tasks}
    thin = _("Attendance %(present)s of %(members)s, under the mark.") % {"present": facts.present, "members": facts.members}
    left = _("The referent left, and there is no new letter of appointment.")
    reasons = (
        (code in BEFORE_THE_MAYOR and not facts.has_mayor_meeting_ahead, _("No meeting with the mayor is planned.")),
        (not facts.has_referent and facts.last_referent_left_on is not None, left),
        (not facts.has_referent, _("There is no referent.")),
        (facts.is_thin, thin),
        (facts.overdue_tasks > 0, late),
        (met_long_ago, _("The forum has not met for more than a quarter.")),
    )
    return next((words for holds, words in reasons if holds), _("Nothing has moved at this milestone."))


def _steps(row: BoardRow, region: str) -> list[Step]:
    """What to do: the methodology's own step for the milestone first, a visit, and the letter that fits the reason."""
    code, town = (row.way.here.milestone.code if row.way.here else ""), row.town
    purpose = row.way.here.milestone.name if row.way.here else ""
    visit = Step(_("Plan a visit"), _to("workit:visit_plan", region, town=town.code, purpose=purpose))
    if code in BEFORE_THE_MAYOR:
        write = Step(_("Write to the district manager"), _letter(region, "district", town))
        return [write, Step(_("Letter to the mayor"), _letter(region, "mayor_first", town))]
    if not row.facts.has_referent:
        return [visit, Step(_("Letter of appointment"), _letter(region, "referent", town))]
    return [visit, Step(_("The milestone"), _milestone(row))]


def _milestone(row: BoardRow) -> str:
    here = row.way.here
    if here is None:
        return reverse("workit:town_home", args=[row.town.code])
    return reverse("workit:milestone_detail", args=[row.town.code, here.milestone.code])


def _letter(region: str, code: str, town: Municipality) -> str:
    return f"{reverse('workit:letter_detail', args=[region, code])}?{urlencode({'town': town.code})}"


def _to(name: str, region: str, **query: str) -> str:
    return f"{reverse(name, args=[region])}?{urlencode(query)}"
