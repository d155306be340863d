"""The job table is the truth about background work; the broker only rings the doorbell."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.tenancy import TownModel, TownQuerySet, scoped


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class JobQuerySet(TownQuerySet):
    """Query words of jobs."""

    def by_attention(self) -> "JobQuerySet":
        """What failed first, then what runs or waits, then the rest; the newest first in each."""
        order = models.Case(
            models.When(state=JobState.FAILED, then=0),
            models.When(state__in=[JobState.RUNNING, JobState.WAITING], then=1),
            default=2,
        )
        return self.order_by(order, "-created_at")

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        found = dict(self.order_by().values_list("state").annotate(models.Count("id")))
        return {state: found.get(state, 0) for state in JobState.values}


class Job(TownModel):
    """One piece of background work of one town, claimed under a lease and safe to start twice."""

    kind = models.CharField(max_length=60)
    # What makes the job the same job: a second enqueue with this key returns the first.
    key = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    start_after = models.DateTimeField(default=timezone.now)
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(JobQuerySet)

    class Meta:
        verbose_name = _("job")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["municipality", "kind", "key"], name="job_key_once")]
        indexes = [models.Index(fields=["municipality", "state", "start_after"], name="job_next")]

    def __str__(self) -> str:
        return f"{self.kind} · {self.key}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.STOPPED)

    @property
    def percent(self) -> int:
        """Progress in whole percent; 0 while the total is unknown."""
        return min(100, self.done * 100 // self.total) if self.total else (100 if self.state == JobState.DONE else 0)


class DueRun(models.Model):
    """One period of one line of the schedule, entered once however many beats run. Global: it names no town."""

    schedule = models.CharField(max_length=60)
    period = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)
    fanned_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("due run")
        constraints = [models.UniqueConstraint(fields=["schedule", "period"], name="due_run_once")]

    def __str__(self) -> str:
        return f"{self.schedule} · {self.period}"
