"""What happens to roles and accounts: given, ended, handed over, closed. Every verb leaves a security entry."""

import datetime
import time

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from workit.access.roles import SCOPES, Role
from workit.audit.record import record_security
from workit.people import sessions
from workit.people.granting import may_give
from workit.people.models import RoleAssignment, User
from workit.people.places import Place
from workit.web.errors import DomainError

# How long a session may go on before it must have noticed that the person's roles changed.
CHANGE_REMEMBERED = 12 * 3600


@transaction.atomic
def grant(
    *,
    user: User,
    role: str,
    place: Place,
    by: User | None,
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
) -> RoleAssignment:
    """Give a role from a day to a day. `by` is None only for the command line; a role already held is refused."""
    starts_on = starts_on or timezone.localdate()
    check_scope(role, place)
    check_giver(by, role, place)
    if ends_on is not None and ends_on < starts_on:
        raise DomainError(_("The role has to end after it begins."))
    overlapping = RoleAssignment.objects.select_for_update().filter(user=user, role=role, **place.fields)
    overlapping = overlapping.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.exists():
        raise DomainError(_("This person already holds the role in these days."))
    assignment = RoleAssignment.objects.create(
        user=user, role=role, starts_on=starts_on, ends_on=ends_on, granted_by=by, **place.fields
    )
    _take_over(assignment)
    roles_changed(user)
    record_security(
        "role.granted",
        by=by,
        about=user,
        place=place,
        role=role,
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat() if ends_on else None,
    )
    return assignment


@transaction.atomic
def end(assignment: RoleAssignment, *, by: User | None, reason: str, ends_on: datetime.date | None = None) -> RoleAssignment:
    """End a role on a day. Ended today it is gone with the next request: its last day was yesterday."""
    today = timezone.localdate()
    row = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    check_giver(by, row.role, Place.held_by(row))
    if row.ends_on is not None and row.ends_on < today:
        raise DomainError(_("This role has already ended."))
    if not reason.strip():
        raise DomainError(_("A reason has to be written: it stays with the role."))
    last = ends_on if ends_on is not None and ends_on > today else today - datetime.timedelta(days=1)
    last = max(last, row.starts_on - datetime.timedelta(days=1))
    if row.role == Role.PROGRAMME_MANAGER and not _others_manage(row, last):
        raise DomainError(_("The programme has to keep a manager. Give the role to somebody else first."))
    row.ends_on, row.end_reason = last, reason.strip()
    row.save(update_fields=["ends_on", "end_reason"])
    roles_changed(row.user)
    record_security("role.ended", by=by, about=row.user, place=row.place, role=row.role, ends_on=last.isoformat())
    return row


@transaction.atomic
def hand_over(
    assignment: RoleAssignment, *, successor: User, by: User | None, starts_on: datetime.date, ends_on: datetime.date
) -> RoleAssignment:
    """Pass a role on: the successor begins, the holder stays until `ends_on`; the days in between are the overlap."""
    if successor.pk == assignment.user_id:
        raise DomainError(_("The successor has to be somebody else."))
    announce_end(assignment, by=by, starts_on=starts_on, ends_on=ends_on)
    return grant(user=successor, role=assignment.role, place=Place.held_by(assignment), by=by, starts_on=starts_on)


@transaction.atomic
def announce_end(
    assignment: RoleAssignment, *, by: User | None, starts_on: datetime.date, ends_on: datetime.date
) -> RoleAssignment:
    """Set the last day of a role that is handed over; the successor may still be invited and take it up on entering."""
    today = timezone.localdate()
    row = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    check_giver(by, row.role, Place.held_by(row))
    if not row.is_in_force(today):
        raise DomainError(_("Only a role that is held today can be handed over."))
    if ends_on < max(today, row.starts_on):
        raise DomainError(_("The last day has to be today or later."))
    if starts_on > ends_on + datetime.timedelta(days=1):
        raise DomainError(_("The successor has to begin before the holder ends, so that nothing is left alone."))
    row.ends_on, row.end_reason = ends_on, _("Hand-over")
    row.save(update_fields=["ends_on", "end_reason"])
    roles_changed(row.user)
    record_security("role.handed_over", by=by, about=row.user, place=row.place, role=row.role, ends_on=ends_on.isoformat())
    return row


@transaction.atomic
def disable(user: User, *, by: User | None, reason: str) -> None:
    """Close an account: nobody signs in with it, and its sessions end at once. What the person wrote stays."""
    if by is not None and by.pk == user.pk:
        raise DomainError(_("Your own account is closed by another programme manager."))
    managers = RoleAssignment.objects.filter(user=user, role=Role.PROGRAMME_MANAGER).in_force(timezone.localdate())
    if any(not _others_manage(row, timezone.localdate()) for row in managers):
        raise DomainError(_("The programme has to keep a manager. Give the role to somebody else first."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    transaction.on_commit(lambda: sessions.end_all(user))
    record_security("account.disabled", by=by, about=user, reason=reason)


@transaction.atomic
def enable(user: User, *, by: User | None) -> None:
    """Open a closed account again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    record_security("account.enabled", by=by, about=user)


def check_scope(role: str, place: Place) -> None:
    """Refuse a role in a place it is not held in, or in a town that takes no part."""
    if place.scope not in SCOPES[Role(role)]:
        raise DomainError(_("This role is not held over such a place."))
    if place.town is not None and not place.town.is_tenant:
        raise DomainError(_("The town has to join the programme first."))


def check_giver(by: User | None, role: str, place: Place) -> None:
    """Refuse a giver whose own roles do not reach that far; the command line gives in nobody's name."""
    if by is not None and not may_give(by, role, place):
        raise DomainError(_("Your role does not include giving this one here."))


def roles_changed(user: User) -> None:
    """Have the person's open sessions take a new key with their next request (security.md 2.9)."""
    now = time.time()
    transaction.on_commit(lambda: cache.set(f"roles-changed:{user.pk}", now, CHANGE_REMEMBERED))


def _others_manage(row: RoleAssignment, after: datetime.date) -> bool:
    """Whether somebody else manages the programme the day after, without an end in sight before it."""
    others = RoleAssignment.objects.filter(role=Role.PROGRAMME_MANAGER, user__is_active=True).exclude(user=row.user)
    return others.in_force(max(after, timezone.localdate()) + datetime.timedelta(days=1)).exists()


def _take_over(assignment: RoleAssignment) -> None:
    """Link the new assignment to the one it succeeds: same role and place, its end set, nobody named yet."""
    leaving = (
        RoleAssignment.objects.filter(
            role=assignment.role,
            successor=None,
            ends_on__gte=assignment.starts_on - datetime.timedelta(days=1),
            **Place.held_by(assignment).fields,
        )
        .exclude(user=assignment.user)
        .order_by("ends_on")
        .first()
    )
    if leaving is not None:
        leaving.successor = assignment
        leaving.save(update_fields=["successor"])
