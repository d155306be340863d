"""Limits on trying (security.md 2.9): N pass, the next is 429 with Retry-After, and nobody else notices."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD
from workit.people import invitations
from workit.people.invitations import Terms
from workit.people.places import Place

LOGIN, CODE, RESET = "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def statuses(address: str, data: dict[str, str], times: int, **extra: Any) -> list[int]:
    return [Client().post(address, data, secure=True, **extra).status_code for _ in range(times)]


def test_five_wrong_passwords_of_one_account_are_a_delay(cast: Any) -> None:
    wrong = {"login": cast.referent.email, "password": "a-wrong-password"}
    assert statuses(LOGIN, wrong, 5) == [200] * 5
    response = Client().post(LOGIN, wrong, secure=True)
    assert response.status_code == 429 and response["Retry-After"] == "900"
    right = {"login": cast.member.email, "password": PASSWORD}
    assert Client().post(LOGIN, right, secure=True).status_code == 302
    cache.clear()  # the quarter of an hour has passed
    assert Client().post(LOGIN, {**wrong, "password": PASSWORD}, secure=True).status_code == 302


def test_an_unknown_address_meets_the_same_limit(cast: Any) -> None:
    assert statuses(LOGIN, {"login": "nobody@town.example", "password": "x" * 12}, 6) == [200] * 5 + [429]


def test_a_hundred_tries_of_one_address_of_the_network(cast: Any) -> None:
    codes = []
    for n in range(101):
        data = {"login": f"nobody-{n}@town.example", "password": "x" * 12}
        codes.append(Client().post(LOGIN, data, secure=True, REMOTE_ADDR="192.0.2.7").status_code)
    assert codes == [200] * 100 + [429]
    elsewhere = {"login": cast.referent.email, "password": PASSWORD}
    assert Client().post(LOGIN, elsewhere, secure=True, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_codes_by_mail_are_limited_per_address(cast: Any) -> None:
    assert statuses(CODE, {"email": cast.referent.email}, 6) == [302] * 5 + [429]
    assert statuses(CODE, {"email": cast.member.email}, 1) == [302]


def test_three_resets_an_hour(cast: Any) -> None:
    assert statuses(RESET, {"email": cast.referent.email}, 3) == [302] * 3
    response = Client().post(RESET, {"email": cast.referent.email}, secure=True)
    assert response.status_code == 429 and response["Retry-After"] == "3600"
    assert statuses(RESET, {"email": cast.member.email}, 1) == [302]


def test_ten_bad_tokens_a_minute(cast: Any) -> None:
    terms = Terms("forum_member", Place.of(cast.town))
    _invitation, token = invitations.invite(email="new@example.org", terms=terms, by=cast.referent)
    good = f"/accounts/invitation/{token}/"
    for n in range(10):
        assert Client().get(f"/accounts/invitation/{n:022}/", secure=True).status_code == 410
    response = Client().get(good, secure=True)
    assert response.status_code == 429 and response["Retry-After"] == "60"
    assert Client().get(good, secure=True, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_good_tokens_are_not_counted(cast: Any) -> None:
    terms = Terms("forum_member", Place.of(cast.town))
    _invitation, token = invitations.invite(email="new@example.org", terms=terms, by=cast.referent)
    assert {Client().get(f"/accounts/invitation/{token}/", secure=True).status_code for _ in range(15)} == {200}


def test_wrong_second_factors_are_limited_per_account(cast: Any) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.referent, generate_totp_secret())
    client = Client()
    client.post(LOGIN, {"login": cast.referent.email, "password": PASSWORD}, secure=True)
    codes = [client.post("/accounts/2fa/authenticate/", {"code": "000000"}, secure=True).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
