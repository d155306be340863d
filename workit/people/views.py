"""People and roles: of one town, and of the whole programme. The same verbs, each behind its own door."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workit.access.actions import requires
from workit.access.requests import TownRequest
from workit.access.roles import Role, Scope
from workit.people import invitations, roster, services
from workit.people.forms import EndForm, HandOverForm, InvitationForm, ProgrammeInvitationForm
from workit.people.granting import may_give
from workit.people.invitations import Terms
from workit.people.models import Invitation, RoleAssignment, User
from workit.people.places import Place
from workit.people.titles import title_at
from workit.web.errors import DomainError


@requires("person.view")
def person_list(request: TownRequest, town: str) -> HttpResponse:
    """Who holds which role in the town, what changes soon, and who is invited."""
    lines = roster.people_of(request.town, request.user)
    context = {
        "lines": [line for line in lines if not line.invitation],
        "waiting": [line for line in lines if line.invitation],
        "people": len({line.email for line in lines if line.assignment and not line.is_over}),
        "changing": sum(line.kind in ("watch", "now") for line in lines),
        "missing": [line for line in lines if line.kind == "late"],
    }
    return render(request, "workit/person_list.html", context)


@requires("invitation.send")
def invitation_form(request: TownRequest, town: str) -> HttpResponse:
    """Invite somebody to a role in the town."""
    form = InvitationForm(
        request.POST or None, by=request.user, place=Place.of(request.town), initial={"role": request.GET.get("role")}
    )
    back = reverse("workit:person_list", args=[town])
    return _invite(request, form, back, "workit/invitation_form.html")


@requires("assignment.invite")
def programme_invitation_form(request: TownRequest) -> HttpResponse:
    """Invite somebody to a role anywhere in the programme."""
    initial = {"role": request.GET.get("role"), "where_at": request.GET.get("where")}
    form = ProgrammeInvitationForm(request.POST or None, by=request.user, initial=initial)
    return _invite(request, form, reverse("workit:assignment_list"), "workit/invitation_form.html")


@require_POST
@requires("invitation.send_again")
def invitation_send_again(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Send an invitation of the town again."""
    return _send_again(request, get_object_or_404(Invitation, pk=pk, town=request.town), _town_list(request))


@require_POST
@requires("assignment.invite_again")
def programme_invitation_send_again(request: TownRequest, pk: uuid.UUID) -> HttpResponse:
    """Send any invitation again."""
    return _send_again(request, get_object_or_404(Invitation, pk=pk), reverse("workit:assignment_list"))


