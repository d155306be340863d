"""A job in words: what it does, how far it is, and the sentence that heads its page."""

from typing import Any

from django.utils.translation import gettext as _

from workit.jobs.models import Job, JobState
from workit.jobs.registry import KINDS

# The mark of a state (DESIGN.md §6); stopped is nobody's failure.
MARKS = {
    JobState.WAITING: "none",
    JobState.RUNNING: "now",
    JobState.DONE: "ok",
    JobState.FAILED: "late",
    JobState.STOPPED: "none",
}


def describe(job: Job) -> Job:
    """Give the job what its pages show: `label`, `mark`, `title` and `steps`."""
    kind = KINDS.get(job.kind)
    job.label = kind.label if kind else job.kind  # type: ignore[attr-defined]
    job.mark = MARKS[JobState(job.state)]  # type: ignore[attr-defined]
    job.title = title(job)  # type: ignore[attr-defined]
    job.steps = _steps(job, kind.steps if kind else ())  # type: ignore[attr-defined]
    return job


def title(job: Job) -> str:
    """The news of the job's page."""
    names = {"work": job.label}  # type: ignore[attr-defined]
    if job.state == JobState.FAILED:
        return _("%(work)s: not finished") % names
    if job.state == JobState.STOPPED:
        return _("%(work)s: stopped") % names
    if job.state == JobState.DONE:
        return _("%(work)s: finished") % names
    if job.total:
        count = {"done": job.done, "total": job.total}
        return f"{names['work']}: " + _("%(done)s of %(total)s") % count
    return _("%(work)s: under way") % names if job.state == JobState.RUNNING else _("%(work)s: waiting for its turn") % names


def _steps(job: Job, steps: Any) -> list[dict[str, Any]]:
    """Each step with its mark: done before the one in hand, ahead after it."""
    codes = [code for code, _words in steps]
    at = len(codes) if job.state == JobState.DONE else codes.index(job.step) if job.step in codes else 0
    hand = "now" if job.state == JobState.RUNNING else "none"
    states = ["ok" if place < at else hand if place == at else "none" for place in range(len(codes))]
    return [{"words": words, "mark": mark} for (_code, words), mark in zip(steps, states, strict=True)]
