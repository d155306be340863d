"""Background work of tasks: the mail to an owner without an account, and the daily reminders."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.tasks import telling
from forums.tasks.models import Task, TaskStatus
from forums.tasks.reminders import remind_town
from workit.jobs.registry import declare_periodic, job_kind
from workit.jobs.run import JobRun
from workit.notices import mail
from workit.notices.models import SendLog, SendState
from workit.people.links import make_link

LINK_DAYS = 180


@job_kind("task.mail", label=_("Writing to the owner of a task"))
def send_to_owner(job: JobRun) -> dict[str, Any]:
    """One mail with the task's link. A task that changed hands, moved or ended since sends nothing that is no longer true."""
    task = Task.objects.select_related("owner__user", "municipality", "body", "asked_by").filter(pk=job.args["task"]).first()
    kind = str(job.args["kind"])
    if task is None or task.owner is None or not task.owner.email or not _holds(task, job):
        return {"sent": 0}
    key = job.job.key
    if SendLog.objects.filter(kind=kind, key=key).exclude(state=SendState.FAILED).exists():
        return {"sent": 0}
    language = task.owner.language
    log = mail.send(
        kind,
        key=key,
        town=job.town,
        recipient=task.owner.email,
        template="task_owner",
        context={
            "task": task,
            "kind": kind,
            "owner": task.owner,
            "url": "" if kind == "task.cancelled" else reverse("forums:task_answer", args=[_token(task)]),
            "comment": task.comments.order_by("-at").first(),
        },
        language=language,
    )
    if log.state == SendState.FAILED:
        raise mail.NotSent(log.error)
    return {"sent": 1}


def _holds(task: Task, job: JobRun) -> bool:
    """Whether what the mail says is still so."""
    expected = TaskStatus.CANCELLED if job.args["kind"] == "task.cancelled" else TaskStatus.OPEN
    same_day = job.args["kind"] not in telling.REMINDERS or str(task.due_on) == job.args["due"]
    return task.status == expected and str(task.owner_id) == job.args["owner"] and same_day


def _token(task: Task) -> str:
    expires_at = timezone.now() + datetime.timedelta(days=LINK_DAYS)
    return make_link(purpose=telling.LINK, town=task.municipality, object_id=task.pk, expires_at=expires_at)


declare_periodic("task.reminders", remind_town, label=_("Reminding of tasks due and late"))
