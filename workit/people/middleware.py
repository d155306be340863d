"""Limits of a session: idle half an hour, twelve hours at most, and a second factor where the role asks for one."""

import time
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# Where somebody without a second factor may still go.
FREE_PATHS = ("/accounts/", "/i18n/", "/static/", "/healthz")


class SessionLimitsMiddleware:
    """Ends idle sessions (security.md 2.9) and leads staff without a second factor to set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault("started_at", now)
            seen = request.session.get("seen_at", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_COOKIE_AGE:
                logout(request)
                return redirect(settings.LOGIN_URL)
            # Written once a minute, so that a page is not a session write.
            if now - seen >= 60 or "seen_at" not in request.session:
                request.session["seen_at"] = now
            if settings.MFA_REQUIRED and not request.path_info.startswith(FREE_PATHS) and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
        return self.get_response(request)
