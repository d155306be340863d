"""A town's way read from the database: what the ribbon, the home page, the switcher and the board are drawn from."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workit.places.models import Municipality
from workit.stages import progress
from workit.stages.models import Milestone, Stage, State, TownMilestone, TownStage
from workit.stages.progress import Step, Verdict
from workit.web.days import in_month, table_day


@dataclass
class Way:
    """The milestones of one town in reading order, with its stages."""

    milestones: Sequence[TownMilestone]
    stages: Sequence[TownStage] = ()
    on: datetime.date = field(default_factory=timezone.localdate)

    @cached_property
    def steps(self) -> list[Step]:
        """The milestones as plain facts."""
        return [step_of(row) for row in self.milestones]

    @cached_property
    def here(self) -> TownMilestone | None:
        """The milestone the town is at; None at the end of the way, and before it started."""
        return next((row for row in self.milestones if row.state not in progress.BEHIND), None)

    @property
    def stage(self) -> Stage | None:
        """The stage the town is in; the last one at the end of the way."""
        row = self.here or (self.milestones[-1] if self.milestones else None)
        return row.milestone.stage if row else None

    @property
    def days(self) -> int:
        """Days at the current milestone."""
        return progress.days_here(progress.current(self.steps), self.on)

    @property
    def verdict(self) -> Verdict:
        """How the town gets on."""
        return progress.verdict(self.steps, self.on)

    @property
    def counted(self) -> tuple[int, int]:
        """Milestones done, out of those that apply."""
        return progress.counted(self.steps)

    @property
    def started_on(self) -> datetime.date | None:
        """The day the first stage opened."""
        return next((row.opened_on for row in self.stages if row.opened_on), None)

    @property
    def pace_weeks(self) -> int | None:
        """Weeks per milestone so far."""
        return progress.pace_weeks(self.steps, self.started_on)

    @property
    def states(self) -> list[str]:
        """The small way: done, now or ahead, one per milestone."""
        return [self._state(row) for row in self.milestones]

    def _state(self, row: TownMilestone) -> str:
        if row.state in progress.BEHIND:
            return "done"
        return "now" if row is self.here else "ahead"

    def sentences(self) -> list[str]:
        """The news: what was reached last, and what the town is at now."""
        if not self.milestones:
            return [_("This town's way has not begun.")]
        found = []
        last = progress.last_done(self.steps)
        if last is not None:
            reached = next(row for row in self.milestones if row.milestone.code == last.code)
            found.append(said(reached.milestone, "done_title") or _("Done: %(milestone)s.") % {"milestone": reached.milestone})
        if self.here is not None:
            now = said(self.here.milestone, "next_title") or _("Now: %(milestone)s.") % {"milestone": self.here.milestone}
            found.append(now)
        else:
            found.append(_("All the milestones of the way are behind us."))
        return found

    def expected_start(self, number: int) -> datetime.date | None:
        """When a stage ahead is likely to begin: the date a person set, else computed."""
        for row in self.stages:
            if row.stage.number == number and row.expected_on:
                return row.expected_on
        return progress.expected_start(self.steps, number, self.on, self.started_on)

    def shown(self, town: Municipality) -> list[dict[str, Any]]:
        """The contract of the components `way` and `ribbon` (workit/web/context.py)."""
        rows: dict[int, list[TownMilestone]] = defaultdict(list)
        for row in self.milestones:
            rows[row.milestone.stage_id].append(row)
        closed = {row.stage_id: row.closed_on for row in self.stages}
        return [self._stage_shown(of_stage, closed.get(stage_id), town) for stage_id, of_stage in rows.items()]

    def _stage_shown(
        self, rows: Sequence[TownMilestone], closed_on: datetime.date | None, town: Municipality
    ) -> dict[str, Any]:
        stage = rows[0].milestone.stage
        here = self.stage
        behind = sum(row.state in progress.BEHIND for row in rows)
        if closed_on or (behind == len(rows) and self.here is not None):
            state = "done"
        else:
            state = "now" if here is not None and stage.pk == here.pk else "ahead"
        return {
            "number": stage.number,
            "name": stage.name,
            "short": stage.short,
            "state": state,
            "note": self._stage_note(rows, state, closed_on),
            "url": reverse("workit:stage_detail", args=[town.code, stage.number]),
            "milestones": [
                {
                    "name": row.milestone.name,
                    "short": row.milestone.short,
                    "state": self._state(row),
                    "url": reverse("workit:milestone_detail", args=[town.code, row.milestone.code]),
                }
                for row in rows
            ],
        }

    def _stage_note(self, rows: Sequence[TownMilestone], state: str, closed_on: datetime.date | None) -> str:
        if closed_on:
            return _("Completed on %(day)s") % {"day": table_day(closed_on)}
        behind = sum(row.state in progress.BEHIND for row in rows)
        if state == "done":
            return _("Waits to be closed by the steering team")
        if state == "now":
            return _("%(done)s of %(all)s milestones") % {"done": behind, "all": len(rows)}
        day = self.expected_start(rows[0].milestone.stage.number)
        if day is None:
            return ""
        return _("Expected to begin %(in_month)s %(year)s") % {"in_month": in_month(day), "year": day.year}


def said(row: Milestone | Stage, field_name: str) -> str:
    """A text of the methodology in the language in force; empty when it has none (sentences are not mixed)."""
    return str(row.content.get(f"{field_name}_{(get_language() or 'he')[:2]}", ""))


def handbook(row: Milestone | Stage, field_name: str) -> str:
    """A text of the handbook in the language in force, else as the handbook has it, in Hebrew."""
    return said(row, field_name) or str(row.content.get(f"{field_name}_he", ""))


def step_of(row: TownMilestone) -> Step:
    """The plain facts of a town's milestone; needs `milestone__stage` loaded."""
    milestone = row.milestone
    return Step(
        stage=milestone.stage.number,
        code=milestone.code,
        state=row.state,
        entered_on=row.entered_on,
        done_on=row.done_on,
        is_required=milestone.is_required,
        watch_days=int(milestone.content.get("watch_days", 30)),
        stuck_days=int(milestone.content.get("stuck_days", 45)),
        typical_days=milestone.typical_days,
    )


