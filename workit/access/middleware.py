"""Puts the towns of the URL in force: the URL decides the town, the role table decides whether this person sees it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from workit.access.roles import Role
from workit.access.towns import roles_by_town, wide_roles
from workit.people.links import find_link
from workit.people.models import User
from workit.places.models import Municipality, Region
from workit.tenancy import acting_for

GetResponse = Callable[[HttpRequest], HttpResponse]

# What a region page may ask for besides the codes of regions: every town the person's roles span.
ALL_REGIONS = "all"


class TownMiddleware:
    """Resolves `/t/<town>/`, `/r/<region>/`, `/my/` and `/programme/`, and acts for just those towns during the view.

    The person's roles of the place are put on `request.roles` and `request.user.roles_here`; without any, the town stays
    out of force and `requires` answers 404, the same as for a town that does not exist.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.link = None  # type: ignore[attr-defined]
        request.town = None  # type: ignore[attr-defined]
        request.region = None  # type: ignore[attr-defined]
        request.roles = frozenset()  # type: ignore[attr-defined]
        request.roles_by_town = {}  # type: ignore[attr-defined]
        with acting_for(self._towns(request)):
            request.user.roles_here = request.roles  # type: ignore[attr-defined, union-attr]
            return self.get_response(request)

    def _towns(self, request: HttpRequest) -> list[int]:
        user = request.user
        try:
            place = resolve(request.path_info).kwargs
        except Resolver404:
            return []
        if "token" in place:
            return self._public_link(request, place["token"])
        if not isinstance(user, User) or not user.is_authenticated:
            return []
        by_town = roles_by_town(user)
        request.roles_by_town = by_town  # type: ignore[attr-defined]
        if "town" in place:
            return self._one_town(request, place["town"])
        if "region" in place:
            return self._region(request, place["region"])
        if request.path_info.startswith("/my/"):
            request.roles = frozenset().union(*by_town.values())  # type: ignore[attr-defined]
            return list(by_town)
        if request.path_info.startswith("/programme/"):
            request.roles = wide_roles(user) & {Role.PROGRAMME_MANAGER, Role.OBSERVER}  # type: ignore[attr-defined]
            return list(by_town) if request.roles else []  # type: ignore[attr-defined]
        return []

    def _public_link(self, request: HttpRequest, token: str) -> list[int]:
        """The one town of an open public link; the view checks that the purpose is its own."""
        link = find_link(token)
        request.link = link  # type: ignore[attr-defined]
        if link is None:
            return []
        request.town = link.town  # type: ignore[attr-defined]
        return [link.town_id]

    def _one_town(self, request: HttpRequest, code: str) -> list[int]:
        town = Municipality.objects.select_related("region", "district").filter(code=code).first()
        if town is None or town.id not in request.roles_by_town:  # type: ignore[attr-defined]
            return []
        request.town = town  # type: ignore[attr-defined]
        request.roles = request.roles_by_town[town.id]  # type: ignore[attr-defined]
        return [town.id]

    def _region(self, request: HttpRequest, code: str) -> list[int]:
        """The towns of the region in which the person holds a role wider than one town."""
        roles = wide_roles(request.user)  # type: ignore[arg-type]
        towns = Municipality.objects.tenants().filter(id__in=request.roles_by_town)  # type: ignore[attr-defined]
        if code != ALL_REGIONS:
            request.region = Region.objects.filter(code=code).first()  # type: ignore[attr-defined]
            if request.region is None:  # type: ignore[attr-defined]
                return []
            towns = towns.filter(region=request.region)  # type: ignore[attr-defined]
        seen = [town for town in towns.values_list("id", flat=True) if request.roles_by_town[town] & roles]  # type: ignore[attr-defined]
        if seen:
            request.roles = frozenset().union(*(request.roles_by_town[town] & roles for town in seen))  # type: ignore[attr-defined]
        return seen
