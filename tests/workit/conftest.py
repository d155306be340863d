"""Tests in which rows are really committed: other processes and threads see them, and afterwards the database is a new copy."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, make_cast
from tests.conftest import ROOT, fingerprint, owner_connection
from tests.ground import worker_name

QUEUE = f"test-{worker_name()}"


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast, committed; the test's database is made anew afterwards."""
    from django.db import connections

    from workit.celery import app

    before = app.conf.task_default_queue
    app.conf.task_default_queue = QUEUE
    with django_db_blocker.unblock():
        try:
            with app.connection_for_write() as broker:
                broker.default_channel.queue_purge(QUEUE)
        except Exception:  # noqa: BLE001,S110 - a queue nobody has used cannot be emptied
            pass
        try:
            yield make_cast()
        finally:
            app.conf.task_default_queue = before
            connections.close_all()
            test, template = f"test_{worker_name()}", f"template_{fingerprint()}"
            with owner_connection("workit") as maintenance, maintenance.cursor() as cursor:
                cursor.execute("select pg_advisory_lock(20031)")
                cursor.execute(f"drop database if exists {test} with (force)")
                cursor.execute(f"create database {test} template {template}")
                cursor.execute("select pg_advisory_unlock(20031)")


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on this test's queue, killed at the end if it still runs."""
    words = [sys.executable, "-m", "celery", "-A", "workit", "worker", "-P", "threads", "-c", "3", "-Q", QUEUE, "-l", "WARNING"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat", "-I", "tests.workit.kinds"]
    log = Path(os.environ["WORKIT_VAR"]) / "test-worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(words, cwd=ROOT, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def start_worker() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`start_worker()` starts a worker; those that still run are killed after the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(worker())


def wait_until(condition: Callable[[], Any], seconds: float = 40) -> Any:
    """What the condition gives once it holds; fails the test when it does not within the time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError("It did not happen in time.")
