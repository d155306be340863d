"""What the broker rings for: one job, and the half-minute look at everything that is due."""

import uuid

from workit.celery import app
from workit.jobs.run import run as run_job
from workit.jobs.services import RUN
from workit.jobs.sweep import sweep
from workit.schedule import start_due
from workit.tenancy import acting_for
from workit.tenancy_cursor import towns_in_force


@app.task(name=RUN)
def run(job_id: str) -> None:
    """Run one job, in the towns its message names; the job's own row decides the rest."""
    with acting_for(towns_in_force.get()):
        run_job(uuid.UUID(job_id))


@app.task(name="workit.jobs.tick", expires=25)
def tick() -> None:
    """Start what the schedule has due and ring again for what waits or was left lying. Rung by beat every 30 seconds."""
    start_due()
    sweep()
