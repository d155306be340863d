"""A municipality is the tenant: no town in force, no rows. The one file everyone reads.

Two layers hold it (docs/architecture.md, "Tenancy"). The wall is PostgreSQL's row-level security, put on every table with a
`municipality_id` by `workit.database.protect`. The voice is django-scopes, which raises on a query that no town is in force
for. `acting_for` opens both, so there is one source of truth.
"""

import datetime
import secrets
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import pghistory
from django.db import models
from django_scopes import ScopedManager, scope, scopes_disabled

from workit.tenancy_cursor import towns_in_force

Model = TypeVar("Model", bound=type[models.Model])


def history(model: Model) -> Model:
    """Class decorator: keep the row history of a tenant table, raw SQL included, by triggers (insert, update, delete)."""
    # A tracker remembers the fields of its model: each model gets trackers of its own.
    trackers = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return cast(Model, pghistory.track(*trackers)(model))


@contextmanager
def acting_for(towns: Iterable[int]) -> Iterator[None]:
    """Put these towns (ids of municipalities) in force for reading and writing.

    An empty iterable is allowed and means what it says: no rows. Nesting replaces the outer towns; leaving restores them.
    """
    ids = tuple(sorted({int(town) for town in towns}))
    token = towns_in_force.set(ids)
    try:
        with scope(municipality=list(ids)):
            yield
    finally:
        towns_in_force.reset(token)


@contextmanager
def unvoiced(reason: str) -> Iterator[None]:
    """Silence django-scopes (never the wall) where a library queries a tenant table by itself; the reason is for the reader."""
    if not reason:
        raise ValueError("Say why the scope is silenced.")
    with scopes_disabled():
        yield


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562, version 7): ids that go outward and still keep an index compact."""
    milliseconds = int(datetime.datetime.now(datetime.UTC).timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


class TownQuerySet(models.QuerySet[Any]):
    """Base of the query words of a tenant model; adjectives are added by each slice."""


class TownModel(models.Model):
    """A row that belongs to one town. A table made from it is protected at the next migrate; nothing else is to be done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    municipality = models.ForeignKey("workit.Municipality", on_delete=models.PROTECT, related_name="+", editable=False)

    objects: Any = ScopedManager(municipality="municipality")

    class Meta:
        abstract = True


def scoped(queryset: type[models.QuerySet[Any]]) -> Any:
    """The scoped manager of a tenant model that has query words of its own: `objects = scoped(MeetingQuerySet)`."""
    return ScopedManager(municipality="municipality", _manager_class=models.Manager.from_queryset(queryset))
