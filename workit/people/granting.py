"""Who may give, end and hand over which role where: a person passes on no more than the table says, and only in their towns."""

from workit.access.roles import EVERY_ROLE, SCOPES, Role, Scope
from workit.access.towns import roles_by_town, wide_roles
from workit.people.models import User
from workit.people.places import Place

TOWN_ROLES = frozenset(role for role, scopes in SCOPES.items() if Scope.TOWN in scopes)
_CHAIR_GIVES = frozenset({Role.REFERENT_STRATEGIC, Role.REFERENT_OPERATIONAL, Role.TEAM_LEAD, Role.FORUM_MEMBER, Role.OBSERVER})
_REFERENT_GIVES = frozenset({Role.TEAM_LEAD, Role.FORUM_MEMBER, Role.INTERVIEWER})

# Giver → roles over one town they may give there.
GIVES: dict[str, frozenset[str]] = {
    Role.PROGRAMME_MANAGER: TOWN_ROLES,
    Role.REGIONAL_COORDINATOR: TOWN_ROLES,
    Role.MAYOR: _CHAIR_GIVES,
    Role.CEO: _CHAIR_GIVES,
    Role.REFERENT_STRATEGIC: _REFERENT_GIVES,
    Role.REFERENT_OPERATIONAL: _REFERENT_GIVES,
}
GIVERS = frozenset(GIVES)


def roles_to_give(by: User, place: Place) -> frozenset[str]:
    """The roles this person may give in that place today."""
    if Role.PROGRAMME_MANAGER in wide_roles(by) and by.is_active:
        return frozenset(role for role in EVERY_ROLE if place.scope in SCOPES[role])
    if place.scope != Scope.TOWN or place.town is None:
        return frozenset()
    held = roles_by_town(by).get(place.town.pk, frozenset())
    return frozenset().union(*(GIVES.get(role, frozenset()) for role in held))


def may_give(by: User, role: str, place: Place) -> bool:
    """Whether this person may give, end or hand over that role in that place today."""
    return role in roles_to_give(by, place)
