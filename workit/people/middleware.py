"""Limits of a session: idle half an hour, twelve hours at most, a new key when roles change, a second factor if needed."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from workit.access.roles import STAFF
from workit.people.limits import count_bad_token, may_try_token, too_many
from workit.people.models import RoleAssignment, User

# Where somebody without a second factor may still go.
FREE_PATHS = ("/accounts/", "/i18n/", "/static/", "/look/", "/healthz")
# Asking how much time is left is no sign of life.
SILENT_PATH = "/accounts/session/"


class SessionLimitsMiddleware:
    """Ends idle sessions (security.md 2.9) and leads staff without a second factor to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            left = seconds_left(request)
            if left["idle"] <= 0 or left["whole"] <= 0:
                logout(request)
                return gone(request)
            self._keep(request)
            if self._must_add_factor(request):
                return redirect("mfa_index")
        return self.get_response(request)

    def _keep(self, request: HttpRequest) -> None:
        """Note that the person is there, and renew the key of the session when the roles changed since it was made."""
        now = int(time.time())
        changed = cache.get(f"roles-changed:{request.user.pk}", 0)
        keyed = request.session.get("keyed_at", 0)
        if keyed and keyed < changed:
            before = request.session.session_key
            request.session.cycle_key()
            UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
        if not keyed or keyed < changed:
            request.session["keyed_at"] = time.time()
        if request.path_info == SILENT_PATH and request.method == "GET":
            return
        # Written once a minute, so that a page is not a session write.
        if now - request.session.get("seen_at", 0) >= 60:
            request.session["seen_at"] = now

    def _must_add_factor(self, request: HttpRequest) -> bool:
        """Whether the person works with towns' records and has no second factor yet."""
        if not settings.MFA_REQUIRED or request.path_info.startswith(FREE_PATHS) or is_mfa_enabled(request.user):
            return False
        if not isinstance(request.user, User):
            return False
        return RoleAssignment.objects.filter(user=request.user, role__in=STAFF).in_force(timezone.localdate()).exists()


class TokenLimitMiddleware:
    """Guessing at public links is slowed down; stands outside the middleware that looks the link up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(("/p/", "/accounts/invitation/")):
            return self.get_response(request)
        if not may_try_token(request):
            return too_many(request, 60)
        response = self.get_response(request)
        if response.status_code in (404, 410):
            count_bad_token(request)
        return response


def seconds_left(request: HttpRequest) -> dict[str, int]:
    """How long the session still lives: from the last sign of life, and from its beginning."""
    now = int(time.time())
    started = request.session.setdefault("started_at", now)
    seen = request.session.get("seen_at", now)
    return {"idle": seen + settings.SESSION_IDLE_SECONDS - now, "whole": started + settings.SESSION_COOKIE_AGE - now}


def gone(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page, and back to this page after; a script is told instead of sent there."""
    target = reverse(settings.LOGIN_URL)
    if request.method == "GET" and not request.headers.get("HX-Request"):
        target += "?" + urlencode({"next": request.get_full_path()})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    if "text/html" not in request.headers.get("Accept", "text/html") and "*/*" not in request.headers.get("Accept", ""):
        return JsonResponse({"sign_in": target}, status=401)
    return redirect(target)
