"""What happens to tasks: planned in minutes, given to their owners, finished with a sentence, postponed with a reason.

Every verb locks the row, may be sent twice with the same result, and refuses a task that is over with a sentence that says
who ended it.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.bodies.models import Body
from forums.members.models import Member
from forums.tasks import telling
from forums.tasks.models import CommentKind, Task, TaskComment, TaskStatus
from workit.audit.record import record
from workit.documents.models import StoredFile
from workit.people.links import revoke_links
from workit.people.models import User
from workit.places.models import Municipality
from workit.stages import evidence
from workit.web.days import table_day
from workit.web.errors import DomainError

NUMBER_LOCK = 1_403
TWICE = 2


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: a person with an account, or a member through the link of a mail."""

    user: User | None = None
    member: Member | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """The columns of a comment that say so."""
        return {"by": self.user, "by_member": self.member}

    def __str__(self) -> str:
        return str(self.user or self.member or _("The system"))


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
    record("task.given", subject=task, by=by, number=task.number, owner=str(task.owner_id or ""))
    return task


@transaction.atomic
def add_task(
    *,
    town: Municipality,
    text: str,
    owner: Member,
    due_on: datetime.date,
    by: User,
    body: Body | None = None,
    needs_confirmation: bool = False,
    pk: uuid.UUID | None = None,
) -> Task:
    """A new task, given at once. With `pk` a second call returns the first task: a double click gives one."""
    if pk is not None and (known := Task.objects.filter(pk=pk).first()) is not None:
        return known
    task = plan_task(
        town_id=town.pk,
        by=by,
        pk=pk,
        text=text,
        owner=owner,
        due_on=due_on,
        body=body,
        needs_confirmation=needs_confirmation,
    )
    give_task(task=task, by=by)
    telling.given(task, by=by)
    return task


@transaction.atomic
def finish_task(
    *, task: Task, outcome: str, by: User | None, member: Member | None = None, file: StoredFile | None = None
) -> Task:
    """Say what was done. Where whoever asked wants to confirm, the task waits for that; else it is done.

    Raises DomainError without a sentence, and when somebody else ended the task before.
    """
    outcome, voice = outcome.strip(), Voice(by, member)
    if not outcome:
        raise DomainError(_("A sentence on what was done has to be written."))
    locked = _locked(task)
    if locked.status in (TaskStatus.DONE, TaskStatus.WAITING) and locked.outcome == outcome and locked.done_by == by:
        return locked
    _refuse_if_over(locked)
    is_confirmed = not locked.needs_confirmation or (by is not None and by.pk == locked.asked_by_id)
    locked.outcome, locked.done_by = outcome, by
    locked.status = TaskStatus.DONE if is_confirmed else TaskStatus.WAITING
    locked.done_on = timezone.localdate() if is_confirmed else None
    _save(locked, "outcome", "done_by", "status", "done_on")
    _say(locked, CommentKind.FINISHED, voice, text=outcome, file=file)
    record("task.completed", subject=locked, by=by, number=locked.number, member=str(member.pk) if member else "")
    telling.hush(locked)
    if is_confirmed:
        telling.finished(locked, who=str(voice), by=by)
        evidence.refresh(locked.municipality)
    else:
        telling.waiting(locked, who=str(voice), by=by)
    return locked


@transaction.atomic
def confirm_task(*, task: Task, by: User) -> Task:
    """Whoever asked confirms that it is done."""
    locked = _locked(task)
    if locked.status == TaskStatus.DONE:
        return locked
    if locked.status != TaskStatus.WAITING:
        raise DomainError(_("The task does not wait for confirmation."))
    locked.status, locked.done_on = TaskStatus.DONE, timezone.localdate()
    _save(locked, "status", "done_on")
    record("task.confirmed", subject=locked, by=by, number=locked.number)
    telling.hush(locked)
    evidence.refresh(locked.municipality)
    return locked


@transaction.atomic
def return_task(*, task: Task, reason: str, by: User) -> Task:
    """Give a task that was said to be done back to its owner, with what is missing."""
    reason, locked = reason.strip(), _locked(task)
    if not reason:
        raise DomainError(_("What is still missing has to be written."))
    if locked.status != TaskStatus.WAITING:
        raise DomainError(_("The task does not wait for confirmation."))
    locked.status, locked.outcome, locked.done_by = TaskStatus.OPEN, "", None
    _save(locked, "status", "outcome", "done_by")
    _say(locked, CommentKind.RETURNED, Voice(by), text=reason)
    record("task.returned", subject=locked, by=by, number=locked.number)
    telling.returned(locked, reason=reason, by=by)
    return locked


@transaction.atomic
def postpone_task(
    *,
    task: Task,
    to: datetime.date,
    reason: str,
    by: User | None,
    member: Member | None = None,
    waiting_for: str = "",
    seen: datetime.date | None = None,
) -> Task:
    """Move a task to a later day, with the reason. From the second time on, whoever asked is told.

    `seen` is the day the person saw; when somebody moved the task since, nothing happens and the sentence says so.
    """
    locked = _locked(task)
    _owner, due_on = _standing(locked)
    if due_on == to:
        return locked
    if seen is not None and due_on != seen:
        raise DomainError(_("The task was moved to %(day)s meanwhile.") % {"day": table_day(due_on)})
    if to <= max(due_on, timezone.localdate() - datetime.timedelta(days=1)):
        raise DomainError(_("The date has to be after %(day)s.") % {"day": table_day(due_on)})
    locked.due_on = to
    locked.postponed_times += 1
    _save(locked, "due_on", "postponed_times")
    _say(
        locked,
        CommentKind.POSTPONED,
        Voice(by, member),
        moved_from=due_on,
        moved_to=to,
        reason=reason,
        waiting_for=waiting_for.strip(),
    )
    record("task.postponed", subject=locked, by=by, number=locked.number, times=locked.postponed_times, reason=reason)
    telling.hush(locked)
    if locked.postponed_times >= TWICE:
        telling.postponed_again(locked, by=by)
    return locked


