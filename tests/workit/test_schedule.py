"""The schedule: once for each line and day, on the wall clock, however many beats run and whatever the clock does."""

import datetime
import threading
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.cast import Cast
from workit import schedule
from workit.jobs.models import DueRun, Job
from workit.jobs.registry import KINDS
from workit.schedule import SCHEDULE, Line, due_period, start_due
from workit.tenancy import acting_for

ISRAEL = ZoneInfo("Asia/Jerusalem")
CLEANING = next(line for line in SCHEDULE if line.name == "draft.cleaning")
DIGEST = next(line for line in SCHEDULE if line.name == "notice.digest")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=ISRAEL)


def test_a_line_is_due_from_its_hour_on_and_not_for_ever() -> None:
    assert due_period(CLEANING, at("2026-11-24T03:09:59")) == ""
    assert due_period(CLEANING, at("2026-11-24T03:10")) == "2026-11-24"
    assert due_period(CLEANING, at("2026-11-24T11:00")) == "2026-11-24"
    assert due_period(CLEANING, at("2026-11-24T11:11")) == ""


def test_a_line_late_in_the_evening_is_still_due_after_midnight() -> None:
    late = Line("late", datetime.time(23, 30), "", within=2)
    assert due_period(late, at("2026-11-25T00:45")) == "2026-11-24"


def test_the_summary_rests_on_friday_saturday_and_holidays() -> None:
    assert due_period(DIGEST, at("2026-11-24T07:45")) == "2026-11-24"
    assert due_period(DIGEST, at("2026-11-27T07:45")) == ""
    assert due_period(DIGEST, at("2026-11-28T07:45")) == ""
    assert due_period(DIGEST, at("2026-09-21T07:45")) == ""  # Yom Kippur, a Monday


def test_the_nights_in_which_the_clock_moves_have_each_line_once() -> None:
    spring = Line("spring", datetime.time(2, 30), "", within=1)
    autumn = Line("autumn", datetime.time(1, 30), "", within=1)
    for line, day in ((spring, "2026-03-27"), (autumn, "2026-10-25")):
        start = at(f"{day}T00:00").astimezone(datetime.UTC)
        minutes = [due_period(line, start + datetime.timedelta(minutes=n)) for n in range(0, 6 * 60, 5)]
        assert set(minutes) == {"", day}
        due = [place for place, period in enumerate(minutes) if period]
        assert due == list(range(due[0], due[-1] + 1)), "one stretch, so one run"


def test_after_a_week_of_silence_a_line_runs_once(cast: Cast) -> None:
    start_due(at("2026-11-17T03:10"))
    assert "draft.cleaning" in start_due(at("2026-11-24T04:00"))
    assert "draft.cleaning" not in start_due(at("2026-11-24T04:01"))
    assert DueRun.objects.filter(schedule="draft.cleaning").count() == 2


def test_a_line_gives_each_town_one_job(cast: Cast) -> None:
    start_due(at("2026-11-24T03:10"))
    with acting_for([cast.town.pk, cast.other_town.pk]):
        jobs = Job.objects.filter(kind="draft.cleaning", key="2026-11-24")
        assert {job.municipality_id for job in jobs} == {cast.town.pk, cast.other_town.pk}


def test_a_line_that_fails_to_fan_out_is_due_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(schedule, "enqueue", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            schedule.start(CLEANING, "2026-11-24")
    assert schedule.start(CLEANING, "2026-11-24")


def test_two_beats_start_a_line_once(committed: Cast) -> None:
    barrier, started, errors = threading.Barrier(4), [], []

    def beat() -> None:
        try:
            barrier.wait()
            started.extend(start_due(at("2026-11-24T03:10")))
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert started.count("draft.cleaning") == 1
    assert DueRun.objects.filter(schedule="draft.cleaning").count() == 1


def test_every_line_says_why_and_does_something(settings: Any) -> None:
    assert len({line.name for line in SCHEDULE}) == len(SCHEDULE)
    for line in SCHEDULE:
        assert line.why.endswith("."), line.name
        assert line.name in KINDS, f"No app declares the periodic work {line.name}."
