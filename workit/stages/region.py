"""What region pages share: which of the towns in force a person may do something in."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from workit.access.actions import get_action
from workit.places.models import Municipality
from workit.tenancy_cursor import towns_in_force


def towns_here(request: HttpRequest) -> Any:
    """The towns of this region page, in order of name."""
    return Municipality.objects.select_related("region", "district").filter(id__in=towns_in_force.get())


def towns_for(request: HttpRequest, action: str) -> Any:
    """Those of them in which the person holds a role of the action: roles differ from region to region."""
    roles = get_action(action).roles
    by_town = request.roles_by_town  # type: ignore[attr-defined]
    return towns_here(request).filter(id__in=[town for town, held in by_town.items() if held & roles])


def town_for(request: HttpRequest, action: str, code: str) -> Municipality:
    """One of them by its code, or 404."""
    return get_object_or_404(towns_for(request, action), code=code)


def may_in(request: HttpRequest, action: str, town_id: int) -> bool:
    """Whether the person's roles in that very town open the door."""
    return bool(request.roles_by_town.get(town_id, frozenset()) & get_action(action).roles)  # type: ignore[attr-defined]
