"""Jobs: entered once, run once whatever dies, refused when the right to them is gone."""

import datetime
import time
from typing import Any

import pytest
from celery import Celery
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

import tests.workit.kinds  # noqa: F401 - declares the kinds of these tests
from tests.cast import Cast
from tests.workit.conftest import wait_until
from workit.jobs import services
from workit.jobs.models import Job, JobState
from workit.jobs.registry import UnknownKind
from workit.jobs.run import MAX_ATTEMPTS, claim, run
from workit.jobs.services import enqueue, retry, stop
from workit.jobs.sweep import sweep
from workit.organisations.models import Organisation
from workit.people.models import RoleAssignment
from workit.tenancy import acting_for
from workit.web.errors import DomainError


def rows(cast: Cast, key: str) -> list[str]:
    with acting_for([cast.town.pk]):
        names = Organisation.objects.filter(name__startswith=f"{key} ").values_list("name", flat=True)
        return sorted(name.rpartition(" ")[0] for name in names)


def job_of(cast: Cast, job: Job) -> Job:
    with acting_for([cast.town.pk]):
        return Job.objects.get(pk=job.pk)


def entered(cast: Cast, kind: str, key: str, **more: Any) -> Job:
    with acting_for([cast.town.pk]):
        return enqueue(kind, key=key, town=cast.town, **more)


def run_here(cast: Cast, job: Job) -> Job:
    with acting_for([cast.town.pk]):
        run(job.pk)
    return job_of(cast, job)


def test_the_same_key_is_the_same_job(cast: Cast) -> None:
    first = entered(cast, "test.once", "a", args={"sleep": 0})
    assert entered(cast, "test.once", "a") == first
    assert entered(cast, "test.once", "b") != first
    with acting_for([cast.town.pk, cast.other_town.pk]):
        assert enqueue("test.once", key="a", town=cast.other_town) != first


def test_a_kind_nobody_declared_is_refused_at_once(cast: Cast) -> None:
    with pytest.raises(UnknownKind):
        entered(cast, "no.such", "a")


def test_a_job_runs_once_and_keeps_its_result(cast: Cast) -> None:
    job = run_here(cast, entered(cast, "test.once", "a", by=cast.referent))
    assert (job.state, job.result, job.attempts) == (JobState.DONE, {"rows": 1}, 1)
    run_here(cast, job)
    assert rows(cast, "a") == ["a"]


def test_a_job_of_another_town_is_not_found(cast: Cast) -> None:
    job = entered(cast, "test.once", "a")
    with acting_for([cast.other_town.pk]):
        run(job.pk)
    assert job_of(cast, job).state == JobState.WAITING


def test_what_a_service_refuses_is_said_and_not_tried_again(cast: Cast) -> None:
    job = run_here(cast, entered(cast, "test.once", "a", args={"refuse": "The month is closed."}))
    assert (job.state, job.error, rows(cast, "a")) == (JobState.FAILED, "The month is closed.", [])


def test_a_fault_is_tried_again_later_and_its_text_is_ours(cast: Cast) -> None:
    job = run_here(cast, entered(cast, "test.once", "a", args={"fail": True}, by=cast.referent))
    assert job.state == JobState.WAITING
    assert job.start_after > timezone.now()
    assert job.error and "nobody should read" not in job.error
    assert rows(cast, "a") == []
    for _attempt in range(MAX_ATTEMPTS - 1):
        with acting_for([cast.town.pk]):
            Job.objects.filter(pk=job.pk).update(start_after=timezone.now() - datetime.timedelta(minutes=1))
        job = run_here(cast, job)
    assert (job.state, job.attempts) == (JobState.FAILED, MAX_ATTEMPTS)


def test_a_job_is_refused_when_the_role_has_ended_since(cast: Cast) -> None:
    job = entered(cast, "test.once", "a", by=cast.referent, action="mail.list")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    RoleAssignment.objects.filter(user=cast.referent).update(ends_on=yesterday)
    job = run_here(cast, job)
    assert (job.state, rows(cast, "a")) == (JobState.FAILED, [])
    assert job.error


def test_a_job_is_refused_when_its_town_has_left(cast: Cast) -> None:
    job = entered(cast, "test.once", "a")
    cast.town.left_on = timezone.localdate()
    cast.town.save(update_fields=["left_on"])
    assert run_here(cast, job).state == JobState.FAILED


def test_a_worker_that_lost_its_lease_leaves_no_trace(cast: Cast) -> None:
    from workit.jobs.run import JobRun, LeaseLost

    job = entered(cast, "test.slow", "a")
    with acting_for([cast.town.pk]):
        first = claim(job.pk)
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
        second = claim(job.pk)
        assert first is not None and second is not None and second.attempts == 2
        late = JobRun(first, 3)
        with pytest.raises(LeaseLost), late.chunk(1, 20):
            pass
        with pytest.raises(LeaseLost):
            late.end(JobState.DONE)
        with JobRun(second, 3).chunk(1, 20):
            pass
    assert job_of(cast, job).done == 1


