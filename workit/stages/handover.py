"""The planned hand-over of the coordinator's role (העברת מקל), town by town: both see all, the outgoing decides."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workit.access.roles import Role, Scope
from workit.audit.record import record
from workit.people.models import RoleAssignment, User
from workit.places.models import Municipality
from workit.stages.evidence import refresh
from workit.stages.models import Handover, TownMilestone
from workit.web.errors import DomainError


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """Open matters of a person that pass to the successor, as the app that keeps them knows them (the forum: tasks).

    `count(towns, user)` gives a number for each town id; `move(town, outgoing, incoming, by)` moves them and says how many.
    """

    count: Callable[[Iterable[int], User], dict[int, int]]
    move: Callable[[Municipality, User, User, User], int]


MATTERS: list[OpenMatters] = []


def open_matters(towns: Iterable[int], user: User) -> dict[int, int]:
    """How many open matters the person has in each of the towns."""
    ids = list(towns)
    total = dict.fromkeys(ids, 0)
    for kind in MATTERS:
        for town, number in kind.count(ids, user).items():
            total[town] += number
    return total


def handovers_near(on: datetime.date, days: int = 60) -> list[RoleAssignment]:
    """Coordinators' roles over a region that end soon, or ended lately, with their successors."""
    near = (on - datetime.timedelta(days=days), on + datetime.timedelta(days=days))
    return list(
        RoleAssignment.objects.filter(role=Role.REGIONAL_COORDINATOR, scope=Scope.REGION, ends_on__range=near)
        .select_related("user", "region", "successor__user")
        .order_by("ends_on")
    )


@transaction.atomic
def begin(*, outgoing: RoleAssignment, incoming: RoleAssignment | None, by: User) -> Sequence[Handover]:
    """Open the hand-over in every town of the region; towns that have it stay as they are, the successor is filled in.

    Raises DomainError when the role is no coordinator's, has no last day, or the successor holds another region.
    """
    if outgoing.role != Role.REGIONAL_COORDINATOR or outgoing.region_id is None:
        raise DomainError(_("Only the role of a regional coordinator is handed over town by town."))
    if outgoing.ends_on is None:
        raise DomainError(_("The role has no last day; set one first."))
    if incoming is not None and incoming.region_id != outgoing.region_id:
        raise DomainError(_("The successor coordinates another region."))
    rows = []
    for town in Municipality.objects.tenants().filter(region=outgoing.region_id):
        row, created = Handover.objects.get_or_create(municipality=town, outgoing=outgoing, defaults={"incoming": incoming})
        if created:
            record("handover.begun", subject=row, by=by)
        elif incoming is not None and row.incoming_id != incoming.pk:
            row.incoming = incoming
            row.save(update_fields=["incoming"])
        rows.append(row)
    return rows


def _held(handover: Handover) -> Handover:
    row: Handover = (
        Handover.objects.select_for_update(of=("self",))
        .select_related("outgoing__user", "incoming__user", "municipality")
        .get(pk=handover.pk)
    )
    if row.approved_at is not None:
        raise DomainError(_("The hand-over of this town was approved; it does not change any more."))
    return row


@transaction.atomic
def summarise(*, handover: Handover, by: User, summary: str) -> Handover:
    """Write what the successor should know of the town.

    Raises DomainError without words, and after the approval.
    """
    row = _held(handover)
    if not summary.strip():
        raise DomainError(_("The summary has to be written."))
    row.summary = summary.strip()
    row.save(update_fields=["summary"])
    record("handover.summarised", subject=row, by=by)
    return row


@transaction.atomic
def move_tasks(*, handover: Handover, by: User) -> int:
    """Move the open tasks and the milestones of the outgoing coordinator in this town to the successor.

    Raises DomainError without a successor.
    """
    row = _held(handover)
    if row.incoming is None:
        raise DomainError(_("There is no successor yet; tasks can be moved once there is one."))
    outgoing, incoming = row.outgoing.user, row.incoming.user
    moved = sum(kind.move(row.municipality, outgoing, incoming, by) for kind in MATTERS)
    TownMilestone.objects.filter(municipality=row.municipality, owner=outgoing, done_on__isnull=True).update(owner=incoming)
    row.tasks_moved_at = timezone.now()
    row.save(update_fields=["tasks_moved_at"])
    record("handover.tasks_moved", subject=row, by=by, tasks=moved)
    return moved


@transaction.atomic
def introduce(*, handover: Handover, by: User, on: datetime.date) -> Handover:
    """Say when the successor was introduced to the town.

    Raises DomainError for a day ahead.
    """
    row = _held(handover)
    if on > timezone.localdate():
        raise DomainError(_("The date has to be today or earlier."))
    row.introduced_on = on
    row.save(update_fields=["introduced_on"])
    record("handover.introduced", subject=row, by=by, on=on.isoformat())
    return row


@transaction.atomic
def pass_contacts(*, handover: Handover, by: User) -> Handover:
    """Say that the contacts and the stakeholder map were gone through together."""
    row = _held(handover)
    row.contacts_passed_at = timezone.now()
    row.save(update_fields=["contacts_passed_at"])
    record("handover.contacts_passed", subject=row, by=by)
    return row


def missing(handover: Handover, matters: int = 0) -> list[str]:
    """What the approval waits for, in words."""
    found = []
    if not handover.summary:
        found.append(_("the summary of the town"))
    if matters:
        found.append(_("the open tasks"))
    if handover.introduced_on is None:
        found.append(_("the introductory meeting"))
    if handover.contacts_passed_at is None:
        found.append(_("the contacts"))
    return found


@transaction.atomic
def approve(*, handover: Handover, by: User) -> Handover:
    """The district manager approves the hand-over of a town; from then on it does not change.

    Raises DomainError naming what is missing, and without a successor.
    """
    row = _held(handover)
    if row.incoming is None:
        raise DomainError(_("There is no successor yet."))
    matters = open_matters([row.municipality_id], row.outgoing.user)[row.municipality_id]
    if waiting := missing(row, matters):
        raise DomainError(_("Still missing: %(things)s.") % {"things": ", ".join(waiting)})
    row.approved_at, row.approved_by = timezone.now(), by
    row.save(update_fields=["approved_at", "approved_by"])
    record("handover.approved", subject=row, by=by)
    refresh(row.municipality)
    return row
