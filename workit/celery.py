"""Celery: the doorbell of the job table. Messages carry ids only; the towns in force travel in their headers."""

import os
from contextvars import Token
from typing import Any

from celery import Celery
from celery.signals import before_task_publish, task_postrun, task_prerun

from workit.tenancy_cursor import towns_in_force

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workit.settings")

app = Celery("workit")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["workit.jobs"], related_name="tasks")
# Beat only rings; what is due is decided in workit.schedule.
app.conf.beat_schedule = {"tick": {"task": "workit.jobs.tick", "schedule": 30.0, "options": {"expires": 25}}}

_tokens: dict[str, Token[tuple[int, ...]]] = {}


@before_task_publish.connect
def _carry_towns(headers: dict[str, Any], **_: Any) -> None:
    headers.setdefault("towns", list(towns_in_force.get()))


@task_prerun.connect
def _take_towns(task_id: str, task: Any, **_: Any) -> None:
    # In signals, not in a task base class: the next link of a chain is published after `__call__` has returned.
    _tokens[task_id] = towns_in_force.set(tuple(getattr(task.request, "towns", None) or ()))


@task_postrun.connect
def _drop_towns(task_id: str, **_: Any) -> None:
    if (token := _tokens.pop(task_id, None)) is not None:
        towns_in_force.reset(token)