def way_of(town: Municipality) -> Way:
    """The way of a town in force, in two queries."""
    milestones = list(TownMilestone.objects.filter(municipality=town).on_the_way().select_related("owner"))
    stages = list(TownStage.objects.filter(municipality=town).select_related("stage").order_by("stage__number"))
    return Way(milestones, stages)


def ways_of(towns: Iterable[int]) -> Mapping[int, Way]:
    """The ways of several towns in force, in three queries whatever their number."""
    ids = list(towns)
    milestones: dict[int, list[TownMilestone]] = defaultdict(list)
    stages: dict[int, list[TownStage]] = defaultdict(list)
    shared = {row.pk: row for row in Milestone.objects.select_related("stage")}
    order = {pk: (row.stage.number, row.number) for pk, row in shared.items()}
    rows = TownMilestone.objects.filter(municipality__in=ids)
    for row in sorted(rows, key=lambda found: order[found.milestone_id]):
        row.milestone = shared[row.milestone_id]
        milestones[row.municipality_id].append(row)
    for stage_row in TownStage.objects.filter(municipality__in=ids).select_related("stage").order_by("stage__number"):
        stages[stage_row.municipality_id].append(stage_row)
    return {town: Way(milestones[town], stages[town]) for town in ids}


def state_label(row: TownMilestone, way: Way) -> tuple[str, str]:
    """The status mark and word of a milestone."""
    if row.state == State.DONE:
        return "ok", str(State.DONE.label)
    if row.state == State.NOT_APPLICABLE:
        return "none", str(State.NOT_APPLICABLE.label)
    if row is way.here or (way.here is not None and row.pk == way.here.pk):
        return way.verdict.value, _("We are here")
    return ("now", str(State.IN_PROGRESS.label)) if row.state == State.IN_PROGRESS else ("none", str(State.NOT_STARTED.label))
