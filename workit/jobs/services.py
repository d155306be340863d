"""What can be done with a job: enqueue it, stop it, try it again. The row is the job; the broker only rings."""

import datetime
import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from workit.celery import app
from workit.jobs.models import Job, JobState
from workit.jobs.registry import get_kind
from workit.people.models import User
from workit.places.models import Municipality
from workit.web.errors import DomainError

logger = logging.getLogger(__name__)

# The name of workit.jobs.tasks.run: rung by name, because the task imports what this module is part of.
RUN = "workit.jobs.run"


def enqueue(
    kind: str,
    *,
    key: str,
    town: Municipality,
    args: Mapping[str, Any] | None = None,
    by: User | None = None,
    action: str = "",
    start_after: datetime.datetime | None = None,
) -> Job:
    """Enter a job of the town, once for each kind and key, and ring the worker when the transaction commits.

    `args` hold ids, never personal details. With `by` and `action` the person must still be allowed to do this when the
    job runs. A second call with the same key returns the first job, whatever its state.
    """
    get_kind(kind)
    wanted = Job(
        municipality=town,
        kind=kind,
        key=key,
        args=dict(args or {}),
        by=by,
        action=action,
        start_after=start_after or Now(),  # the clock of the database, by which it is claimed
    )
    with transaction.atomic(savepoint=False):
        Job.objects.bulk_create([wanted], ignore_conflicts=True)
        job: Job = Job.objects.get(municipality=town, kind=kind, key=key)
        if job.pk == wanted.pk and start_after is None:
            ring_on_commit(job)
    return job


def stop(job: Job, *, by: User) -> Job:
    """Ask a job to stop: at once while it waits, at its next step while it runs. What it has finished stays.

    Raises DomainError when it is over already.
    """
    mine = Job.objects.filter(pk=job.pk)
    if not mine.filter(state=JobState.WAITING).update(
        state=JobState.STOPPED, stop_asked_at=Now(), finished_at=Now()
    ) and not mine.filter(state=JobState.RUNNING).update(stop_asked_at=Now()):
        raise DomainError(_("The work has ended already."))
    job.refresh_from_db()
    return job


def retry(job: Job, *, by: User) -> Job:
    """Start a failed or stopped job again, from where it got to.

    Raises DomainError when it is neither.
    """
    renewed = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.STOPPED]).update(
        state=JobState.WAITING, attempts=0, error="", stop_asked_at=None, finished_at=None, start_after=Now(), by=by
    )
    if not renewed:
        raise DomainError(_("Only work that failed or was stopped can be started again."))
    job.refresh_from_db()
    ring_on_commit(job)
    return job


def ring_on_commit(job: Job) -> None:
    """Ring when the row can be seen by the worker."""
    transaction.on_commit(lambda: ring(job), robust=True)


def ring(job: Job) -> bool:
    """Tell the workers of a job. A silent broker is no failure: the sweeper rings again within half a minute."""
    town_id = job.municipality_id
    try:
        app.send_task(RUN, args=[str(job.pk)], headers={"towns": [town_id]}, retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the job waits in its table
        logger.warning("The broker did not take job %s: %s", job.pk, type(error).__name__)
        return False
    return True
