"""Who has a task due or late hears of it: the day before, the day after, then weekly. Only open tasks are looked at."""

import datetime
from typing import Any

from django.utils import timezone

from forums.tasks import telling
from forums.tasks.models import Task
from workit.places.models import Municipality
from workit.reference.calendar import is_rest_day

WEEK = 7


def remind_town(town: Municipality, on: datetime.date | None = None) -> dict[str, Any]:
    """Remind the owners of the town's open tasks. Each notice has a key of its date and week, so a second run adds none."""
    on = on or timezone.localdate()
    tasks = Task.objects.filter(municipality=town).open().select_related("owner__user", "municipality")
    due = late = 0
    for task in tasks.filter(due_on__range=(on, _eve(on))).exclude(created_at__date=on):
        telling.due(task)
        due += 1
    for task in tasks.overdue(on):
        telling.overdue(task, (task.days_late(on) - 1) // WEEK)
        late += 1
    return {"due": due, "late": late}


def _eve(on: datetime.date) -> datetime.date:
    """The last day that is "tomorrow" for a working day: days of rest are skipped, for nobody is reminded on them."""
    day = on + datetime.timedelta(days=1)
    while is_rest_day(day):
        day += datetime.timedelta(days=1)
    return day
