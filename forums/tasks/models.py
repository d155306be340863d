"""Tasks of people: who does what by when, wherever the task came from."""

import datetime
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Body
from forums.members.models import Member
from workit.tenancy import TownModel, history, scoped


class TaskStatus(models.TextChoices):
    """Where a task stands. PLANNED: written in a protocol that is not published yet, so nobody has been told."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for confirmation")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class TaskQuerySet(models.QuerySet["Task"]):
    """Query words of tasks."""

    def open(self) -> "TaskQuerySet":
        """Given to somebody and not finished."""
        return self.filter(status=TaskStatus.OPEN)

    def overdue(self, on: datetime.date | None = None) -> "TaskQuerySet":
        """Open and past the day they were due."""
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def of_person(self, user_id: uuid.UUID) -> "TaskQuerySet":
        """Owned by the person, through any membership."""
        return self.filter(owner__user_id=user_id)

    def late_first(self) -> "TaskQuerySet":
        """The earliest due first; without a date last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "number")


@history
class Task(TownModel):
    """A task with one owner and a day. Finished only with a sentence on what was done."""

    number = models.PositiveIntegerField(_("Number"))
    text = models.CharField(_("What is to be done"), max_length=400, blank=True)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    due_on = models.DateField(_("Due"), null=True, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=TaskStatus.choices, default=TaskStatus.OPEN)
    asked_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    needs_confirmation = models.BooleanField(_("I confirm when it is done"), default=False)
    # Where it came from: any row of the town, shown as its label with a link.
    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.UUIDField(null=True, blank=True)
    source_label = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    # Place in a meeting's minutes.
    agenda_item_id = models.UUIDField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    outcome = models.TextField(_("What was done"), blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    postponed_times = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = scoped(TaskQuerySet)

    class Meta:
        verbose_name = _("task")
        ordering = ["due_on", "number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="task_number_once"),
            models.CheckConstraint(
                name="done_task_says_what_was_done", condition=~Q(status="done") | (~Q(outcome="") & Q(done_on__isnull=False))
            ),
            models.CheckConstraint(
                name="given_task_has_owner_and_day",
                condition=~Q(status="open") | (Q(owner__isnull=False) & Q(due_on__isnull=False) & ~Q(text="")),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "status", "due_on"], name="task_due"),
            models.Index(fields=["municipality", "agenda_item_id"], name="task_of_item"),
        ]

    def __str__(self) -> str:
        return self.text

    def days_late(self, on: datetime.date | None = None) -> int:
        """Days past due, 0 when not late or finished."""
        if self.status != TaskStatus.OPEN or self.due_on is None:
            return 0
        return max(0, ((on or timezone.localdate()) - self.due_on).days)


class PostponeReason(models.TextChoices):
    """Why a task moves."""

    WAITING_FOR_OTHERS = "waiting_for_others", _("Waiting for others")
    MISSING_INFORMATION = "missing_information", _("Information is missing")
    PRIORITIES_CHANGED = "priorities_changed", _("Priorities changed")
    NO_TIME = "no_time", _("Not enough time")


class CommentKind(models.TextChoices):
    """What a line of a task's story says."""

    COMMENT = "comment", _("Comment")
    POSTPONED = "postponed", _("Postponed")
    REASSIGNED = "reassigned", _("Given to somebody else")
    FINISHED = "finished", _("What was done")
    RETURNED = "returned", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")
    REMINDED = "reminded", _("Reminded")


@history
class TaskComment(TownModel):
    """What was said about a task, and each postponement with its reason."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="comments")
    kind = models.CharField(max_length=10, choices=CommentKind.choices, default=CommentKind.COMMENT)
    text = models.TextField(_("Comment"), blank=True)
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    # Who spoke through the link in a mail, without an account.
    by_member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved_from = models.DateField(null=True, blank=True)
    moved_to = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=30, choices=PostponeReason.choices, blank=True)
    waiting_for = models.CharField(_("Waiting for whom"), max_length=120, blank=True)
    file = models.ForeignKey("workit.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("task comment")
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text or str(self.reason)