@transaction.atomic
def comment_on(
    *, task: Task, text: str, by: User | None, member: Member | None = None, file: StoredFile | None = None
) -> TaskComment:
    """Say something about a task. The same words of the same person twice in a row are one comment."""
    text, voice = text.strip(), Voice(by, member)
    if not text and file is None:
        raise DomainError(_("A comment has to say something."))
    locked = _locked(task)
    last: TaskComment | None = locked.comments.order_by("-at").first()
    if last is not None and file is None and last.text == text and last.by == by and last.by_member == member:
        return last
    comment = _say(locked, CommentKind.COMMENT, voice, text=text, file=file)
    record("task.commented", subject=locked, by=by, number=locked.number)
    telling.commented(locked, comment, who=str(voice), by=by)
    return comment


@transaction.atomic
def reassign_task(*, task: Task, owner: Member, by: User, due_on: datetime.date | None = None, note: str = "") -> Task:
    """Give an open task to another member, who is told; links sent to the former owner stop working."""
    locked = _locked(task)
    former, present = _standing(locked)
    if former.pk == owner.pk and due_on in (None, present):
        return locked
    locked.owner = owner
    if due_on is not None:
        locked.due_on = due_on
    _save(locked, "owner", "due_on")
    words = _("From %(former)s to %(owner)s.") % {"former": former, "owner": owner}
    _say(locked, CommentKind.REASSIGNED, Voice(by), text=f"{words} {note}".strip())
    record("task.reassigned", subject=locked, by=by, number=locked.number, former=str(former.pk), owner=str(owner.pk))
    revoke_links(purpose=telling.LINK, object_id=locked.pk)
    telling.hush(locked)
    telling.reassigned(locked, former=former, by=by)
    return locked


@transaction.atomic
def cancel_task(*, task: Task, reason: str, by: User) -> Task:
    """Cancel a task that is no longer needed; the reason stays and the owner is told."""
    reason, locked = reason.strip(), _locked(task)
    if locked.status == TaskStatus.CANCELLED:
        return locked
    if not reason:
        raise DomainError(_("A reason has to be written."))
    if locked.status != TaskStatus.WAITING:
        _refuse_if_over(locked)
    locked.status = TaskStatus.CANCELLED
    _save(locked, "status")
    _say(locked, CommentKind.CANCELLED, Voice(by), text=reason)
    record("task.cancelled", subject=locked, by=by, number=locked.number)
    telling.hush(locked)
    telling.cancelled(locked, reason=reason, by=by)
    return locked


@transaction.atomic
def remind(*, task: Task, by: User) -> bool:
    """Remind the owner by mail or notice, once a day at most; False when that happened today already."""
    locked = _locked(task)
    owner, _due_on = _standing(locked)
    today = timezone.localdate()
    if locked.comments.filter(kind=CommentKind.REMINDED, at__date=today).exists():
        return False
    if not telling.is_reachable(owner):
        raise DomainError(_("%(name)s has neither an account nor an e-mail address.") % {"name": owner})
    _say(locked, CommentKind.REMINDED, Voice(by))
    record("task.reminded", subject=locked, by=by, number=locked.number)
    telling.nudged(locked, by=by, on=today)
    return True


def hand_over_tasks(*, outgoing: Member, heir: Member, by: User) -> int:
    """Give every open task of a member who leaves to another; returns how many."""
    tasks = list(Task.objects.filter(owner=outgoing, status=TaskStatus.OPEN))
    for task in tasks:
        reassign_task(task=task, owner=heir, by=by)
    return len(tasks)


def _locked(task: Task) -> Task:
    found: Task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("owner__user", "asked_by", "done_by", "body", "municipality")
        .get(pk=task.pk)
    )
    return found


def _standing(task: Task) -> tuple[Member, datetime.date]:
    """Owner and day of an open task, which the database holds it to.

    Raises DomainError when the task is over.
    """
    _refuse_if_over(task)
    if task.owner is None or task.due_on is None:
        raise RuntimeError("An open task has an owner and a day.")
    return task.owner, task.due_on


def _refuse_if_over(task: Task) -> None:
    """Raise DomainError for a task on nobody's list, saying what became of it and by whom."""
    if task.status == TaskStatus.OPEN:
        return
    who = {"who": task.done_by or task.owner, "day": table_day(task.done_on) if task.done_on else ""}
    sentences = {
        TaskStatus.DONE: _("This task was already finished by %(who)s on %(day)s."),
        TaskStatus.WAITING: _("This task was already said to be done by %(who)s and waits for confirmation."),
        TaskStatus.CANCELLED: _("This task was cancelled meanwhile."),
        TaskStatus.PLANNED: _("This task is written in minutes that are not published yet."),
    }
    raise DomainError(sentences[TaskStatus(task.status)] % who)


def _save(task: Task, *fields: str) -> None:
    task.revision += 1
    task.save(update_fields=[*fields, "revision"])


def _say(task: Task, kind: str, voice: Voice, **fields: Any) -> TaskComment:
    comment: TaskComment = TaskComment.objects.create(
        municipality_id=task.municipality_id,
        task=task,
        kind=kind,
        **voice.fields,
        **fields,
    )
    return comment
