"""Where a town stands on the way, how long, and how fast it moves: pure functions over plain facts."""

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workit.stages.models import State

BEHIND = frozenset({State.DONE, State.NOT_APPLICABLE})
DAYS_IN_WEEK = 7


class Verdict(StrEnum):
    """How a town gets on at its current milestone; the value is the status mark of the page."""

    AHEAD = "now"
    WATCH = "watch"
    STUCK = "late"
    ARRIVED = "ok"


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone of a town as plain facts."""

    stage: int
    code: str
    state: str
    entered_on: datetime.date | None = None
    done_on: datetime.date | None = None
    is_required: bool = True
    watch_days: int = 30
    stuck_days: int = 45
    typical_days: int = 35

    @property
    def is_behind(self) -> bool:
        """Whether the town is past it: done, or not applicable to it."""
        return self.state in BEHIND


def current(steps: Sequence[Step]) -> Step | None:
    """The first milestone, in reading order, the town is not past; None at the end of the way."""
    return next((step for step in steps if not step.is_behind), None)


def last_done(steps: Sequence[Step]) -> Step | None:
    """The latest milestone that was done; of two on one day, the later in reading order."""
    done = [step for step in steps if step.state == State.DONE and step.done_on]
    return max(reversed(done), key=lambda step: step.done_on or datetime.date.min) if done else None


def days_here(step: Step | None, on: datetime.date) -> int:
    """Days since the town came to the milestone; 0 before it did."""
    return max(0, (on - step.entered_on).days) if step and step.entered_on else 0


def verdict(steps: Sequence[Step], on: datetime.date) -> Verdict:
    """Watched after more than `watch_days` in one milestone, stuck after more than `stuck_days`."""
    here = current(steps)
    if here is None:
        return Verdict.ARRIVED
    days = days_here(here, on)
    if days > here.stuck_days:
        return Verdict.STUCK
    return Verdict.WATCH if days > here.watch_days else Verdict.AHEAD


def counted(steps: Sequence[Step]) -> tuple[int, int]:
    """How many milestones are done, out of how many that apply to the town."""
    return (
        sum(step.state == State.DONE for step in steps),
        sum(step.state != State.NOT_APPLICABLE for step in steps),
    )


def pace_weeks(steps: Sequence[Step], started_on: datetime.date | None) -> int | None:
    """Whole weeks one milestone took on average, at least 1; None before the first is done."""
    done = sorted(step.done_on for step in steps if step.state == State.DONE and step.done_on)
    if not done or started_on is None:
        return None
    return max(1, round((done[-1] - started_on).days / len(done) / DAYS_IN_WEEK))


def expected_start(
    steps: Sequence[Step], stage: int, on: datetime.date, started_on: datetime.date | None
) -> datetime.date | None:
    """When the stage is likely to begin: what is left before it, at the town's own pace (typical days before there is one).

    None for a stage the town is already in or past.
    """
    here = current(steps)
    if here is None or here.stage >= stage:
        return None
    left = [step for step in steps if step.stage < stage and not step.is_behind]
    pace = pace_weeks(steps, started_on)
    if pace is None:
        days = sum(step.typical_days for step in left)
    else:
        # The part of the current milestone that has passed is not waited for again.
        days = max(pace * DAYS_IN_WEEK * len(left) - min(days_here(here, on), pace * DAYS_IN_WEEK), len(left))
    return on + datetime.timedelta(days=math.ceil(days))


def open_required(steps: Sequence[Step], stage: int) -> list[Step]:
    """The required milestones of a stage the town is not past: what its closing waits for."""
    return [step for step in steps if step.stage == stage and step.is_required and not step.is_behind]
