"""Headers of every kind of answer: pages, refusals, missing pages, redirects, files."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.cast import Cast

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}


def policy_of(answer: HttpResponse) -> dict[str, str]:
    """The content security policy, directive by directive."""
    parts = [part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {part[0]: part[1] if len(part) > 1 else "" for part in parts}


def check(answer: HttpResponse) -> None:
    """What every answer carries."""
    policy = policy_of(answer)
    assert {name: policy.get(name) for name in POLICY} == POLICY
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_a_page_of_a_town(cast: Cast, sign_in: Any) -> None:
    answer = sign_in(cast.referent).get(f"/t/{cast.town.code}/", secure=True)
    check(answer)
    assert answer["Cache-Control"] == "no-store"
    assert "max-age=63072000" in answer["Strict-Transport-Security"]
    assert "includeSubDomains" in answer["Strict-Transport-Security"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/no/such/page/", "/t/2200/", "/healthz", "/components/"])
def test_pages_without_an_account(client: Client, path: str) -> None:
    check(client.get(path, secure=True))


def test_refused_and_missing_pages(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.member)
    for path, status in ((f"/t/{cast.town.code}/audit/", 403), (f"/t/{cast.other_town.code}/", 404)):
        answer = client.get(path, secure=True)
        assert answer.status_code == status
        check(answer)


@pytest.mark.django_db
def test_a_public_link_sends_no_referrer(client: Client) -> None:
    answer = client.get("/p/a/no-such-token-at-all-22/", secure=True)
    assert answer["Referrer-Policy"] == "no-referrer"
    check(answer)


@pytest.mark.django_db
def test_cookies_are_bound_to_the_host(client: Client) -> None:
    client.get("/accounts/login/", secure=True)
    for name, morsel in client.cookies.items():
        assert name.startswith("__Host-") or name == settings.LANGUAGE_COOKIE_NAME, name
        assert morsel["secure"], name
        assert morsel["httponly"], name
        assert morsel["samesite"] == "Lax", name
        assert morsel["path"] == "/", name
