"""The roles of `spec` chapter ב' and the scope each is held in."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is appointed to; the code is what permissions speak of."""

    MAYOR = "mayor", _("Mayor")
    CEO = "ceo", _("Municipal CEO")
    REFERENT_STRATEGIC = "referent_strategic", _("Local referent (strategic)")
    REFERENT_OPERATIONAL = "referent_operational", _("Local referent (operational)")
    BUREAU_MANAGER = "bureau_manager", _("Employment bureau manager")
    REGIONAL_COORDINATOR = "regional_coordinator", _("Regional coordinator")
    DISTRICT_MANAGER = "district_manager", _("District manager")
    PROGRAMME_MANAGER = "programme_manager", _("Programme manager")
    TEAM_LEAD = "team_lead", _("Task team lead")
    FORUM_MEMBER = "forum_member", _("Forum member")
    INTERVIEWER = "interviewer", _("Interviewer")
    OBSERVER = "observer", _("Observer")


class Scope(models.TextChoices):
    """Over what a role is held; it decides which towns the holder sees."""

    TOWN = "town", _("Town")
    BUREAU = "bureau", _("Bureau")
    REGION = "region", _("Region")
    DISTRICT = "district", _("District")
    PROGRAMME = "programme", _("Programme")


# The scopes a role may be held in, the usual one first.
SCOPES: dict[str, tuple[str, ...]] = {
    Role.MAYOR: (Scope.TOWN,),
    Role.CEO: (Scope.TOWN,),
    Role.REFERENT_STRATEGIC: (Scope.TOWN,),
    Role.REFERENT_OPERATIONAL: (Scope.TOWN,),
    Role.BUREAU_MANAGER: (Scope.BUREAU,),
    Role.REGIONAL_COORDINATOR: (Scope.REGION,),
    Role.DISTRICT_MANAGER: (Scope.DISTRICT,),
    Role.PROGRAMME_MANAGER: (Scope.PROGRAMME,),
    Role.TEAM_LEAD: (Scope.TOWN,),
    Role.FORUM_MEMBER: (Scope.TOWN,),
    Role.INTERVIEWER: (Scope.TOWN,),
    Role.OBSERVER: (Scope.TOWN, Scope.REGION, Scope.PROGRAMME),
}

REFERENTS = frozenset({Role.REFERENT_STRATEGIC, Role.REFERENT_OPERATIONAL})
CHAIRS = frozenset({Role.MAYOR, Role.CEO})
LEADERS = REFERENTS | CHAIRS | {Role.BUREAU_MANAGER}
ACCOMPANYING = frozenset({Role.REGIONAL_COORDINATOR, Role.DISTRICT_MANAGER})
PROGRAMME = frozenset({Role.PROGRAMME_MANAGER})
FORUM = LEADERS | {Role.TEAM_LEAD, Role.FORUM_MEMBER}
READERS = FORUM | ACCOMPANYING | PROGRAMME | {Role.OBSERVER}
# Everybody who works with the town's records needs a second factor (security.md 2.9).
STAFF = READERS | {Role.INTERVIEWER}
EVERY_ROLE = frozenset(Role)
