"""Kinds of background work by name. An app names its own in `job_kinds.py`, which the core imports at start.

    @job_kind("protocol.distribute", label=_("Sending a protocol"))
    def distribute(job: JobRun) -> dict[str, Any]: ...

    declare_periodic("meeting.reminders", remind, label=_("Reminding of meetings"))    # remind(town) -> how many

A function may be started again after a crash: what it commits, it commits in `job.chunk(…)`, or it is `atomic`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.functional import Promise

if TYPE_CHECKING:
    from workit.jobs.run import JobRun
    from workit.places.models import Municipality

Result = Mapping[str, Any] | None
Work = Callable[["JobRun"], Result]
Function = TypeVar("Function", bound=Work)
LEASE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of work. `lease` is at least twenty times its longest silence; `atomic` work commits all at once or nothing.

    `steps` are (code, words) in their order; a job tells the code by `progress(step=…)`. A result may hold `url` and `text`:
    where the person goes on, and what came of it.
    """

    name: str
    label: str | Promise
    work: Work
    lease: int = LEASE_SECONDS
    atomic: bool = False
    steps: tuple[tuple[str, str | Promise], ...] = ()


KINDS: dict[str, JobKind] = {}


class UnknownKind(LookupError):
    """A job names a kind that no app declared."""


def job_kind(
    name: str,
    *,
    label: str | Promise,
    lease: int = LEASE_SECONDS,
    atomic: bool = False,
    steps: Sequence[tuple[str, str | Promise]] = (),
) -> Callable[[Function], Function]:
    """Declare a function as a kind of job.

    Raises ValueError for a name that another function has.
    """

    def declare(work: Function) -> Function:
        if name in KINDS and KINDS[name].work is not work:
            raise ValueError(f"Job kind {name} is declared twice.")
        KINDS[name] = JobKind(name, label, work, lease, atomic, tuple(steps))
        return work

    return declare


def declare_periodic(
    name: str,
    function: Callable[["Municipality"], Result],
    *,
    label: str | Promise,
    lease: int = LEASE_SECONDS,
    atomic: bool = True,
) -> None:
    """Declare what a line of workit.schedule does in each town; the name is the line's.

    The function is called with the town in force, in one transaction with the end of its job; one that sends mail itself is
    not `atomic`, and safe to call again.
    """

    def work(job: "JobRun") -> Result:
        return function(job.town)

    job_kind(name, label=label, lease=lease, atomic=atomic)(work)


def get_kind(name: str) -> JobKind:
    """The declared kind of that name; UnknownKind otherwise."""
    if name not in KINDS:
        raise UnknownKind(f"No app declares the job kind {name}.")
    return KINDS[name]
