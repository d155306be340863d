"""Kinds of jobs that only the tests run, in this process and in the workers they start."""

import time
import uuid
from typing import Any

from workit.jobs.registry import job_kind
from workit.jobs.run import JobRun
from workit.organisations.models import Organisation
from workit.web.errors import DomainError


def leave_a_row(job: JobRun, name: str) -> None:
    """A row that shows each time the work was done."""
    Organisation.objects.create(municipality=job.town, name=f"{name} {uuid.uuid4()}", sector="business")


@job_kind("test.slow", label="Slow work", lease=3)
def slow(job: JobRun) -> dict[str, Any]:
    """Twenty rows, one in each step."""
    total = 20
    for number in range(job.done, total):
        with job.chunk(number + 1, total):
            leave_a_row(job, f"{job.job.key} {number}")
            time.sleep(0.15)
    return {"rows": total}


@job_kind("test.once", label="Short work", atomic=True)
def once(job: JobRun) -> dict[str, Any]:
    """One row, in one transaction with the end of the job."""
    leave_a_row(job, job.job.key)
    time.sleep(job.args.get("sleep", 0))
    if refusal := job.args.get("refuse"):
        raise DomainError(refusal)
    if job.args.get("fail"):
        raise ValueError("A fault with details nobody should read")
    return {"rows": 1}


@job_kind("test.stepping", label="Work in steps", steps=[("read", "The file was read"), ("written", "The rows were written")])
def stepping(job: JobRun) -> None:
    """Asks between its steps whether to go on."""
    job.progress(1, 3, "read")
    leave_a_row(job, job.job.key)
    hook = job.args.get("stop_itself")
    if hook:
        type(job.job).objects.filter(pk=job.job.pk).update(stop_asked_at=job.job.created_at)
    job.check_stop()
    leave_a_row(job, job.job.key)
