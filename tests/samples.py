"""Real rows for every argument of every address: two furnished towns, and which row an address wants.

An address with an argument that has no sample makes the access test fail and names itself.
"""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from tests.cast import Cast
from workit.demo import way
from workit.demo.plan import TownPlan
from workit.demo.registry import STEPS, DemoTown
from workit.people.models import User
from workit.places.models import Municipality
from workit.tenancy import acting_for


@dataclass(frozen=True)
class Address:
    """One address of the product."""

    name: str
    view: Callable[..., Any]
    arguments: tuple[str, ...]

    @property
    def action_name(self) -> str | None:
        """The action its view declares."""
        return getattr(self.view, "action_name", None)

    @property
    def noun(self) -> str:
        """What the address is about: `forums:meeting_edit` is about a meeting."""
        return self.name.split(":")[1].rsplit("_", 1)[0]


def addresses() -> list[Address]:
    """Every address of our own namespaces, from the resolver."""
    found: list[Address] = []

    def walk(patterns: list[Any], namespace: str, arguments: tuple[str, ...]) -> None:
        for pattern in patterns:
            here = (*arguments, *pattern.pattern.converters)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, pattern.namespace or namespace, here)
            elif isinstance(pattern, URLPattern) and namespace in ("workit", "forums", "api"):
                found.append(Address(f"{namespace}:{pattern.name}", pattern.callback, here))

    walk(get_resolver().url_patterns, "", ())
    return found


def furnish(town: Municipality, people: dict[str, User], *, done: int = 13) -> DemoTown:
    """Fill a town with the demonstration's rows, for people who exist already."""
    autodiscover_modules("demo")
    plan = TownPlan(town.code, "north", done, 10, 18, (0.8, 0.6), 2)
    demo = DemoTown(plan, town, timezone.localdate(), Random(1), dict(people))  # noqa: S311
    with acting_for([town.id]):
        way.plan_dates(demo)
        for _, step in STEPS:
            step(demo)
    return demo


def furnish_both(cast: Cast) -> None:
    """Both towns of the cast."""
    furnish(cast.town, cast.people)
    furnish(cast.other_town, cast.stranger)


# The model behind the noun of an address, as `app.Model`; the first row in its default order is taken.
MODELS = {
    "member": "forums.Member",
    "seat": "forums.Seat",
    "body": "forums.Body",
    "meeting": "forums.Meeting",
    "meeting_live": "forums.Meeting",
    "item": "forums.AgendaItem",
    "invitee": "forums.Invitee",
    "topic": "forums.Topic",
    "note": "forums.Note",
    "material": "forums.Material",
    "decision": "forums.Decision",
    "task": "forums.Task",
    "protocol": "forums.Protocol",
    "version": "forums.ProtocolVersion",
    "remark": "forums.Remark",
    "visit": "workit.Visit",
    "evidence": "workit.Evidence",
    "job": "workit.Job",
    "notice": "workit.Notice",
    "file": "workit.StoredFile",
    "invitation": "workit.Invitation",
    "role": "workit.RoleAssignment",
    "handover": "workit.Handover",
    "assignment": "workit.RoleAssignment",
    "account": "workit.User",
    "bureau": "workit.Bureau",
    "programme_invitation": "workit.Invitation",
    "attendance": "forums.Meeting",
}


def first_row(label: str, town: Municipality) -> uuid.UUID | None:
    """The id of a row of that model in the town, or None when there is none."""
    from django.apps import apps

    model = apps.get_model(label)
    with acting_for([town.id]):
        rows = model._default_manager.all()
        if label == "workit.RoleAssignment":
            rows = rows.filter(town=town)
        first = rows.first()
        return first.pk if first else None


def a_day_ago() -> datetime.datetime:
    """Yesterday, now."""
    return timezone.now() - datetime.timedelta(days=1)
