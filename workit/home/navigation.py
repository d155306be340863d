"""The place of a page, its navigation and the person's role there: what the top bar and the ribbon show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from workit.access.actions import ACTIONS, can
from workit.access.roles import Role
from workit.people.titles import main_role, title_of
from workit.stages.way import Way, way_of
from workit.web.context import contributes

MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """One entry of the navigation; `url_name` and `action` may belong to an app above, so both are names."""

    label: Any
    short: Any
    icon: str
    url_name: str
    action: str


TOWN_PLACES = (
    PlaceLink(gettext_lazy("Home"), gettext_lazy("Home"), "home", "workit:town_home", "town_home.view"),
    PlaceLink(gettext_lazy("Meetings"), gettext_lazy("Meetings"), "calendar", "forums:meeting_list", "meeting.view"),
    PlaceLink(gettext_lazy("Mapping"), gettext_lazy("Mapping"), "layers", "mapping:overview", "mapping.view"),
    PlaceLink(gettext_lazy("Work plan"), pgettext_lazy("short", "Plan"), "list", "workplans:plan_detail", "plan.view"),
    PlaceLink(gettext_lazy("Indicators"), gettext_lazy("Indicators"), "chart", "workplans:indicator_list", "indicator.view"),
    PlaceLink(gettext_lazy("Tasks"), gettext_lazy("Tasks"), "list", "forums:task_list", "task.view"),
    PlaceLink(gettext_lazy("Decisions"), gettext_lazy("Decisions"), "decision", "forums:decision_list", "decision.view"),
    PlaceLink(gettext_lazy("Members"), gettext_lazy("Members"), "people", "forums:member_list", "member.view"),
)
REGION_PLACES = (
    PlaceLink(gettext_lazy("Regional view"), pgettext_lazy("short", "Region"), "home", "workit:board", "board.view"),
    PlaceLink(gettext_lazy("Visits"), gettext_lazy("Visits"), "route", "workit:visit_list", "visit.view"),
    PlaceLink(gettext_lazy("Tasks"), gettext_lazy("Tasks"), "list", "workit:region_task_list", "region_task.view"),
    PlaceLink(gettext_lazy("Toolbox"), gettext_lazy("Toolbox"), "layers", "workit:toolbox", "toolbox.view"),
)
PROGRAMME_PLACES = (
    PlaceLink(gettext_lazy("Towns"), gettext_lazy("Towns"), "home", "workit:programme", "programme.view"),
    PlaceLink(
        gettext_lazy("People and roles"),
        pgettext_lazy("short", "People"),
        "people",
        "workit:assignment_list",
        "assignment.view",
    ),
    PlaceLink(
        gettext_lazy("Methodology"), gettext_lazy("Methodology"), "layers", "workit:methodology_detail", "methodology.view"
    ),
    PlaceLink(gettext_lazy("Lists"), gettext_lazy("Lists"), "list", "workit:reference_list", "reference.view"),
    PlaceLink(
        gettext_lazy("Programme report"),
        pgettext_lazy("short", "Report"),
        "chart",
        "workit:programme_report",
        "programme_report.view",
    ),
)


def town_way(request: HttpRequest) -> Way:
    """The way of the town in force, read once for the request."""
    found = getattr(request, "_way", None)
    if found is None:
        found = request._way = way_of(request.town)  # type: ignore[attr-defined]
    return found


def links(request: HttpRequest, entries: Sequence[PlaceLink], args: list[str]) -> list[dict[str, Any]]:
    """The entries whose page exists and whose door is open to the person; the one of this page is marked."""
    shown = []
    for entry in entries:
        try:
            url = reverse(entry.url_name, args=args)
        except NoReverseMatch:
            continue
        if entry.action in ACTIONS and not can(request, entry.action):
            continue
        shown.append({"label": entry.label, "short": entry.short, "icon": entry.icon, "url": url})
    shown = shown[:MOST_PLACES]
    # The longest address that begins this one is where we are; the first entry only when it is the page itself.
    under = [place for place in shown if request.path.startswith(place["url"]) and place is not shown[0]]
    here = max(under, key=lambda place: len(place["url"]), default=None)
    if here is None and shown and request.path == shown[0]["url"]:
        here = shown[0]
    return [{**place, "current": place is here} for place in shown]


def role_place(role: str, town_title: str) -> str:
    """The body that stands behind a role."""
    if role in (Role.PROGRAMME_MANAGER, Role.REGIONAL_COORDINATOR, Role.OBSERVER):
        return _("The WORKIT programme")
    if role in (Role.DISTRICT_MANAGER, Role.BUREAU_MANAGER):
        return _("The Employment Service")
    return town_title


@contributes
def place(request: HttpRequest) -> dict[str, Any]:
    """Names of the place, navigation and role for the page; see workit/web/context.py for what they mean."""
    roles: frozenset[str] = getattr(request, "roles", frozenset())
    user = getattr(request, "user", None)
    if not roles or user is None or not user.is_authenticated:
        return {}
    role = main_role(roles)
    town = getattr(request, "town", None)
    found: dict[str, Any] = {
        "role_label": title_of(user, role),
        "role_place": role_place(role, town.title if town else _("The WORKIT programme")),
    }
    kwargs = request.resolver_match.kwargs if request.resolver_match else {}
    if town is not None:
        found["place_label"] = _("The local employment forum")
        found["places"] = SimpleLazyObject(lambda: links(request, TOWN_PLACES, [town.code]))
        found["ribbon"] = SimpleLazyObject(lambda: town_way(request).shown(town) if town_way(request).milestones else [])
    elif "region" in kwargs:
        region = getattr(request, "region", None)
        found["place_label"] = _("The WORKIT programme")
        found["place_name"] = str(region) if region else _("All the towns")
        found["places"] = SimpleLazyObject(lambda: links(request, REGION_PLACES, [kwargs["region"]]))
    elif request.path_info.startswith("/programme/"):
        found["place_label"] = _("The WORKIT programme")
        found["place_name"] = _("All the towns")
        found["places"] = SimpleLazyObject(lambda: links(request, PROGRAMME_PLACES, []))
    return found