@require_POST
@requires("invitation.withdraw")
def invitation_withdraw(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Take an invitation of the town back."""
    return _withdraw(request, get_object_or_404(Invitation, pk=pk, town=request.town), _town_list(request))


@require_POST
@requires("assignment.withdraw")
def programme_invitation_withdraw(request: TownRequest, pk: uuid.UUID) -> HttpResponse:
    """Take any invitation back."""
    return _withdraw(request, get_object_or_404(Invitation, pk=pk), reverse("workit:assignment_list"))


@requires("role.end")
def role_end(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """End a role held in the town."""
    return _end(request, _in_town(request, pk), _town_list(request))


@requires("assignment.end")
def assignment_end(request: TownRequest, pk: uuid.UUID) -> HttpResponse:
    """End any role."""
    return _end(request, get_object_or_404(RoleAssignment, pk=pk), reverse("workit:assignment_list"))


@requires("role.hand_over")
def role_hand_over(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Hand a role in the town over to a successor."""
    return _hand_over(request, _in_town(request, pk), _town_list(request))


@requires("assignment.hand_over")
def assignment_hand_over(request: TownRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand any role over to a successor."""
    return _hand_over(request, get_object_or_404(RoleAssignment, pk=pk), reverse("workit:assignment_list"))


@requires("assignment.view")
def assignment_list(request: TownRequest) -> HttpResponse:
    """All people and roles of the programme, what changes soon first."""
    search, role = request.GET.get("q", "").strip()[:80], request.GET.get("role", "")
    lines = roster.everybody(request.user, search, role if role in Role.values else "")
    context = {
        "lines": lines,
        "people": len({line.email for line in lines if line.assignment}),
        "waiting": sum(line.invitation is not None for line in lines),
        "changing": sum(line.kind in ("watch", "now") for line in lines),
        "search": search,
        "role": role,
        "roles": Role.choices,
        "closed": User.objects.filter(is_active=False),
    }
    return render(request, "workit/role_list.html", context)


@require_POST
@requires("account.disable")
def account_disable(request: TownRequest, pk: uuid.UUID) -> HttpResponse:
    """Close an account, or open it again."""
    user = get_object_or_404(User, pk=pk)
    try:
        if user.is_active:
            services.disable(user, by=request.user, reason="")
            messages.success(request, _("The account is closed and its sessions have ended."))
        else:
            services.enable(user, by=request.user)
            messages.success(request, _("The account is open again."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("workit:assignment_list")


def _town_list(request: TownRequest) -> str:
    return reverse("workit:person_list", args=[request.town.code])


def _in_town(request: TownRequest, pk: uuid.UUID) -> RoleAssignment:
    """A role over this town; a wider one is changed in the programme's pages, so that it is not found here."""
    return get_object_or_404(RoleAssignment, pk=pk, scope=Scope.TOWN, town=request.town)


def _invite(request: TownRequest, form: InvitationForm, back: str, template: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        terms = Terms(data["role"], form.where(), data["starts_on"], data["ends_on"])
        try:
            invitation, _token = invitations.invite(
                email=data["email"], terms=terms, by=request.user, display_name=data["display_name"], message=data["message"]
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
            return redirect(back)
    return render(request, template, {"form": form, "back": back, "place": form.place})


def _send_again(request: TownRequest, invitation: Invitation, back: str) -> HttpResponse:
    _check(request, invitation)
    try:
        invitations.resend(invitation, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
    return redirect(back)


def _withdraw(request: TownRequest, invitation: Invitation, back: str) -> HttpResponse:
    _check(request, invitation)
    try:
        invitations.withdraw(invitation, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation was taken back; its address no longer works."))
    return redirect(back)


def _end(request: TownRequest, assignment: RoleAssignment, back: str) -> HttpResponse:
    _check(request, assignment)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end(assignment, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The role has an end. What was written stays, in the name of the role."))
            return redirect(back)
    return render(request, "workit/role_end_form.html", _of(assignment, form, back))


def _hand_over(request: TownRequest, assignment: RoleAssignment, back: str) -> HttpResponse:
    _check(request, assignment)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _pass_on(assignment, request.user, **form.cleaned_data))
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(back)
    return render(request, "workit/role_hand_over_form.html", _of(assignment, form, back))


def _pass_on(assignment: RoleAssignment, by: User, *, email: str, starts_on: Any, ends_on: Any) -> str:
    """Give the role to the account of that address, or invite its holder; says which."""
    successor = User.objects.filter(email=email.lower(), is_active=True).first()
    if successor is not None:
        services.hand_over(assignment, successor=successor, by=by, starts_on=starts_on, ends_on=ends_on)
        return _("The hand-over is set: both dates stand beside the role.")
    invitations.invite_successor(assignment, email=email, by=by, starts_on=starts_on, ends_on=ends_on)
    return _("The hand-over is set, and an invitation is on its way to %(email)s.") % {"email": email}


def _of(assignment: RoleAssignment, form: Any, back: str) -> dict[str, Any]:
    return {"form": form, "assignment": assignment, "title_at": title_at(assignment), "back": back}


def _check(request: TownRequest, row: RoleAssignment | Invitation) -> None:
    """The door is open to several roles, but not each of them gives each role: 403 beyond the table."""
    if not may_give(request.user, row.role, Place.held_by(row)):
        raise PermissionDenied(row.role)
