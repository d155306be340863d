"""Roles and invitations as lists show them: who, where, from when to when, and what is about to change."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workit.access.roles import REFERENTS, Role, Scope
from workit.people.granting import roles_to_give
from workit.people.models import Invitation, RoleAssignment, User
from workit.people.places import Place
from workit.people.titles import WEIGHT, title_of
from workit.places.models import Municipality

NEAR_DAYS = 90
# A town or region without one of these stands still; the rest may end without a successor.
NEEDED = REFERENTS | {Role.REGIONAL_COORDINATOR, Role.BUREAU_MANAGER, Role.PROGRAMME_MANAGER}
# What wants attention first.
ORDER = {"late": 0, "now": 1, "watch": 2, "none": 3, "ok": 4}


@dataclass(frozen=True, slots=True)
class Line:
    """One role of one person, or one invitation that waits."""

    title: str
    person: str
    email: str
    place: Place
    starts_on: datetime.date
    ends_on: datetime.date | None
    kind: str
    state: str
    assignment: RoleAssignment | None = None
    invitation: Invitation | None = None
    may_change: bool = False

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()


def state_of(row: RoleAssignment, on: datetime.date) -> tuple[str, str]:
    """The status mark and word of a role on a day."""
    if row.starts_on > on:
        days = (row.starts_on - on).days
        return "none", ngettext("begins in %(days)s day", "begins in %(days)s days", days) % {"days": days}
    if row.ends_on is None:
        return "ok", _("active")
    if row.successor_id is not None:
        return ("now", _("being handed over")) if row.ends_on >= on else ("none", _("handed over"))
    days = (row.ends_on - on).days
    if days < 0:
        return ("late", _("without a successor")) if row.role in NEEDED else ("none", _("ended"))
    if days > NEAR_DAYS:
        return "ok", _("active")
    return "watch", ngettext("ends in %(days)s day", "ends in %(days)s days", days) % {"days": days}


def lines_of(rows: Iterable[RoleAssignment], invitations: Iterable[Invitation], viewer: User) -> list[Line]:
    """The rows as lines, what wants attention first."""
    today = timezone.localdate()
    reach: dict[Place, frozenset[str]] = {}
    found = []
    for row in rows:
        kind, state = state_of(row, today)
        if kind == "late" and _is_filled(row, today):
            kind, state = "none", _("ended")
        place = Place.held_by(row)
        found.append(
            Line(
                title=title_of(row.user, row.role),
                person=row.user.display_name,
                email=row.user.email,
                place=place,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                kind=kind,
                state=state,
                assignment=row,
                may_change=row.role in _reach(reach, viewer, place) and (row.ends_on is None or row.ends_on >= today),
            )
        )
    for invitation in invitations:
        place = Place.held_by(invitation)
        found.append(
            Line(
                title=str(Role(invitation.role).label),
                person=invitation.display_name,
                email=invitation.email,
                place=place,
                starts_on=invitation.starts_on,
                ends_on=invitation.ends_on,
                kind="none",
                state=_("invited, not yet in") if invitation.is_open else _("the invitation has expired"),
                invitation=invitation,
                may_change=invitation.role in _reach(reach, viewer, place),
            )
        )
    weight = {role: number for number, role in enumerate(WEIGHT)}
    return sorted(found, key=lambda line: (ORDER[line.kind], weight[Role(_role_of(line))], line.person))


def people_of(town: Municipality, viewer: User) -> list[Line]:
    """Everybody with a role that reaches the town, those that ended in the last months, and open invitations."""
    today = timezone.localdate()
    bureaus = list(town.bureaus.all())
    here = (
        Q(scope=Scope.TOWN, town=town)
        | Q(scope=Scope.BUREAU, bureau__in=bureaus)
        | Q(scope=Scope.REGION, region=town.region)
        | Q(scope=Scope.DISTRICT, district=town.district)
    )
    recent = Q(ends_on=None) | Q(ends_on__gte=today - datetime.timedelta(days=NEAR_DAYS))
    return lines_of(_with_places(RoleAssignment.objects.filter(here & recent)), open_invitations().filter(town=town), viewer)


def changing_soon(viewer: User) -> list[Line]:
    """Roles of the whole programme that begin or end within three months, and those who are invited."""
    today = timezone.localdate()
    return lines_of(_with_places(RoleAssignment.objects.changing(today, NEAR_DAYS)), open_invitations(), viewer)


def everybody(viewer: User, search: str = "", role: str = "") -> list[Line]:
    """All roles in force or to come, and open invitations; by a part of the name, address or place, and by role."""
    rows = RoleAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=timezone.localdate()))
    waiting = open_invitations()
    if role:
        rows, waiting = rows.filter(role=role), waiting.filter(role=role)
    if search:
        at = Q()
        for place in ("town", "region", "bureau", "district"):
            at |= Q(**{f"{place}__name_he__icontains": search})
        rows = rows.filter(at | Q(user__display_name__icontains=search) | Q(user__email__icontains=search))
        waiting = waiting.filter(at | Q(display_name__icontains=search) | Q(email__icontains=search))
    return lines_of(_with_places(rows), waiting, viewer)


def open_invitations() -> Any:
    """Invitations that were neither accepted nor taken back; an expired one can be sent again."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return rows.select_related("town", "bureau", "region", "district")


def _with_places(rows: Any) -> Any:
    return rows.select_related("user", "town", "bureau", "region", "district")


def _reach(known: dict[Place, frozenset[str]], viewer: User, place: Place) -> frozenset[str]:
    if place not in known:
        known[place] = roles_to_give(viewer, place)
    return known[place]


def _is_filled(row: RoleAssignment, on: datetime.date) -> bool:
    """Whether somebody else holds the role there now."""
    return RoleAssignment.objects.filter(role=row.role, **Place.held_by(row).fields).in_force(on).exists()


def _role_of(line: Line) -> str:
    row = line.assignment or line.invitation
    return row.role if row else Role.OBSERVER
