"""Telling people: a notice in the app for each, and mail the way each of them chose."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from workit.jobs.services import enqueue
from workit.notices.models import Category, Delivery, Notice, Preference
from workit.notices.registry import get_type
from workit.people.models import User
from workit.places.models import Municipality
from workit.tenancy import acting_for

# What a person who chose nothing gets.
DEFAULT_DELIVERY: dict[str, str] = {
    Category.MEETINGS: Delivery.AT_ONCE,
    Category.TASKS: Delivery.DIGEST,
    Category.PROTOCOLS: Delivery.AT_ONCE,
    Category.STAGES: Delivery.DIGEST,
    Category.ROLES: Delivery.AT_ONCE,
}


@transaction.atomic(savepoint=False)
def tell(
    type: str,
    *,
    to: Iterable[User],
    town: Municipality,
    key: str,
    url: str,
    facts: Mapping[str, Any],
    by: User | None = None,
) -> list[Notice]:
    """Tell each person once; a second call with the same type and key tells only those not yet told. Returns the new notices.

    Nobody is told of their own deed (`by`). `facts` fill the placeholders of the type's label; days and instants may stand
    in them. Mail follows the person's preference: a job at once, or the daily summary.
    """
    declared = get_type(type)
    people = {user.pk: user for user in to if user.is_active and (by is None or user.pk != by.pk)}
    told = set(Notice.objects.filter(municipality=town, type=type, key=key).values_list("to_id", flat=True))
    fresh = [
        Notice(municipality=town, to=user, type=type, category=declared.category, key=key, facts=_as_json(facts), url=url)
        for user in people.values()
        if user.pk not in told
    ]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    chosen = deliveries(people)
    at_once = [notice for notice in fresh if chosen[notice.to_id, declared.category] == Delivery.AT_ONCE]
    if at_once:
        ids = [str(notice.pk) for notice in at_once]
        enqueue("notice.mail", key=ids[0], town=town, args={"notices": ids})
    return fresh


def deliveries(people: Iterable[Any]) -> dict[tuple[Any, str], str]:
    """What each of the people (ids) gets by mail, for each category."""
    people = list(people)
    chosen: dict[tuple[Any, str], str] = {
        (person, category): delivery for person in people for category, delivery in DEFAULT_DELIVERY.items()
    }
    for preference in Preference.objects.filter(user__in=people):
        chosen[preference.user_id, preference.category] = preference.delivery
    return chosen


def mark_read(*, user: User, notices: Iterable[Any] | None = None) -> int:
    """Mark these notices (ids), or all of the person's, as read; returns how many were unread."""
    mine = Notice.objects.filter(to=user, read_at=None)
    if notices is not None:
        mine = mine.filter(pk__in=list(notices))
    return int(mine.update(read_at=timezone.now()))


def unread_count(user: User, towns: Iterable[int]) -> int:
    """How many notices the person has not read, over all these towns (ids): the person's own, not only the one in force."""
    with acting_for(towns):
        return int(Notice.objects.filter(to=user, read_at=None).count())


def _as_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime.date) else value if isinstance(value, int) else str(value)
        for name, value in facts.items()
    }


@transaction.atomic(savepoint=False)
def prefer(*, user: User, chosen: Mapping[str, str]) -> None:
    """Keep what the person wants by mail, by category."""
    Preference.objects.bulk_create(
        [Preference(user=user, category=category, delivery=delivery) for category, delivery in chosen.items()],
        update_conflicts=True,
        unique_fields=["user", "category"],
        update_fields=["delivery"],
    )
