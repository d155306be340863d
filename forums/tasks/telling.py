"""Who is told of what happens to tasks: notices for people with an account, a mail with a link for members without one."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.members.models import Member
from forums.tasks.models import Task, TaskComment
from workit.audit.wording import declare_verb
from workit.jobs.services import enqueue
from workit.notices.models import Category, Notice
from workit.notices.registry import declare_notice
from workit.notices.services import tell
from workit.people.models import User

# Purpose of the public link to one task.
LINK = "task"

declare_notice("task.given", category=Category.TASKS, label=_("A task for you: %(title)s, until %(due)s"))
declare_notice("task.reassigned", category=Category.TASKS, label=_("A task came to you: %(title)s, until %(due)s"))
declare_notice("task.taken_over", category=Category.TASKS, label=_("%(title)s went over to %(owner)s"))
declare_notice("task.finished", category=Category.TASKS, label=_("Done: %(title)s. %(who)s: %(outcome)s"))
declare_notice("task.waiting", category=Category.TASKS, label=_("Waiting for your confirmation: %(title)s (%(who)s)"))
declare_notice("task.returned", category=Category.TASKS, label=_("Returned to you: %(title)s. %(reason)s"))
declare_notice("task.postponed", category=Category.TASKS, label=_("Postponed %(times)s times: %(title)s, now until %(due)s"))
declare_notice("task.commented", category=Category.TASKS, label=_("%(who)s on %(title)s: %(text)s"))
declare_notice("task.cancelled", category=Category.TASKS, label=_("Cancelled: %(title)s. %(reason)s"))
declare_notice("task.nudged", category=Category.TASKS, label=_("A reminder from %(who)s: %(title)s, until %(due)s"))
declare_notice("task.due", category=Category.TASKS, label=_("Due %(due)s: %(title)s"))
declare_notice("task.overdue", category=Category.TASKS, label=_("Overdue since %(due)s: %(title)s"))

# What is no longer true once the owner has acted.
REMINDERS = ("task.due", "task.overdue", "task.nudged")

declare_verb("given", _("Giving"))
declare_verb("reassigned", _("Giving to somebody else"))
declare_verb("returned", _("Returning"))
declare_verb("reminded", _("Reminding"))


def url_of(task: Task) -> str:
    """The task's page."""
    return reverse("forums:task_detail", args=[task.municipality.code, task.pk])


def is_reachable(member: Member) -> bool:
    """Whether the owner can be told at all."""
    return member.user is not None or bool(member.email)


def given(task: Task, *, by: User | None) -> None:
    """A new task: its owner."""
    _tell_owner("task.given", task, key=str(task.pk), by=by)


def reassigned(task: Task, *, former: Member, by: User) -> None:
    """A task that changed hands: the new owner, and the former one when there is an account."""
    _tell_owner("task.reassigned", task, key=f"{task.pk}:{task.revision}", by=by)
    if former.user is not None:
        facts = {**_facts(task), "owner": str(task.owner)}
        _tell("task.taken_over", task, [former.user], key=f"{task.pk}:{task.revision}", facts=facts, by=by)


def finished(task: Task, *, who: str, by: User | None) -> None:
    """Done: whoever asked for it."""
    facts = {**_facts(task), "who": who, "outcome": task.outcome}
    _tell("task.finished", task, [task.asked_by], key=f"{task.pk}:{task.revision}", facts=facts, by=by)


def waiting(task: Task, *, who: str, by: User | None) -> None:
    """Said to be done: whoever asked has to confirm."""
    facts = {**_facts(task), "who": who}
    _tell("task.waiting", task, [task.asked_by], key=f"{task.pk}:{task.revision}", facts=facts, by=by)


def returned(task: Task, *, reason: str, by: User) -> None:
    """Returned: the owner."""
    _tell_owner("task.returned", task, key=f"{task.pk}:{task.revision}", by=by, reason=reason)


def postponed_again(task: Task, *, by: User | None) -> None:
    """Postponed twice or more: whoever asked for it."""
    facts = {**_facts(task), "times": task.postponed_times}
    _tell("task.postponed", task, [task.asked_by], key=f"{task.pk}:{task.postponed_times}", facts=facts, by=by)


def commented(task: Task, comment: TaskComment, *, who: str, by: User | None) -> None:
    """A comment: the owner and whoever asked, except who wrote it."""
    facts = {**_facts(task), "who": who, "text": comment.text[:200]}
    people = [task.asked_by, task.owner.user if task.owner else None]
    _tell("task.commented", task, people, key=str(comment.pk), facts=facts, by=by)


def cancelled(task: Task, *, reason: str, by: User) -> None:
    """Cancelled: the owner."""
    _tell_owner("task.cancelled", task, key=str(task.pk), by=by, reason=reason)


def nudged(task: Task, *, by: User, on: datetime.date) -> None:
    """A reminder by a person: the owner."""
    _tell_owner("task.nudged", task, key=f"{task.pk}:{on.isoformat()}", by=None, who=str(by))


def due(task: Task) -> None:
    """A day before: the owner, once for each date."""
    _tell_owner("task.due", task, key=f"{task.pk}:{task.due_on}", by=None)


def overdue(task: Task, week: int) -> None:
    """Past the day, on the first day and then weekly: the owner, once for each week."""
    _tell_owner("task.overdue", task, key=f"{task.pk}:{task.due_on}:{week}", by=None)


def hush(task: Task) -> None:
    """Reminders that were not read or mailed yet are settled: who has acted is not reminded of it in the daily summary."""
    asked = Notice.objects.filter(
        municipality=task.municipality, type__in=REMINDERS, key__startswith=str(task.pk), read_at=None
    )
    asked.update(read_at=timezone.now())


def _facts(task: Task) -> dict[str, Any]:
    return {"title": task.text, "due": task.due_on or ""}


def _tell(kind: str, task: Task, people: list[User | None], *, key: str, facts: dict[str, Any], by: User | None) -> None:
    tell(kind, to=[user for user in people if user], town=task.municipality, key=key, url=url_of(task), facts=facts, by=by)


def _tell_owner(kind: str, task: Task, *, key: str, by: User | None, **facts: Any) -> None:
    """A notice where there is an account; else a mail with the task's link, whose words the job finds anew."""
    owner = task.owner
    if owner is None:
        return
    if owner.user is not None:
        _tell(kind, task, [owner.user], key=key, facts={**_facts(task), **facts}, by=by)
    elif owner.email:
        args = {"task": str(task.pk), "owner": str(owner.pk), "kind": kind, "due": str(task.due_on or "")}
        enqueue("task.mail", key=f"{kind}:{key}", town=task.municipality, args=args, by=by)