def test_a_job_whose_workers_keep_dying_fails(cast: Cast) -> None:
    job = entered(cast, "test.slow", "a")
    with acting_for([cast.town.pk]):
        for _attempt in range(MAX_ATTEMPTS):
            assert claim(job.pk)
            Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
        assert claim(job.pk) is None
    assert job_of(cast, job).state == JobState.FAILED


def test_a_waiting_job_stops_at_once_and_a_running_one_at_its_next_step(cast: Cast) -> None:
    with acting_for([cast.town.pk]):
        waiting = enqueue("test.once", key="a", town=cast.town)
        assert stop(waiting, by=cast.referent).state == JobState.STOPPED
        with pytest.raises(DomainError):
            stop(waiting, by=cast.referent)
    running = run_here(cast, entered(cast, "test.stepping", "b", args={"stop_itself": True}))
    assert running.state == JobState.STOPPED
    assert len(rows(cast, "b")) == 1


def test_a_stopped_job_can_be_started_again(cast: Cast) -> None:
    with acting_for([cast.town.pk]):
        job = stop(enqueue("test.once", key="a", town=cast.town), by=cast.referent)
        retry(job, by=cast.referent)
        with pytest.raises(DomainError):
            retry(job, by=cast.referent)
    assert run_here(cast, job).state == JobState.DONE


# --- with real workers and the real broker ------------------------------------------------------------------------------


@pytest.mark.redis
def test_kill_9_in_the_middle_and_every_step_is_done_once(committed: Cast, start_worker: Any) -> None:
    first = start_worker()
    job = entered(committed, "test.slow", "a", by=committed.referent)
    wait_until(lambda: job_of(committed, job).done >= 4)
    first.kill()
    first.wait()
    half = job_of(committed, job)
    assert half.state == JobState.RUNNING and half.done < 20
    start_worker()
    time.sleep(3)
    assert wait_until(lambda: sweep() and True or job_of(committed, job).is_over)
    done = wait_until(lambda: (found := job_of(committed, job)).is_over and found, 60)
    assert (done.state, done.attempts) == (JobState.DONE, 2)
    assert rows(committed, "a") == sorted(f"a {number}" for number in range(20))


@pytest.mark.redis
def test_ringing_often_runs_once_and_a_silent_broker_only_delays(
    committed: Cast, start_worker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Celery("silent", broker="redis+socket:///nowhere/broker.sock")
    with monkeypatch.context() as broken:
        broken.setattr(services, "app", silent)
        with acting_for([committed.town.pk]), transaction.atomic():
            unheard = enqueue("test.once", key="unheard", town=committed.town)
    assert job_of(committed, unheard).state == JobState.WAITING
    often = entered(committed, "test.once", "often", args={"sleep": 1})
    for _time in range(6):
        services.ring(often)
    start_worker()
    wait_until(lambda: job_of(committed, often).is_over)
    assert job_of(committed, unheard).state == JobState.WAITING
    assert sweep() == 1
    wait_until(lambda: job_of(committed, unheard).is_over)
    assert rows(committed, "often") == ["often"]
    assert rows(committed, "unheard") == ["unheard"]
    assert job_of(committed, often).attempts == 1


# --- pages --------------------------------------------------------------------------------------------------------------


def address(cast: Cast, job: Job, name: str = "job_detail") -> str:
    return reverse(f"workit:{name}", kwargs={"town": cast.town.code, "pk": job.pk})


def test_the_page_asks_again_only_while_the_job_runs(cast: Cast, sign_in: Any) -> None:
    job = entered(cast, "test.stepping", "a", by=cast.referent)
    client = sign_in(cast.referent)
    page = client.get(address(cast, job))
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert "Work in steps" in page.content.decode()
    run_here(cast, job)
    part = client.get(address(cast, job), headers={"HX-Request": "true"})
    assert part.status_code == 286
    assert "<html" not in part.content.decode()
    assert "hx-trigger" not in part.content.decode()


def test_a_job_is_seen_by_who_asked_and_by_who_looks_after_the_town(cast: Cast, sign_in: Any) -> None:
    job = entered(cast, "test.once", "a", by=cast.member)
    assert sign_in(cast.member).get(address(cast, job)).status_code == 200
    assert sign_in(cast.referent).get(address(cast, job)).status_code == 200
    assert sign_in(cast.observer).get(address(cast, job)).status_code == 403
    assert sign_in(cast.stranger["referent"]).get(address(cast, job)).status_code == 404


def test_stopping_and_starting_again_from_the_page(cast: Cast, sign_in: Any) -> None:
    job = entered(cast, "test.once", "a", by=cast.referent)
    client = sign_in(cast.referent)
    assert client.post(address(cast, job, "job_stop")).status_code == 302
    assert job_of(cast, job).state == JobState.STOPPED
    client.post(address(cast, job, "job_retry"))
    assert job_of(cast, job).state == JobState.WAITING


def test_the_list_puts_first_what_failed(cast: Cast, sign_in: Any) -> None:
    run_here(cast, entered(cast, "test.once", "a", args={"refuse": "No."}))
    run_here(cast, entered(cast, "test.stepping", "b"))
    page = sign_in(cast.referent).get(reverse("workit:job_list", kwargs={"town": cast.town.code})).content.decode()
    assert page.index("Short work") < page.index("Work in steps")
