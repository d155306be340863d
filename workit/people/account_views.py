"""The own account: how the product speaks, where one is signed in, how one signs in, which roles one holds."""

import datetime
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workit.access.actions import requires
from workit.access.requests import SignedInRequest
from workit.people import sessions
from workit.people.forms import AccountForm, CodeForm
from workit.people.limits import too_many
from workit.people.middleware import seconds_left
from workit.people.models import AddressForm, RoleAssignment
from workit.people.titles import main_role, title, title_at
from workit.web.context import address

NEW_DEVICE_HOURS = 24
CODE_KEY = "confirm_code"
FEW_CODES = 3


@requires("account.view")
def account(request: SignedInRequest) -> HttpResponse:
    """Everything about the account on one page."""
    context = {"account_form": AccountForm(instance=request.user), **_facts(request)}
    return render(request, "workit/person_account.html", context)


@require_POST
@requires("account.edit")
def account_edit(request: SignedInRequest) -> HttpResponse:
    """Keep how the person wants to be spoken to; the language is in force with the next page."""
    form = AccountForm(request.POST, instance=request.user)
    if not form.is_valid():
        return render(request, "workit/person_account.html", {"account_form": form, "form": form, **_facts(request)})
    user = form.save()
    with translation.override(user.language):
        messages.success(request, _("Saved."))
    response = redirect("workit:account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@require_POST
@requires("session.end")
def session_end(request: SignedInRequest) -> HttpResponse:
    """End one other session of one's own, or all of them."""
    chosen = request.POST.get("session", "")
    if chosen.isdigit():
        ended = int(sessions.end_one(request.user, int(chosen)))
    else:
        ended = sessions.end_all(request.user, but=request.session.session_key)
    if ended:
        messages.success(request, _("Signed out there. The next page opened there asks to sign in."))
    return redirect("workit:account")


@requires("session.time")
def session_time(request: SignedInRequest) -> HttpResponse:
    """Seconds until the session ends; a POST is a sign of life."""
    if request.method == "POST":
        request.session["seen_at"] = int(timezone.now().timestamp())
    return JsonResponse(seconds_left(request))


@requires("identity.confirm")
def confirm_by_code(request: SignedInRequest) -> HttpResponse:
    """Ask who has neither password nor factor for a code from their mail, before contacts or keys are opened."""
    form = CodeForm(request.POST if "code" in request.POST else None)
    key = f"confirm:{request.user.pk}"
    if request.method == "POST":
        if not ratelimit.consume(request, app="allauth.account", action="login_failed", key=key):
            return too_many(request)
        if "code" not in request.POST:
            _send_code(request)
        elif form.is_valid() and _is_code(request, form.cleaned_data["code"]):
            ratelimit.clear(request, app="allauth.account", action="login_failed", key=key)
            record_authentication(request, request.user, method="code", email=request.user.email, reauthenticated=True)
            return resume_request(request) or redirect("workit:account")
        elif form.is_valid():
            form.add_error("code", _("This is not the last code that was sent. A code older than ten minutes needs a new one."))
    context = {"form": form, "is_sent": CODE_KEY in request.session, "next": request.GET.get("next", "")}
    return render(request, "workit/person_confirm.html", context)


def _send_code(request: SignedInRequest) -> None:
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[CODE_KEY] = TimestampSigner(salt=CODE_KEY).sign_object(code.upper())
    adapter.send_mail("account/email/login_code", request.user.email, {"request": request, "code": code})


def _is_code(request: SignedInRequest, typed: str) -> bool:
    """Whether it is the code sent last, within its ten minutes; a code works once."""
    try:
        code = TimestampSigner(salt=CODE_KEY).unsign_object(
            request.session.get(CODE_KEY, ""), max_age=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        )
    except BadSignature:
        return False
    is_right = constant_time_compare(code.replace("-", ""), typed.upper().replace("-", "").strip())
    if is_right:
        del request.session[CODE_KEY]
    return is_right


def _facts(request: SignedInRequest) -> dict[str, Any]:
    user = request.user
    today = timezone.localdate()
    rows = RoleAssignment.objects.filter(user=user).select_related("town", "bureau", "region", "district", "user")
    current = [row for row in rows if row.ends_on is None or row.ends_on >= today]
    role = main_role(frozenset(row.role for row in current))
    devices = sessions.devices(user, request.session.session_key)
    fresh = timezone.now() - datetime.timedelta(hours=NEW_DEVICE_HOURS)
    factors = {row.type: row for row in Authenticator.objects.filter(user=user)}
    codes = factors.get(Authenticator.Type.RECOVERY_CODES)
    return {
        "devices": devices,
        "new_devices": [device for device in devices if not device.is_here and device.since > fresh],
        "totp": factors.get(Authenticator.Type.TOTP),
        "passkeys": [row.wrap() for row in Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)],
        "has_codes": codes is not None,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "few_codes": FEW_CODES,
        "has_password": user.has_usable_password(),
        "has_factor": bool(set(factors) - {Authenticator.Type.RECOVERY_CODES}),
        "roles_held": [(row, title_at(row)) for row in current],
        "role_titles": [(form, title(role, form)) for form in AddressForm.values] if role else [],
        "own_title": title(role, user.address_form) if role else "",
        "notices_url": address("workit:notice_preferences"),
        "calendar_url": address("workit:calendar_feed") or address("forums:calendar_feed"),
    }
