"""What every page knows besides its own content: the place, its navigation, the person's role there, and how it looks.

Names for templates (each may be missing; the layouts then leave the part out):

`town`          the town in force, or None
`place_label`   the small line over the place ("פורום התעסוקה היישובי")
`place_name`    the name of the place ("קריית אלון", "כל היישובים")
`places`        navigation: list of {"label", "short", "url", "icon", "current"}
`role_label`    the person's role here, in the person's form of address; `role_place` the body behind it
`unread_count`  notices not read
`ribbon`        the way of the town: list of {"number", "name", "short", "state", "note", "milestones"}, where `state` is done,
                now or ahead and a milestone is {"name", "state", "url"}; `state` of a milestone is done, now or ahead
`links`         addresses the layouts need: home, switcher, search, notices, account, sign_out, accessibility, privacy, look,
                set_language; only those that exist
`theme`         "light", "dark" or "" (the system's); `contrast` "more" or ""
`is_demo`       whether the figures are made up
`may`           the doors open to the person here: {% if "meeting.plan" in may %}

Other slices fill the first group by registering a function with `contributes`; the core asks them in order.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from workit.access.actions import can

THEMES = ("light", "dark")
CONTRASTS = ("more",)
Contribution = Callable[[HttpRequest], Mapping[str, Any]]
CONTRIBUTIONS: list[Contribution] = []

LINKS = {
    "home": "workit:home",
    "switcher": "workit:town_switcher",
    "search": "workit:search",
    "notices": "workit:notice_list",
    "account": "workit:account",
    "sign_out": "account_logout",
    "accessibility": "workit:accessibility",
    "privacy": "workit:privacy",
    "look": "workit:set_look",
    "set_language": "set_language",
}


class Doors:
    """Answers `"meeting.plan" in may` in templates, for rows and pages of the place in force."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __contains__(self, action: str) -> bool:
        return can(self.request, action)


def contributes(function: Contribution) -> Contribution:
    """Let a slice add names to every page; it is called with the request and must not query for anonymous visitors."""
    CONTRIBUTIONS.append(function)
    return function


def address(name: str) -> str:
    """The address of a page without arguments, or nothing while the page does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor: defaults first, then what the slices know about this request."""
    town = getattr(request, "town", None)
    theme, contrast = request.COOKIES.get("theme", ""), request.COOKIES.get("contrast", "")
    context: dict[str, Any] = {
        "town": town,
        "place_label": "",
        "place_name": str(town) if town else "",
        "places": [],
        "role_label": "",
        "role_place": "",
        "unread_count": 0,
        "ribbon": [],
        "links": {key: found for key, name in LINKS.items() if (found := address(name))},
        "theme": theme if theme in THEMES else "",
        "contrast": contrast if contrast in CONTRASTS else "",
        "is_demo": settings.WORKIT_DEMO,
        "may": Doors(request),
    }
    for contribution in CONTRIBUTIONS:
        context.update(contribution(request))
    return context
