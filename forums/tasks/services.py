"""What happens to tasks: planned in minutes, given to their owners when the minutes are published."""

import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from forums.tasks.models import Task, TaskStatus
from workit.audit.record import record
from workit.people.models import User

NUMBER_LOCK = 1_403


def next_number(town_id: int) -> int:
    """The next task number of the town; others of the town wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, town_id])
    last = Task.objects.filter(municipality=town_id).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1


@transaction.atomic
def plan_task(*, town_id: int, by: User | None, pk: uuid.UUID | None = None, **fields: Any) -> Task:
    """A task written down and not given yet: nobody is told. `fields` are those of the model."""
    named = {} if pk is None else {"pk": pk}
    task: Task = Task.objects.create(
        municipality_id=town_id, number=next_number(town_id), status=TaskStatus.PLANNED, asked_by=by, **named, **fields
    )
    return task


@transaction.atomic
def give_task(*, task: Task, by: User | None, **source: str) -> Task:
    """Put a planned task on its owner's list. `source` says where it comes from (`source_label`, `source_url`)."""
    task.status = TaskStatus.OPEN
    for name, value in source.items():
        setattr(task, name, value)
    task.save(update_fields=["status", *source])
    record("task.given", subject=task, by=by, number=task.number, owner=str(task.owner_id or ""))  # type: ignore[attr-defined]
    return task
