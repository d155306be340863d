"""The invitation as its receiver meets it: what is offered, and the first entry. Opening the page accepts nothing."""

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from workit.access.actions import requires
from workit.people import invitations
from workit.people.forms import EntryForm
from workit.people.models import Invitation, User
from workit.people.places import Place
from workit.people.titles import OPENS
from workit.web.errors import DomainError

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@requires("invitation.accept")
def invitation_accept(request: HttpRequest, key: str) -> HttpResponse:
    """Show the invitation; a POST accepts it: with a new account, or for the account that is signed in."""
    invitation = invitations.find_invitation(key)
    if invitation is None:
        return closed(request)
    if User.objects.filter(email=invitation.email).exists():
        return _with_account(request, invitation, key)
    form = EntryForm(request.POST or None, role=invitation.role, initial={"display_name": invitation.display_name})
    if request.method == "POST" and form.is_valid():
        try:
            user = _open(invitation, form.cleaned_data)
        except ValidationError as error:
            form.add_error("password", error)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            _enter(request, user)
            return redirect("mfa_add_webauthn" if form.cleaned_data["sign_in_way"] == "passkey" else "workit:home")
    return _page(request, invitation, key, form=form)


@require_POST
@requires("invitation.refuse")
def invitation_refuse(request: HttpRequest, key: str) -> HttpResponse:
    """The receiver says it was not meant for them."""
    invitation = invitations.find_invitation(key)
    if invitation is None:
        return closed(request)
    invitations.refuse(invitation)
    return render(request, "workit/invitation_refused.html", {})


def closed(request: HttpRequest) -> HttpResponse:
    """One page for expired, used, withdrawn and made-up tokens, so that nothing can be learnt from it."""
    return render(request, "workit/invitation_closed.html", {}, status=410)


def _with_account(request: HttpRequest, invitation: Invitation, key: str) -> HttpResponse:
    """The address has an account: its holder signs in first, then accepts with a press."""
    is_mine = request.user.is_authenticated and request.user.email == invitation.email
    if request.method == "POST" and is_mine:
        try:
            invitations.accept(invitation, user=cast(User, request.user))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The role is yours: %(place)s.") % {"place": invitation.place})
            return redirect("workit:home")
    return _page(request, invitation, key, has_account=True, is_mine=is_mine)


def _open(invitation: Invitation, data: dict[str, Any]) -> User:
    return invitations.open_account(
        invitation,
        display_name=data["display_name"],
        address_form=data["address_form"],
        language=(get_language() or "he")[:2],
        password=data["password"] or None,
    )


def _enter(request: HttpRequest, user: User) -> None:
    """Sign the new person in: the token came by mail, as a code does. Whoever was signed in here before is signed out."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="code", email=user.email)


def _page(request: HttpRequest, invitation: Invitation, key: str, **more: Any) -> HttpResponse:
    context = {
        "invitation": invitation,
        "place": Place.held_by(invitation),
        "sender": invitations.sender_title(invitation),
        "opens": OPENS[invitation.role],
        "key": key,
        **more,
    }
    return render(request, "workit/invitation_detail.html", context)
