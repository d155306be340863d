"""The embedded services: who starts them, who joins them, and that nothing outlives its users."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

from ops import services
from ops.keeper import is_kept
from ops.servers import Postgres, ServiceError, Valkey
from ops.supervisor import Supervisor

OUTSIDE = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_ADMIN_URL", "REDIS_URL")


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A directory for services of its own: the tests' running ones are forgotten."""
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    wait_until(lambda: not is_kept(Postgres(tmp_path)) and not is_kept(Valkey(tmp_path)))


def wait_until(is_so: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


def ask(url: str, sql: str) -> object:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        answer = cursor.fetchone() if cursor.description else None
    connection.close()
    return answer and answer[0]


def keeper_of(directory: Path) -> int:
    """The process that keeps PostgreSQL in this directory."""
    sought = [b"ops.keeper", b"postgres", os.fsencode(directory)]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if words[2:5] == sought:
                return int(process.name)
    raise LookupError("there is no keeper")


def test_three_roles_with_what_each_may(own: Path) -> None:
    with services.running(own, durable=False) as urls:
        flags = "select rolsuper::int || ' ' || rolbypassrls::int from pg_roles where rolname = current_user"
        assert ask(urls.app, flags) == "0 0"
        assert ask(urls.owner, flags) == "0 0"
        assert ask(urls.backup, flags) == "0 1"
        assert ask(urls.owner, "select pg_get_userbyid(datdba) from pg_database where datname = 'workit'") == "workit_owner"
        ask(urls.owner, "create table kept (id int)")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(urls.app, "select count(*) from kept")  # no rights before `migrate` has protected the table
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            ask(urls.app, "create table mine (id int)")
        with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
            ask(urls.backup, "create table mine (id int)")


def test_hebrew_is_made_of_letters_for_trigram_search(own: Path) -> None:
    with services.running(own, durable=False) as urls:
        ask(urls.owner, "create extension pg_trgm")
        assert ask(urls.owner, "select cardinality(show_trgm('תעסוקה'))") == 7


def test_the_second_user_joins_and_the_last_one_ends_it(own: Path) -> None:
    with services.running(own, durable=False) as first:
        server = ask(first.owner, "select pg_postmaster_start_time()")
        with services.running(own, durable=False) as second:
            assert second == first
        assert ask(first.owner, "select pg_postmaster_start_time()") == server
        assert is_kept(Postgres(own))
    wait_until(lambda: not is_kept(Postgres(own)) and not is_kept(Valkey(own)))


def test_a_killed_user_leaves_nothing_behind_and_data_survives(own: Path) -> None:
    with services.running(own) as urls:
        ask(urls.owner, "create table kept (id int)")
    names = {**os.environ, "WORKIT_VAR": str(own), "SECRET_KEY": "x"}
    words = [sys.executable, "-m", "ops.services", "exec", "sleep", "60"]
    user = subprocess.Popen(words, env=names, start_new_session=True)
    wait_until(lambda: is_kept(Valkey(own)) and Valkey(own).answers())
    os.killpg(user.pid, signal.SIGKILL)
    user.wait()
    wait_until(lambda: not is_kept(Postgres(own)) and not is_kept(Valkey(own)))
    assert not Postgres(own).answers()
    with services.running(own) as urls:
        assert ask(urls.owner, "select count(*) from kept") == 0


def test_a_killed_keeper_is_replaced(own: Path) -> None:
    with services.running(own, durable=False) as urls:
        os.kill(keeper_of(own), signal.SIGKILL)
        wait_until(lambda: not is_kept(Postgres(own)) and not Postgres(own).answers())
        Supervisor([], {}, urls).keep_servers()
        assert ask(urls.app, "select 1") == 1


def test_a_long_path_gets_its_sockets_elsewhere(own: Path) -> None:
    deep = own / ("a" * 60) / ("b" * 60)
    assert len(str(Postgres(deep).sockets)) < 60
    with services.running(deep, durable=False) as urls:
        assert ask(urls.app, "select 1") == 1
    wait_until(lambda: not is_kept(Postgres(deep)) and not is_kept(Valkey(deep)))


def test_an_outside_database_needs_the_owner_too(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://workit_app@elsewhere/workit")
    with pytest.raises(ServiceError, match="DATABASE_OWNER_URL is not"), services.running(own):
        pass


def test_a_server_that_cannot_start_says_why(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_BIN", "/bin/false")
    with pytest.raises(ServiceError, match="valkey did not start"), services.running(own, durable=False):
        pass
