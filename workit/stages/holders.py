"""Who holds which role in a town today, through whichever scope: the town, its bureau, region, district or the programme."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils import timezone

from workit.access.roles import Scope
from workit.people.models import RoleAssignment, User
from workit.places.models import BureauTown, Municipality


def assignments_by_town(
    towns: Iterable[Municipality], roles: Iterable[str], on: datetime.date | None = None
) -> Mapping[int, list[RoleAssignment]]:
    """The assignments of these roles that are in force, for each town, in two queries whatever the number of towns."""
    towns = list(towns)
    bureaus: dict[int, set[int]] = defaultdict(set)
    for bureau, town_id in BureauTown.objects.filter(town__in=towns).values_list("bureau_id", "town_id"):
        bureaus[town_id].add(bureau)
    held = list(
        RoleAssignment.objects.in_force(on or timezone.localdate())
        .filter(role__in=list(roles), user__is_active=True)
        .filter(Q(town__in=towns) | ~Q(scope=Scope.TOWN))
        .select_related("user")
        .order_by("starts_on")
    )
    of_town = defaultdict(list)
    wide = [row for row in held if row.scope != Scope.TOWN]
    for row in held:
        if row.scope == Scope.TOWN and row.town_id is not None:
            of_town[row.town_id].append(row)
    return {town.pk: of_town[town.pk] + [row for row in wide if _covers(row, town, bureaus[town.pk])] for town in towns}


def _covers(row: RoleAssignment, town: Municipality, bureaus: set[int]) -> bool:
    if row.scope == Scope.BUREAU:
        return row.bureau_id in bureaus
    if row.scope == Scope.REGION:
        return row.region_id is not None and row.region_id == town.region_id
    if row.scope == Scope.DISTRICT:
        return row.district_id is not None and row.district_id == town.district_id
    return True


def assignments_in(town: Municipality, roles: Iterable[str], on: datetime.date | None = None) -> list[RoleAssignment]:
    """The assignments of these roles in one town."""
    return assignments_by_town([town], roles, on)[town.pk]


def holders(town: Municipality, roles: Iterable[str]) -> list[User]:
    """The people who hold one of the roles in the town today, each once."""
    return list({row.user_id: row.user for row in assignments_in(town, roles)}.values())
