"""What the core knows for the board: whether a town has a referent, and when the last one left."""

import datetime
from collections.abc import Mapping

from workit.access.roles import REFERENTS
from workit.home.cards import TownFacts, board_facts
from workit.people.models import RoleAssignment


@board_facts
def referents(towns: Mapping[int, TownFacts], on: datetime.date) -> None:
    """Referents in force and past, in one query."""
    held = RoleAssignment.objects.filter(role__in=REFERENTS, town__in=towns, starts_on__lte=on).order_by("ends_on")
    for town_id, ends_on in held.values_list("town_id", "ends_on"):
        if town_id is None:
            continue
        if ends_on is None or ends_on >= on:
            towns[town_id].has_referent = True
        else:
            towns[town_id].last_referent_left_on = ends_on
