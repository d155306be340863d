"""The tests' ground: real PostgreSQL and Valkey, migrations as the owner, every test as the app role.

The migrated database is kept as a template, named after the migrations and what protects the tables, so that a run starts
with a copy instead of migrating anew.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.ground import worker_name

ROOT = Path(__file__).resolve().parent.parent


def fingerprint() -> str:
    """What the migrated database depends on."""
    sources = [*ROOT.glob("*/migrations/*.py"), ROOT / "workit/database.py", ROOT / "requirements.txt"]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:12]


@contextmanager
def owner_connection(database: str | None = None) -> Iterator[Any]:
    """A plain connection of the owner role, in autocommit; with `database`, to another one than the tests'."""
    url = os.environ["DATABASE_OWNER_URL"]
    connection = psycopg2.connect(url if database is None else url.replace(f"/test_{worker_name()}", f"/{database}"))
    connection.autocommit = True
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A fresh copy of the migrated template for this worker; tests then connect as the app role."""
    template = f"template_{fingerprint()}"
    test = f"test_{worker_name()}"
    with owner_connection("workit") as maintenance, maintenance.cursor() as cursor:
        # One worker migrates the template, the others wait for it.
        cursor.execute("set lock_timeout = 0")
        cursor.execute("select pg_advisory_lock(20031)")
        cursor.execute("select 1 from pg_database where datname = %s", [template])
        if not cursor.fetchone():
            make_template(template, cursor, django_db_blocker)
        cursor.execute(f"drop database if exists {test} with (force)")
        cursor.execute(f"create database {test} template {template}")
        cursor.execute("select pg_advisory_unlock(20031)")
    yield
    with django_db_blocker.unblock():
        from django.db import connection

        connection.close()


def make_template(template: str, cursor: Any, django_db_blocker: Any) -> None:
    """Migrate a new database as the owner and load the reference lists into it as the app."""
    from django.core.management import call_command
    from django.db import connections

    half = f"{template}_half"
    cursor.execute(f"drop database if exists {half} with (force)")
    cursor.execute(f"create database {half}")
    connection = connections["default"]
    settings = connection.settings_dict
    before = dict(settings)
    with django_db_blocker.unblock():
        connection.close()
        settings.update(NAME=half, USER="workit_owner", OPTIONS=_without_town_cursor(settings["OPTIONS"]))
        call_command("migrate", verbosity=0, interactive=False)
        connection.close()
        settings.update(USER="workit_app", OPTIONS=before["OPTIONS"])
        call_command("load_reference", verbosity=0)
        connection.close()
        settings.update(before)
    cursor.execute(f"alter database {half} rename to {template}")


def _without_town_cursor(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name != "cursor_factory"}


@pytest.fixture
def cast(db: None) -> Any:
    """Everybody (tests/cast.py)."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def sign_in(client: Any) -> Any:
    """`sign_in(cast.referent)` gives a client of that person."""
    from django.test import Client

    def for_person(person: Any) -> Client:
        other = Client()
        other.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return other

    return for_person
