"""One run of a job: claimed under a lease, permitted again, done in fenced steps, ended by whoever still holds the lease.

Times are the database's. A worker that lost its lease (it slept, or was taken for dead) fails at its next step and its
step is rolled back, so that work done in `JobRun.chunk` happens once.
"""

import datetime
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from workit.access.actions import may
from workit.access.towns import roles_by_town
from workit.jobs.models import Job, JobState
from workit.jobs.registry import JobKind, UnknownKind, get_kind
from workit.people.models import User
from workit.places.models import Municipality
from workit.tenancy import acting_for
from workit.web.errors import DomainError

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
# Pause before the next attempt, in seconds, doubled each time.
FIRST_PAUSE = 10


class LeaseLost(RuntimeError):
    """Another worker has taken the job over; this one lets go."""


class StopAsked(RuntimeError):
    """A person asked the job to stop."""


class JobRun:
    """What the function of a job is given: what to do, for whom, and how to say how far it got."""

    def __init__(self, job: Job, lease: int) -> None:
        self.job, self.lease = job, lease

    @property
    def args(self) -> dict[str, Any]:
        """The ids the job was entered with."""
        return dict(self.job.args)

    @property
    def done(self) -> int:
        """How far an earlier attempt got; work in chunks goes on from here."""
        return self.job.done

    @property
    def user(self) -> User | None:
        """Who asked for the work, with the roles held in the town today."""
        return self.job.by

    @cached_property
    def town(self) -> Municipality:
        """The town the work is for; the only one in force."""
        return self.job.municipality

    def progress(self, done: int, total: int | None = None, step: str | None = None) -> None:
        """Say how far the work is, and renew the lease.

        In an open transaction it holds with what else is done there. Raises StopAsked or LeaseLost, and the work ends.
        """
        told: dict[str, Any] = {"done": done}
        if total is not None:
            told["total"] = total
        if step is not None:
            told["step"] = step[:120]
        self._renew(**told)

    def check_stop(self) -> None:
        """Renew the lease where there is nothing to tell.

        Raises StopAsked or LeaseLost, and the work ends.
        """
        self._renew()

    @contextmanager
    def chunk(self, done: int, total: int | None = None, step: str | None = None) -> Iterator[None]:
        """Do one part of the work in a transaction of its own, together with the note that it is done: once, or not at all."""
        with transaction.atomic(durable=True):
            self.progress(done, total, step)
            yield

    def _held(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, lease_owner=self.job.lease_owner)

    def _renew(self, **told: Any) -> None:
        # The update locks the row: nobody takes the job over before this transaction ends.
        if not self._held().update(lease_until=_from_now(self.lease), **told):
            raise LeaseLost(str(self.job.pk))
        for name, value in told.items():
            setattr(self.job, name, value)
        if Job.objects.filter(pk=self.job.pk, stop_asked_at__isnull=False).exists():
            raise StopAsked(str(self.job.pk))

    def end(self, state: JobState, **told: Any) -> None:
        """Note how it ended; raises LeaseLost when it is no longer ours to say."""
        if not self._held().update(state=state, finished_at=Now(), lease_owner="", lease_until=None, **told):
            raise LeaseLost(str(self.job.pk))

    def try_later(self, error: str) -> None:
        """Give the job back for another attempt after a pause, or fail it when it had its attempts."""
        if self.job.attempts >= MAX_ATTEMPTS:
            self.end(JobState.FAILED, error=error)
            return
        pause = FIRST_PAUSE * 2 ** (self.job.attempts - 1)
        self._held().update(state=JobState.WAITING, error=error, start_after=_from_now(pause), lease_owner="", lease_until=None)


def _from_now(seconds: int) -> Any:
    return Now() + datetime.timedelta(seconds=seconds)


def claim(job_id: uuid.UUID | str) -> Job | None:
    """Take the job if it waits or its worker let the lease run out; None when there is nothing to do or another is quicker."""
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=Now())
    with transaction.atomic():
        job: Job | None = (
            Job.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(free, pk=job_id, start_after__lte=Now())
            .select_related("municipality", "by")
            .first()
        )
        if job is None:
            return None
        if job.attempts >= MAX_ATTEMPTS:
            # Its workers died each time without a word.
            Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, finished_at=Now(), error=broken_text(job))
            return None
        job.lease_owner = uuid.uuid4().hex
        job.attempts += 1
        try:
            lease = get_kind(job.kind).lease
        except UnknownKind:
            lease = 60
        Job.objects.filter(pk=job.pk).update(
            state=JobState.RUNNING, lease_owner=job.lease_owner, lease_until=_from_now(lease), attempts=F("attempts") + 1
        )
    return job


def broken_text(job: Job) -> str:
    """What a person reads when the fault is ours."""
    with translation.override(_language(job)):
        return _("The work could not be finished because of a fault in the system. It is recorded, and can be started again.")


def _language(job: Job) -> str:
    return job.by.language if job.by else "he"


def refusal(job: Job) -> str:
    """Why the job may not run today, in the person's language; empty when it may."""
    if not job.municipality.is_tenant:
        return _("The town no longer takes part in the programme.")
    if job.by is None:
        return ""
    town_id = job.municipality_id
    job.by.roles_here = roles_by_town(job.by).get(town_id, frozenset())
    if not job.by.is_active or (job.action and not may(job.by, job.action)):
        return _("The person who asked for this no longer has the role it needs, so nothing was done.")
    return ""


def run(job_id: uuid.UUID | str) -> None:
    """Run the job once, whoever rang how often. The towns in force are narrowed to the job's own."""
    job = claim(job_id)
    if job is None:
        return
    with (
        acting_for([job.municipality_id]),
        translation.override(_language(job)),
        pghistory.context(user=str(job.by_id) if job.by_id else None, job=str(job.pk)),
    ):
        _run_claimed(job)


def _run_claimed(job: Job) -> None:
    try:
        kind = get_kind(job.kind)
    except UnknownKind:
        logger.error("Job %s is of a kind that is not declared: %s", job.pk, job.kind)  # noqa: TRY400
        JobRun(job, 60).end(JobState.FAILED, error=broken_text(job))
        return
    running = JobRun(job, kind.lease)
    try:
        if refused := refusal(job):
            running.end(JobState.FAILED, error=refused)
        else:
            _work(kind, running)
    except LeaseLost:
        logger.warning("Job %s was taken over by another worker.", job.pk)
    except StopAsked:
        running.end(JobState.STOPPED)
    except DomainError as error:
        running.end(JobState.FAILED, error=str(error))
    except Exception:
        logger.exception("Job %s (%s) failed at attempt %s.", job.pk, job.kind, job.attempts)
        running.try_later(broken_text(job))


def _work(kind: JobKind, running: JobRun) -> None:
    if kind.atomic:
        with transaction.atomic(durable=True):
            running.end(JobState.DONE, result=dict(kind.work(running) or {}), error="")
    else:
        result = dict(kind.work(running) or {})
        running.end(JobState.DONE, result=result, error="")
