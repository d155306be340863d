"""The databases that are measured: the demonstration's fourteen towns, and all authorities as towns."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from typing import TYPE_CHECKING

import psycopg2

from ops import services
from ops.keeper import ROOT
from ops.services import Urls

if TYPE_CHECKING:
    from workit.demo.plan import TownPlan


@contextmanager
def database(urls: Urls, name: str, towns: int | None) -> Iterator[Urls]:
    """A freshly migrated and filled database, kept from run to run under its name; its addresses are in the environment."""
    name = f"{name}_{_fingerprint()}"
    if not _exists(urls, name):
        half = f"{name}_half"
        _run(urls, f'drop database if exists "{half}" with (force)', f'create database "{half}"')
        os.environ.update(services.environment(urls.database(half), services.var()))
        _fill(towns)
        _run(urls, f'alter database "{half}" rename to "{name}"')
    here = urls.database(name)
    os.environ.update(here.environment())
    yield here


def _fingerprint() -> str:
    """What the contents of a database depend on: a change gives it another name."""
    sources = [path for pattern in ("*/migrations/*.py", "*/demo/*.py") for path in sorted(ROOT.glob(pattern))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]


def _run(urls: Urls, *statements: str) -> None:
    connection = psycopg2.connect(urls.owner)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _exists(urls: Urls, name: str) -> bool:
    connection = psycopg2.connect(urls.owner)
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_database where datname = %s", [name])
        found = cursor.fetchone() is not None
    connection.close()
    return found


def _fill(towns: int | None) -> None:
    def run(*words: str, **environment: str) -> None:
        words = (sys.executable, *words)
        subprocess.run(words, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)

    run("manage.py", "migrate", "-v", "0", WORKIT_AS_OWNER="1")
    run("manage.py", "load_reference")
    run("-m", "benchmarks.fill", str(towns or 0))


def plans(count: int) -> list["TownPlan"]:
    """Plans for that many towns: the demonstration's own first, then every other authority with one of its stories."""
    from workit.demo.plan import PLANS
    from workit.places.models import Municipality

    known = {plan.code for plan in PLANS}
    others = Municipality.objects.exclude(code__in=known).order_by("code")[: max(0, count - len(PLANS))]
    return [*PLANS, *(replace(plan, code=town.code) for plan, town in zip(cycle(PLANS), others, strict=False))]
