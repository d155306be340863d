"""What a job costs besides its work: entering it, the way through the broker and back, and noting progress."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.figures import Beside, Figure, waited
from benchmarks.ground import database
from ops.keeper import ROOT
from ops.services import Urls

TIMES = 100
KIND = "draft.cleaning"
# performance.md, goal 15, in milliseconds; progress has no goal of its own there.
GOALS = {"job_enqueue": 2.0, "job_round_trip_p95": 10.0}
NOTES = {
    "job_enqueue": "a row entered and the doorbell rung",
    "job_round_trip_p95": "from entering it to the end of an almost empty job in a worker of its own",
    "job_progress": "one note of progress with the lease renewed",
}


def measure(urls: Urls, rounds: int) -> Iterator[Figure]:
    """One figure for each cost; the limit is the goal itself."""
    with database(urls, "bench_demo", None), worker():
        ran_before, waited_before = waited()
        found = [one_round() for _ in range(rounds + 1)][1:]  # the first one warms up
        ran, waiting = waited()
    for name, note in NOTES.items():
        figure = Figure(name, "ms", [each[name] for each in found], note=note)
        figure.noise = (waiting - waited_before) / max(ran - ran_before, 1e-9)
        if name in GOALS:
            figure.limit = Beside("goal", 1.0, [GOALS[name]] * rounds)
        yield figure


@contextmanager
def worker() -> Iterator[None]:
    """A worker as `./run` starts it."""
    words = [sys.executable, "-m", "celery", "-A", "workit", "worker", "-P", "threads", "-c", "2", "-l", "ERROR"]
    process = subprocess.Popen([*words, "--without-gossip", "--without-mingle"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def one_round() -> dict[str, float]:
    """The costs in milliseconds, taken by a process that knows only the measured database."""
    words = [sys.executable, "-m", "benchmarks.jobs"]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True, env=dict(os.environ))
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def costs() -> dict[str, float]:
    """Enter jobs, wait for each, and note progress on one."""
    import django

    django.setup()
    from workit.jobs.models import Job, JobState
    from workit.jobs.run import JobRun, claim
    from workit.jobs.services import enqueue
    from workit.places.models import Municipality
    from workit.tenancy import acting_for

    town = Municipality.objects.tenants()[0]
    mark = time.time_ns()
    entering, trips = [], []
    with acting_for([town.pk]):
        for number in range(TIMES):
            started, wall = time.perf_counter(), time.time()
            job = enqueue(KIND, key=f"bench {mark} {number}", town=town)
            entering.append((time.perf_counter() - started) * 1000)
            while job.state in (JobState.WAITING, JobState.RUNNING):
                time.sleep(0.002)
                job.refresh_from_db()
            if job.finished_at is None:
                raise RuntimeError(f"The job did not end: {job.state}")
            trips.append((job.finished_at.timestamp() - wall) * 1000)
        # Not rung, so that the worker leaves it to us.
        noted = Job.objects.create(municipality=town, kind=KIND, key=f"bench {mark} progress")
        run = JobRun(claim(noted.pk) or noted, 60)
        started = time.perf_counter()
        for number in range(TIMES):
            run.progress(number, TIMES)
        progress = (time.perf_counter() - started) * 1000 / TIMES
        run.end(JobState.DONE)
    return {
        "job_enqueue": statistics.median(entering),
        "job_round_trip_p95": statistics.quantiles(trips, n=20)[-1],
        "job_progress": progress,
    }


if __name__ == "__main__":
    print(json.dumps(costs()))
