"""What happens by itself, when and why: one table, on the wall clock of Israel.

Beat rings `tick` every 30 seconds (workit/celery.py). Each tick enters the period of every line that is due into DueRun,
once for each line and day however many beats run, and fans it out: a job for each town. After downtime a line runs once if
its day is not over for it (`within`), and not for the days missed. Days and hours are the wall clock's, so that the nights
in which the clock moves have each line once.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.module_loading import import_string

from workit.jobs.models import DueRun
from workit.jobs.registry import KINDS
from workit.jobs.services import enqueue
from workit.places.models import Municipality
from workit.reference.calendar import is_rest_day
from workit.tenancy import acting_for

logger = logging.getLogger(__name__)

ZONE = ZoneInfo("Asia/Jerusalem")
TICK_SECONDS = 30
EVERY_DAY = frozenset(range(7))
# Sunday to Thursday, as Python counts the days of the week.
WORKING_DAYS = frozenset({6, 0, 1, 2, 3})
EACH_TOWN = "workit.schedule.each_town"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: on those days at that hour, `fan_out` (dotted path) is called with the line's name and the period.

    `within` is how many hours late it may still start; `rests` leaves out Saturdays and holidays.
    """

    name: str
    at: datetime.time
    why: str
    days: frozenset[int] = EVERY_DAY
    rests: bool = False
    within: int = 8
    fan_out: str = EACH_TOWN


def _at(hour: int, minute: int = 0) -> datetime.time:
    return datetime.time(hour, minute)


SCHEDULE = (
    Line("evidence.suggestions", _at(1, 30), "Milestones are offered the evidence that came up during the day."),
    Line("role.expiry", _at(0, 20), "Holders and referents hear that a role ends soon or has ended."),
    Line("draft.cleaning", _at(3, 10), "What was typed and never sent is not kept for ever."),
    Line(
        "notice.digest",
        _at(7, 30),
        "One mail a working day with what was not mailed at once, for each person over all their towns.",
        days=WORKING_DAYS,
        rests=True,
        within=5,
        fan_out="workit.notices.digest.fan_out",
    ),
    Line("meeting.reminders", _at(8), "Who has not answered or prepared hears of the meeting.", rests=True),
    Line("task.reminders", _at(8, 10), "Who has a task due or late hears of it.", rests=True),
)


def due_period(line: Line, now: datetime.datetime) -> str:
    """The period (a day of the wall clock) the line should have run for by now; empty when none is due.

    An hour that the clock skips in spring counts as the hour after it.
    """
    for day in (now.astimezone(ZONE).date(), now.astimezone(ZONE).date() - datetime.timedelta(days=1)):
        starts = datetime.datetime.combine(day, line.at, ZONE).astimezone(datetime.UTC)
        if starts <= now <= starts + datetime.timedelta(hours=line.within):
            is_off = day.weekday() not in line.days or (line.rests and is_rest_day(day))
            return "" if is_off else day.isoformat()
    return ""


def start_due(now: datetime.datetime | None = None) -> list[str]:
    """Start every line that is due and was not started for its period; returns their names."""
    now = now or datetime.datetime.now(datetime.UTC)
    return [line.name for line in SCHEDULE if (period := due_period(line, now)) and start(line, period)]


def start(line: Line, period: str) -> bool:
    """Enter the period and fan it out, both or neither; False when it was entered before."""
    fan_out: Callable[[str, str], None] = import_string(line.fan_out)
    with transaction.atomic(durable=True):
        # Whoever inserts first goes on; the other waits for that transaction and then finds the row.
        run = DueRun(schedule=line.name, period=period, fanned_out_at=datetime.datetime.now(datetime.UTC))
        DueRun.objects.bulk_create([run], ignore_conflicts=True)
        mine = DueRun.objects.filter(schedule=line.name, period=period, fanned_out_at=run.fanned_out_at)
        if not mine.exists():
            return False
        fan_out(line.name, period)
    return True


def each_town(name: str, period: str) -> None:
    """A job of the line's kind for every town that takes part; for a kind no app declares there is nothing to do."""
    if name not in KINDS:
        logger.info("No app declares the periodic work %s.", name)
        return
    for town in Municipality.objects.tenants():
        with acting_for([town.pk]):
            enqueue(name, key=period, town=town)
