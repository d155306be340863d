"""The services and settings of the tests, started before pytest-django reads them (a plugin: `-p tests.ground`)."""

import os
from contextlib import ExitStack

import pytest

from ops import services

VAR = services.var() / "test"
stack = ExitStack()


def worker_name() -> str:
    """The name of this xdist worker, or of the only one."""
    return os.environ.get("PYTEST_XDIST_WORKER", "one")


def start() -> None:
    """Start or join PostgreSQL and Valkey, and point the settings at a database of this worker's own."""
    urls = stack.enter_context(services.running(VAR, durable=False))
    os.environ.update(urls.database(f"test_{worker_name()}").environment())
    os.environ.update(
        SECRET_KEY="a key for tests only, long enough to be taken",
        WORKIT_VAR=str(VAR / worker_name()),
        WORKIT_DEMO="0",
        MFA_REQUIRED="0",
        HTTPS="1",
        DJANGO_SETTINGS_MODULE="tests.settings",
        DJANGO_ALLOW_ASYNC_UNSAFE="true",
    )


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the services; they stop when the last worker left."""
    stack.close()


start()
