"""Where a town stands, how long and how fast: plain facts in, plain answers out."""

import datetime

import pytest

from workit.stages import progress
from workit.stages.models import State
from workit.stages.progress import Step, Verdict

TODAY = datetime.date(2026, 3, 1)
WEEK = datetime.timedelta(weeks=1)


def way(done: int, *, here_since: int = 0, weeks_each: int = 5, total: int = 15) -> list[Step]:
    """A way with so many milestones done, one every so many weeks, the current one entered some days ago."""
    entered = TODAY - datetime.timedelta(days=here_since)
    steps = []
    for number in range(total):
        stage = 1 if number < 4 else 2 if number < 11 else 3
        if number < done:
            day = entered - weeks_each * WEEK * (done - number - 1)
            steps.append(Step(stage, f"m{number}", State.DONE, done_on=day))
        elif number == done:
            steps.append(Step(stage, f"m{number}", State.IN_PROGRESS, entered_on=entered))
        else:
            steps.append(Step(stage, f"m{number}", State.NOT_STARTED))
    return steps


def test_the_current_milestone_is_the_first_that_is_not_behind() -> None:
    assert progress.current(way(9)).code == "m9"  # type: ignore[union-attr]


def test_what_does_not_apply_is_behind_too() -> None:
    steps = way(2)
    steps[2] = Step(1, "m2", State.NOT_APPLICABLE)
    assert progress.current(steps).code == "m3"  # type: ignore[union-attr]
    assert progress.counted(steps) == (2, 14)


def test_a_milestone_done_out_of_order_does_not_move_the_town() -> None:
    steps = way(2)
    steps[5] = Step(2, "m5", State.DONE, done_on=TODAY)
    assert progress.current(steps).code == "m2"  # type: ignore[union-attr]
    assert progress.last_done(steps).code == "m5"  # type: ignore[union-attr]


def test_the_end_of_the_way_has_no_current_milestone() -> None:
    assert progress.current(way(15)) is None
    assert progress.verdict(way(15), TODAY) is Verdict.ARRIVED
    assert progress.days_here(None, TODAY) == 0


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (0, Verdict.AHEAD),
        (30, Verdict.AHEAD),
        (31, Verdict.WATCH),
        (45, Verdict.WATCH),
        (46, Verdict.STUCK),
        (400, Verdict.STUCK),
    ],
)
def test_thirty_days_are_watched_and_forty_five_are_stuck_from_the_day_after(days: int, verdict: Verdict) -> None:
    assert progress.verdict(way(3, here_since=days), TODAY) is verdict


def test_a_milestone_may_have_thresholds_of_its_own() -> None:
    slow = Step(3, "routines", State.IN_PROGRESS, entered_on=TODAY - 10 * WEEK, watch_days=90, stuck_days=120)
    assert progress.verdict([slow], TODAY) is Verdict.AHEAD


def test_a_milestone_entered_in_the_future_has_no_days() -> None:
    assert progress.days_here(Step(1, "m", State.IN_PROGRESS, entered_on=TODAY + WEEK), TODAY) == 0


def test_pace_is_weeks_for_each_milestone_done() -> None:
    steps = way(9, weeks_each=5)
    started = TODAY - 45 * WEEK
    assert progress.pace_weeks(steps, started) == 5


def test_pace_is_unknown_before_the_first_milestone_and_never_below_a_week() -> None:
    assert progress.pace_weeks(way(0), TODAY) is None
    assert progress.pace_weeks(way(3), None) is None
    assert progress.pace_weeks(way(4, weeks_each=0), TODAY) == 1


def test_the_next_stage_is_expected_at_the_towns_own_pace() -> None:
    steps = way(9, weeks_each=5)
    expected = progress.expected_start(steps, 3, TODAY, TODAY - 45 * WEEK)
    assert expected == TODAY + 10 * WEEK  # two milestones of stage 2 are left


def test_days_spent_at_the_milestone_are_not_waited_for_again() -> None:
    steps = way(9, here_since=14, weeks_each=5)
    started = TODAY - datetime.timedelta(days=14) - 45 * WEEK
    assert progress.expected_start(steps, 3, TODAY, started) == TODAY + 8 * WEEK


def test_before_there_is_a_pace_the_typical_days_serve() -> None:
    assert progress.expected_start(way(0), 2, TODAY, TODAY) == TODAY + datetime.timedelta(days=4 * 35)


def test_a_stage_that_began_is_not_expected() -> None:
    assert progress.expected_start(way(9), 2, TODAY, TODAY) is None
    assert progress.expected_start(way(15), 3, TODAY, TODAY) is None


def test_closing_waits_for_required_milestones_only() -> None:
    steps = way(2)
    steps[3] = Step(1, "m3", State.NOT_STARTED, is_required=False)
    assert [step.code for step in progress.open_required(steps, 1)] == ["m2"]
