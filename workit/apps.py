"""Start-up of the core: what the apps register is collected here, and the wall is put up after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules

# Each app fills these registries in a module of that name; the core never imports an app above it.
REGISTRIES = ("permissions", "notices", "evidence", "cards", "job_kinds", "calendar_entries", "town_setup")


class WallError(RuntimeError):
    """The database does not hold the wall between towns; nothing may run on it."""


def put_up_the_wall(using: str, **_: Any) -> None:
    """Protect every tenant table and refuse to go on with a gap (security.md 3.1–3.2)."""
    from workit import database

    connection = connections[using]
    database.protect(connection)
    if gaps := database.gaps(connection):
        raise WallError("The wall between towns has gaps: " + "; ".join(gaps))


class WorkitConfig(AppConfig):
    """The core app."""

    name = "workit"
    label = "workit"

    def ready(self) -> None:
        """Collect what the apps declare."""
        autodiscover_modules(*REGISTRIES)
        post_migrate.connect(put_up_the_wall, sender=self, dispatch_uid="workit.wall")
