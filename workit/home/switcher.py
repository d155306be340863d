"""The list of a person's towns: the switcher in the top bar, and the page behind `/` for who has several."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workit.access.roles import Role
from workit.places.models import Municipality
from workit.stages.progress import Verdict
from workit.stages.way import Way, ways_of
from workit.tenancy import acting_for

# Roles that only read; a town held in nothing else stands under "view only".
VIEWERS = frozenset({Role.OBSERVER})
IN_TOWN = re.compile(r"^/t/(?P<town>[^/]+)/(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town of the switcher: where pressing it leads, its small way and its state in words."""

    town: Municipality
    url: str
    states: list[str]
    mark: str
    word: str
    is_here: bool
    is_view_only: bool


def rows_of(roles: Mapping[int, frozenset[str]], *, wanted: str = "", come_from: str = "") -> list[TownRow]:
    """The person's towns by name, those that match what was typed; each leads to the same place in that town."""
    towns = Municipality.objects.tenants().filter(id__in=roles)
    shown = [town for town in towns if wanted.casefold() in town.name.casefold() or wanted == town.code]
    with acting_for([town.pk for town in shown]):
        ways = ways_of(town.pk for town in shown)
        return [_row(town, ways[town.pk], roles[town.pk], come_from) for town in shown]


def _row(town: Municipality, way: Way, held: frozenset[str], come_from: str) -> TownRow:
    here = IN_TOWN.match(come_from)
    mark, word = state_of(way)
    return TownRow(
        town=town,
        url=same_place(town.code, come_from),
        states=way.states,
        mark=mark,
        word=word,
        is_here=bool(here and here["town"] == town.code),
        is_view_only=held <= VIEWERS,
    )


def state_of(way: Way) -> tuple[str, str]:
    """Mark and word of a town in a list: where it is, or for how many days it has not moved."""
    if not way.milestones:
        return "none", _("Not started")
    if way.here is None:
        return "ok", _("Completed")
    if way.verdict in (Verdict.STUCK, Verdict.WATCH):
        return way.verdict.value, days_word(way.days)
    return "now", way.here.milestone.short


def days_word(days: int) -> str:
    """ "74 ימים"."""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def same_place(code: str, come_from: str) -> str:
    """The address of the same place in another town; its home where that place is a single row (a row has one town)."""
    home = reverse("workit:town_home", args=[code])
    match = IN_TOWN.match(come_from.partition("?")[0])
    if match is None:
        return home
    path = f"/t/{code}/{match['rest']}"
    try:
        found: Any = resolve(path)
    except Resolver404:
        return home
    if "pk" in found.kwargs:
        # From one meeting to the list of meetings: the first part of the address is the place.
        path = f"/t/{code}/{match['rest'].partition('/')[0]}/"
        try:
            found = resolve(path)
        except Resolver404:
            return home
    return home if set(found.kwargs) - {"town", "milestone", "number"} else path
