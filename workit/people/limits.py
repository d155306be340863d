"""Limits on trying: the answer is 429 with Retry-After, a delay and never a lock-out (security.md 2.9)."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

# Seconds of the window that was used up, by the name of the page; the longest one bounds the wait.
WAIT = {"account_reset_password": 3600}
USUAL_WAIT = 15 * 60
BAD_TOKENS = "bad_token"


def too_many(request: HttpRequest, wait: int | None = None) -> HttpResponse:
    """The page that says how long to wait; also the project's handler of 429."""
    match = request.resolver_match
    seconds = wait or WAIT.get(match.url_name or "" if match else "", USUAL_WAIT)
    minutes = max(1, round(seconds / 60))
    response = HttpResponse(render_to_string("429.html", {"minutes": minutes}, request), status=429)
    response["Retry-After"] = str(seconds)
    return response


def may_try_token(request: HttpRequest) -> bool:
    """Whether this address may still try public tokens: ten bad ones a minute are enough."""
    return bool(ratelimit.consume(request, app="allauth.account", action=BAD_TOKENS, dry_run=True, limit_get=True))


def count_bad_token(request: HttpRequest) -> None:
    """Count a token that opened nothing."""
    ratelimit.consume(request, app="allauth.account", action=BAD_TOKENS, limit_get=True)
