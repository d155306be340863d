"""Asking for access from the page that refused it: the request goes to those who can give it, once a day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from workit.access.actions import ACTIONS, requires
from workit.access.requests import TownRequest
from workit.access.roles import REFERENTS, Role, Scope
from workit.audit.record import record_security
from workit.notices.models import Category, Notice
from workit.notices.registry import declare_notice
from workit.notices.services import tell
from workit.people.models import RoleAssignment, User
from workit.people.titles import main_role, title_of
from workit.places.models import Municipality

declare_notice(
    "access.asked",
    category=Category.ROLES,
    label=gettext_lazy("%(who)s asks for access: %(what)s"),
)


@require_POST
@requires("access.ask")
def access_ask(request: TownRequest, town: str) -> HttpResponse:
    """Ask the referents of the town for what a page refused."""
    asked = ask_for_access(by=request.user, town=request.town, action=request.POST.get("action", ""))
    if asked:
        messages.success(request, _("The request is on its way. The answer comes as a notice."))
    else:
        messages.info(request, _("You asked today already; the request is with those who can give access."))
    return redirect("workit:home")


def ask_for_access(*, by: User, town: Municipality, action: str) -> bool:
    """Tell those who can give access what the person needs; False when they were told today already."""
    today = timezone.localdate().isoformat()
    key = f"{by.pk}:{today}"
    if Notice.objects.filter(municipality=town, type="access.asked", key=key).exists():
        return False
    wanted = str(ACTIONS[action].label) if action in ACTIONS else _("a page of the town")
    role = main_role(by.roles_here)
    facts = {"who": f"{by.display_name} ({title_of(by, role)})" if role else by.display_name, "what": wanted}
    url = reverse("workit:person_list", args=[town.code])
    tell("access.asked", to=givers(town), town=town, key=key, url=url, facts=facts, by=by)
    record_security("access.asked", by=by, place=town, action=action if action in ACTIONS else "")
    return True


def givers(town: Municipality) -> list[User]:
    """The referents of the town; without any, the coordinator of its region."""
    today = timezone.localdate()
    rows = RoleAssignment.objects.filter(scope=Scope.TOWN, town=town, role__in=REFERENTS).in_force(today)
    if not rows.exists():
        coordinators = RoleAssignment.objects.filter(scope=Scope.REGION, region=town.region, role=Role.REGIONAL_COORDINATOR)
        rows = coordinators.in_force(today)
    return [row.user for row in rows.select_related("user")]
