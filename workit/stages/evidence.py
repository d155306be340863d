"""What in the system shows that a milestone was reached. Apps register finders; a person confirms what they find.

    @provides("meeting_held:forum", label=_("A meeting of the forum was held"))
    def meetings_of_forum(town: Municipality) -> Iterable[Found]: ...

Services call `refresh(town)` after a verb that may be evidence; the nightly job calls it for every town.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from workit.places.models import Municipality
from workit.stages.models import ChecklistItem, Evidence, State, TownChecklistItem, TownMilestone
from workit.tenancy import uuid7


@dataclass(frozen=True, slots=True)
class Found:
    """A real object of the town: what it is called, since when, and where to see it."""

    object_type: str
    object_id: str
    label: str
    happened_on: datetime.date
    url: str = ""


Finder = Callable[[Municipality], Iterable[Found]]
F = TypeVar("F", bound=Finder)


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of evidence, by the code the methodology names it with."""

    code: str
    label: str | Promise
    find: Finder


PROVIDERS: dict[str, Provider] = {}
# The newest few of a kind are enough to show a milestone; a forum that met forty times is not listed forty times.
MOST_OF_A_KIND = 6
# What a person adds: a note with a date, and a file or a link when there is one.
BY_HAND = "document"

# What the methodology names and an app may or may not provide yet; the words for its checklist.
LABELS: Mapping[str, str | Promise] = {
    "document": _("A document"),
    "visit": _("A visit"),
    "handover": _("The hand-over"),
    "meeting_held": _("A meeting that was held"),
    "meeting_planned": _("A meeting that is planned"),
    "session_held": _("A session of the forum"),
    "protocol_published": _("A published protocol"),
    "decision_taken": _("A decision"),
    "member_seated": _("A member with a seat"),
    "body_open": _("A body at work"),
    "invitation_sent": _("An invitation"),
    "letter_sent": _("A letter"),
    "role_granted": _("A role"),
    "task_done": _("A task that was done"),
    "survey": _("A survey"),
    "import": _("Loaded data"),
    "work_plan": _("The work plan"),
    "indicator": _("An indicator"),
    "focus": _("A focus"),
    "insight": _("An insight"),
    "review_closed": _("A quarterly review"),
    "stakeholder_map": _("The stakeholder map"),
    "barrier_map": _("The map of barriers"),
    "referral": _("A referral"),
    "theory_of_change": _("The theory of change"),
}


def provides(code: str, *, label: str | Promise) -> Callable[[F], F]:
    """Register a finder for a kind of evidence.

    Raises ValueError for a code that another finder has.
    """

    def register(find: F) -> F:
        if code in PROVIDERS and PROVIDERS[code].find is not find:
            raise ValueError(f"Evidence {code} is provided twice.")
        PROVIDERS[code] = Provider(code, label, find)
        return find

    return register


def kind_label(code: str) -> str:
    """What a kind of evidence is called on a checklist: the provider's own words, else those of its family."""
    if code in PROVIDERS:
        return str(PROVIDERS[code].label)
    return str(LABELS.get(code.partition(":")[0], code))


def refresh(town: Municipality) -> int:
    """Suggest what there is to suggest in the town, which must be in force; asking again adds nothing twice.

    Milestones that do not apply to the town get no suggestions. Returns how many are new.
    """
    rows = list(TownMilestone.objects.filter(municipality=town).exclude(state=State.NOT_APPLICABLE).on_the_way())
    if not rows:
        return 0
    wanted = {row.pk: _codes_of(row, items) for row, items in _with_items(rows)}
    found = {code: _newest(PROVIDERS[code].find(town)) for code in set().union(*wanted.values()) if code in PROVIDERS}
    known = set(Evidence.objects.filter(municipality=town).values_list("town_milestone_id", "provider", "object_id"))
    new = [
        Evidence(
            id=uuid7(),
            municipality=town,
            town_milestone=row,
            provider=code,
            label=thing.label[:200],
            object_type=thing.object_type,
            object_id=thing.object_id,
            url=thing.url,
            happened_on=thing.happened_on,
        )
        for row in rows
        for code in wanted[row.pk]
        for thing in found.get(code, ())
        if (row.pk, code, thing.object_id) not in known
    ]
    # Two services at once: the unique constraint keeps one.
    Evidence.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _with_items(rows: Sequence[TownMilestone]) -> list[tuple[TownMilestone, list[ChecklistItem]]]:
    items: dict[int, list[ChecklistItem]] = {}
    for item in ChecklistItem.objects.filter(milestone__in=[row.milestone_id for row in rows]):
        items.setdefault(item.milestone_id, []).append(item)
    return [(row, items.get(row.milestone_id, [])) for row in rows]


def _codes_of(row: TownMilestone, items: Iterable[ChecklistItem]) -> set[str]:
    return set(row.milestone.evidence).union(*(item.evidence for item in items))


def _newest(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda thing: thing.happened_on, reverse=True)[:MOST_OF_A_KIND]


@dataclass(frozen=True, slots=True)
class ItemState:
    """A checklist item of a town with what shows it."""

    item: ChecklistItem
    ticked: TownChecklistItem | None
    evidence: Sequence[Evidence]

    @property
    def is_done(self) -> bool:
        """Ticked by a person."""
        return self.ticked is not None and self.ticked.is_done

    @property
    def is_shown(self) -> bool:
        """Ticked, or shown by something that exists."""
        return self.is_done or bool(self.evidence)


def checklist_of(row: TownMilestone, evidence: Sequence[Evidence]) -> list[ItemState]:
    """The checklist of a town's milestone, each item with the live evidence that speaks for it."""
    ticked = {tick.item_id: tick for tick in TownChecklistItem.objects.filter(item__milestone=row.milestone_id)}
    live = [piece for piece in evidence if piece.refused_at is None]
    return [
        ItemState(item, ticked.get(item.pk), [piece for piece in live if _speaks_for(piece, item)])
        for item in row.milestone.checklist.all()
    ]


def _speaks_for(piece: Evidence, item: ChecklistItem) -> bool:
    if piece.provider == BY_HAND:
        return piece.item_id == item.pk
    return piece.provider in item.evidence


def is_suggested(row: TownMilestone, checklist: Sequence[ItemState], evidence: Sequence[Evidence]) -> bool:
    """Whether the milestone suggests itself as done: everything it names exists, or each required item is shown."""
    if row.state in (State.DONE, State.NOT_APPLICABLE):
        return False
    here = {piece.provider for piece in evidence if piece.refused_at is None}
    if row.milestone.evidence and here.issuperset(row.milestone.evidence):
        return True
    required = [state for state in checklist if state.item.is_required]
    return bool(required) and all(state.is_shown for state in required)
