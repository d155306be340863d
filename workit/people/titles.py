"""A role as its holder is spoken of: "רפרנטית הפורום" (DESIGN.md §11); in some languages the forms are equal."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from workit.access.roles import Role
from workit.people.models import AddressForm, RoleAssignment, User

FEMININE: dict[str, Promise] = {
    Role.MAYOR: pgettext_lazy("feminine", "Mayor"),
    Role.CEO: pgettext_lazy("feminine", "Municipal CEO"),
    Role.REFERENT_STRATEGIC: pgettext_lazy("feminine", "Strategic referent"),
    Role.REFERENT_OPERATIONAL: pgettext_lazy("feminine", "Referent of the forum"),
    Role.BUREAU_MANAGER: pgettext_lazy("feminine", "Bureau manager"),
    Role.REGIONAL_COORDINATOR: pgettext_lazy("feminine", "Regional coordinator"),
    Role.DISTRICT_MANAGER: pgettext_lazy("feminine", "District manager"),
    Role.PROGRAMME_MANAGER: pgettext_lazy("feminine", "Programme manager"),
    Role.TEAM_LEAD: pgettext_lazy("feminine", "Task team lead"),
    Role.FORUM_MEMBER: pgettext_lazy("feminine", "Forum member"),
    Role.INTERVIEWER: pgettext_lazy("feminine", "Interviewer"),
    Role.OBSERVER: pgettext_lazy("feminine", "Observer"),
}
MASCULINE: dict[str, Promise] = {
    Role.MAYOR: pgettext_lazy("masculine", "Mayor"),
    Role.CEO: pgettext_lazy("masculine", "Municipal CEO"),
    Role.REFERENT_STRATEGIC: pgettext_lazy("masculine", "Strategic referent"),
    Role.REFERENT_OPERATIONAL: pgettext_lazy("masculine", "Referent of the forum"),
    Role.BUREAU_MANAGER: pgettext_lazy("masculine", "Bureau manager"),
    Role.REGIONAL_COORDINATOR: pgettext_lazy("masculine", "Regional coordinator"),
    Role.DISTRICT_MANAGER: pgettext_lazy("masculine", "District manager"),
    Role.PROGRAMME_MANAGER: pgettext_lazy("masculine", "Programme manager"),
    Role.TEAM_LEAD: pgettext_lazy("masculine", "Task team lead"),
    Role.FORUM_MEMBER: pgettext_lazy("masculine", "Forum member"),
    Role.INTERVIEWER: pgettext_lazy("masculine", "Interviewer"),
    Role.OBSERVER: pgettext_lazy("masculine", "Observer"),
}
# What the role opens, as an invitation says it.
OPENS: dict[str, Promise] = {
    Role.MAYOR: pgettext_lazy("opens", "The town's way, decisions that wait for approval, the dashboard"),
    Role.CEO: pgettext_lazy("opens", "The town's way, decisions that wait for approval, the dashboard"),
    Role.REFERENT_STRATEGIC: pgettext_lazy("opens", "Meetings, protocols, tasks, members and the town's way"),
    Role.REFERENT_OPERATIONAL: pgettext_lazy("opens", "Meetings, protocols, tasks, members and the town's way"),
    Role.BUREAU_MANAGER: pgettext_lazy("opens", "The towns of the bureau: meetings, mapping and tasks"),
    Role.REGIONAL_COORDINATOR: pgettext_lazy("opens", "The towns of the region, side by side"),
    Role.DISTRICT_MANAGER: pgettext_lazy("opens", "The towns of the district, for reading"),
    Role.PROGRAMME_MANAGER: pgettext_lazy("opens", "All towns, people, methodology and lists"),
    Role.TEAM_LEAD: pgettext_lazy("opens", "The team's meetings and tasks, the forum's protocols"),
    Role.FORUM_MEMBER: pgettext_lazy("opens", "Agendas, protocols, your tasks"),
    Role.INTERVIEWER: pgettext_lazy("opens", "The call list of the employer survey"),
    Role.OBSERVER: pgettext_lazy("opens", "Reading only, nothing to fill in"),
}


def title(role: str, address_form: str = AddressForm.NEUTRAL) -> str:
    """The role in the holder's form of address; neutral gives the model's own term."""
    forms = {AddressForm.FEMININE: FEMININE, AddressForm.MASCULINE: MASCULINE}.get(AddressForm(address_form))
    return str(forms[role] if forms else Role(role).label)


def title_of(user: User, role: str) -> str:
    """The role as this person is spoken of."""
    return title(role, user.address_form)


def title_at(assignment: RoleAssignment) -> str:
    """The role with its place: "רפרנטית הפורום, קריית אלון"."""
    return f"{title_of(assignment.user, assignment.role)}, {assignment.place}"


# The weightier first: which of several roles is named when there is room for one.
WEIGHT = (
    Role.REFERENT_OPERATIONAL, Role.REFERENT_STRATEGIC, Role.MAYOR, Role.CEO, Role.BUREAU_MANAGER, Role.REGIONAL_COORDINATOR,
    Role.DISTRICT_MANAGER, Role.PROGRAMME_MANAGER, Role.TEAM_LEAD, Role.INTERVIEWER, Role.FORUM_MEMBER, Role.OBSERVER,
)  # fmt: skip


def main_role(roles: frozenset[str]) -> str:
    """The role by which a person with several is named; empty without any."""
    return next((role for role in WEIGHT if role in roles), "")
