"""Which towns a person sees, and in which roles, on a given day."""

import datetime
from collections import defaultdict
from collections.abc import Mapping

from django.utils import timezone

from workit.access.roles import Scope
from workit.people.models import RoleAssignment, User
from workit.places.models import BureauTown, Municipality


def roles_by_town(user: User, on: datetime.date | None = None) -> Mapping[int, frozenset[str]]:
    """The roles the person holds today in each town (ids of municipalities that are tenants).

    A role over a bureau, region, district or the programme counts in each of its towns. Computed from the assignments at
    every call, never from the session, so an ended role is gone with the next request (security.md T12).
    """
    on = on or timezone.localdate()
    if not user.is_active:
        return {}
    assignments = list(RoleAssignment.objects.filter(user=user).in_force(on))
    found: dict[int, set[str]] = defaultdict(set)
    wide = [a for a in assignments if a.scope != Scope.TOWN]
    for assignment in assignments:
        if assignment.scope == Scope.TOWN and assignment.town_id is not None:
            found[assignment.town_id].add(assignment.role)
    if wide:
        bureaus: dict[int, set[int]] = defaultdict(set)
        if any(a.scope == Scope.BUREAU for a in wide):
            for bureau_id, town_id in BureauTown.objects.values_list("bureau_id", "town_id"):
                bureaus[bureau_id].add(town_id)
        towns = list(Municipality.objects.tenants().values_list("id", "region_id", "district_id"))
        for assignment in wide:
            for town_id, region_id, district_id in towns:
                if (
                    assignment.scope == Scope.PROGRAMME
                    or (assignment.scope == Scope.REGION and region_id == assignment.region_id)
                    or (assignment.scope == Scope.DISTRICT and district_id == assignment.district_id)
                    or (assignment.scope == Scope.BUREAU and town_id in bureaus[assignment.bureau_id or 0])
                ):
                    found[town_id].add(assignment.role)
    tenants = set(Municipality.objects.tenants().filter(id__in=found).values_list("id", flat=True))
    return {town: frozenset(roles) for town, roles in found.items() if town in tenants}


def wide_roles(user: User, on: datetime.date | None = None) -> frozenset[str]:
    """The roles the person holds over more than a town (bureau, region, district, programme) today."""
    assignments = RoleAssignment.objects.filter(user=user).in_force(on or timezone.localdate())
    return frozenset(assignments.exclude(scope=Scope.TOWN).values_list("role", flat=True))
