"""Roles of a town that end soon, or ended yesterday: who is told, so that a hand-over begins in time."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.access.roles import REFERENTS, Scope
from workit.jobs.registry import declare_periodic
from workit.notices.models import Category
from workit.notices.registry import declare_notice
from workit.notices.services import tell
from workit.people.models import RoleAssignment
from workit.places.models import Municipality

# Days ahead on which a coming end is told.
AHEAD = (14, 1)

declare_notice("role.ending", category=Category.ROLES, label=_("The role %(role)s of %(name)s in %(place)s ends on %(day)s"))
declare_notice("role.ended", category=Category.ROLES, label=_("The role %(role)s of %(name)s in %(place)s ended on %(day)s"))


def tell_of_ends(town: Municipality) -> dict[str, Any]:
    """Tell the holder and the referents; once for each role and day, however often it is called."""
    today = timezone.localdate()
    ends = {today + datetime.timedelta(days=ahead): "role.ending" for ahead in AHEAD}
    ends[today - datetime.timedelta(days=1)] = "role.ended"
    here = RoleAssignment.objects.filter(scope=Scope.TOWN, town=town).select_related("user")
    referents = [row.user for row in here.in_force(today).filter(role__in=REFERENTS)]
    told = 0
    for row in here.filter(ends_on__in=ends):
        day = row.ends_on
        if day is None:
            continue
        facts = {"role": row.role, "name": row.user.display_name, "place": town.name_he, "day": day}
        key = f"{row.pk}:{day.isoformat()}:{(day - today).days}"
        told += len(tell(ends[day], to=[row.user, *referents], town=town, key=key, url="", facts=facts))
    return {"told": told}


declare_periodic("role.expiry", tell_of_ends, label=_("Telling of roles that end"))
