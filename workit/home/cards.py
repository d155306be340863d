"""What the apps put on home pages: cards of a town, facts of the board, overdue tasks. Each app registers in its `cards.py`.

@town_card("meeting", place="main", order=1)
def next_meeting(request) -> CardContent | None: ...

@board_facts
def meetings(towns: Mapping[int, TownFacts], on: date) -> None: ...     # fills the facts of all towns at once
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.http import HttpRequest

Place = Literal["main", "side"]


@dataclass(frozen=True, slots=True)
class CardContent:
    """A card to draw: its template and what the template needs."""

    template: str
    context: Mapping[str, Any]


CardMaker = Callable[[HttpRequest], CardContent | None]
C = TypeVar("C", bound=CardMaker)


@dataclass(frozen=True, slots=True)
class TownCard:
    """A card of a town's home page. `order` is also the order on phone: what needs action comes before what informs."""

    code: str
    place: Place
    order: int
    make: CardMaker


TOWN_CARDS: dict[str, TownCard] = {}


def town_card(code: str, *, place: Place, order: int) -> Callable[[C], C]:
    """Register a card; it makes nothing (None) where it does not apply to the person or the town.

    Raises ValueError for a code that another card has.
    """

    def register(make: C) -> C:
        if code in TOWN_CARDS and TOWN_CARDS[code].make is not make:
            raise ValueError(f"Card {code} is registered twice.")
        TOWN_CARDS[code] = TownCard(code, place, order, make)
        return make

    return register


def cards_of(request: HttpRequest) -> dict[str, list[tuple[int, CardContent]]]:
    """The cards that apply, by place, each with its order."""
    found: dict[str, list[tuple[int, CardContent]]] = {"main": [], "side": []}
    for card in sorted(TOWN_CARDS.values(), key=lambda known: known.order):
        content = card.make(request)
        if content is not None:
            found[card.place].append((card.order, content))
    return found


@dataclass
class TownFacts:
    """What the board says of a town besides its way. None means that there is nothing to say yet."""

    last_meeting_on: datetime.date | None = None
    last_meeting_url: str = ""
    present: int | None = None
    members: int | None = None
    # How many would have met the mark the body itself set.
    mark: int | None = None
    overdue_tasks: int = 0
    has_mayor_meeting_ahead: bool = False
    has_referent: bool = False
    last_referent_left_on: datetime.date | None = None

    @property
    def is_thin(self) -> bool:
        """Whether the last meeting stayed under its attendance mark."""
        return self.present is not None and self.mark is not None and self.present < self.mark


Facts = Callable[[Mapping[int, TownFacts], datetime.date], None]
B = TypeVar("B", bound=Facts)
BOARD_FACTS: list[Facts] = []


def board_facts(fill: B) -> B:
    """Register a function that fills facts of all towns at once, in as many queries for 14 towns as for 257."""
    if fill not in BOARD_FACTS:
        BOARD_FACTS.append(fill)
    return fill


def facts_of(towns: Iterable[int], on: datetime.date) -> dict[int, TownFacts]:
    """The facts of the towns, asked of every app."""
    facts = {town: TownFacts() for town in towns}
    for fill in BOARD_FACTS:
        fill(facts, on)
    return facts


@dataclass(frozen=True, slots=True)
class OverdueTask:
    """A task of a town that is late, for the coordinator's list."""

    town: int
    text: str
    owner: str
    due_on: datetime.date
    url: str = ""
    body: str = ""
    is_mine: bool = False


OverdueTasks = Callable[[Iterable[int], datetime.date, Any], Iterable[OverdueTask]]


@dataclass
class _Sources:
    """Where overdue tasks come from."""

    overdue: list[OverdueTasks] = field(default_factory=list)


_sources = _Sources()


def overdue_source(function: OverdueTasks) -> OverdueTasks:
    """Register where overdue tasks of several towns come from: `function(towns, on, user)`."""
    if function not in _sources.overdue:
        _sources.overdue.append(function)
    return function


def overdue_tasks(towns: Iterable[int], on: datetime.date, user: Any) -> list[OverdueTask]:
    """Every overdue task of the towns, the latest due first of all."""
    ids = list(towns)
    return sorted((task for source in _sources.overdue for task in source(ids, on, user)), key=lambda task: task.due_on)
