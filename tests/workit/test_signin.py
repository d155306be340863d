"""Signing in: by e-mail code, by password, with a second factor; known and unknown addresses get the same answer."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD
from workit.people.models import User

LOGIN, CODE, CONFIRM = "/accounts/login/", "/accounts/login/code/", "/accounts/login/code/confirm/"
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"\w+"')


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def now_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_totp(user: User) -> str:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def signed_in(client: Client) -> bool:
    return client.get("/my/account/", secure=True).status_code == 200


def test_by_a_code_from_the_mail(cast: Any) -> None:
    client = Client()
    response = client.post(CODE, {"email": cast.referent.email.upper()}, secure=True)
    assert response.status_code == 302
    (message,) = mail.outbox
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", message.body, re.MULTILINE)
    assert code is not None
    assert client.post(CONFIRM, {"code": "WRONG1"}, secure=True).status_code == 200 and not signed_in(client)
    assert client.post(CONFIRM, {"code": code[1]}, secure=True).status_code == 302
    assert signed_in(client)


def test_by_password(cast: Any) -> None:
    client = Client()
    assert client.post(LOGIN, {"login": cast.referent.email, "password": PASSWORD}, secure=True).status_code == 302
    assert signed_in(client)


def test_known_and_unknown_addresses_look_the_same(cast: Any) -> None:
    answers = []
    for email in (cast.referent.email, "nobody@town.example"):
        client = Client()
        first = client.post(CODE, {"email": email}, secure=True)
        page = client.get(first["Location"], secure=True)
        wrong = Client().post(LOGIN, {"login": email, "password": "wrong-password-here"}, secure=True)
        reset = Client().post("/accounts/password/reset/", {"email": email}, secure=True)
        texts = [TOKEN.sub("", response.content.decode()).replace(email, "") for response in (page, wrong)]
        answers.append((first.status_code, first["Location"], wrong.status_code, reset.status_code, reset["Location"], *texts))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 4


def test_a_closed_account_does_not_sign_in(cast: Any) -> None:
    User.objects.filter(pk=cast.referent.pk).update(is_active=False)
    client = Client()
    client.post(LOGIN, {"login": cast.referent.email, "password": PASSWORD}, secure=True)
    assert not signed_in(client)
    client.post(CODE, {"email": cast.referent.email}, secure=True)
    assert not any(re.search(r"^\s*[A-Z0-9]{4,}-?[A-Z0-9]+\s*$", message.body, re.MULTILINE) for message in mail.outbox)


def test_nobody_signs_up(cast: Any) -> None:
    client = Client()
    client.post("/accounts/signup/", {"email": "x@y.example", "password1": PASSWORD}, secure=True)
    assert not User.objects.filter(email="x@y.example").exists()


def test_the_second_factor_is_asked_for_and_a_code_works_once(cast: Any) -> None:
    secret = with_totp(cast.referent)
    client, other = Client(), Client()
    for one in (client, other):
        response = one.post(LOGIN, {"login": cast.referent.email, "password": PASSWORD}, secure=True)
        assert response["Location"].startswith("/accounts/2fa/authenticate/") and not signed_in(one)
    code = now_code(secret)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}, secure=True).status_code == 302 and signed_in(client)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}, secure=True).status_code == 200 and not signed_in(other)


def test_a_recovery_code_works_once(cast: Any) -> None:
    with_totp(cast.referent)
    code = RecoveryCodes.activate(cast.referent).get_unused_codes()[0]
    for expected in (True, False):
        client = Client()
        client.post(LOGIN, {"login": cast.referent.email, "password": PASSWORD}, secure=True)
        client.post("/accounts/2fa/authenticate/", {"code": code}, secure=True)
        assert signed_in(client) is expected


def test_secrets_of_factors_are_not_readable_in_the_database(cast: Any) -> None:
    secret = with_totp(cast.referent)
    codes = RecoveryCodes.activate(cast.referent).get_unused_codes()
    stored = str(list(Authenticator.objects.filter(user=cast.referent).values_list("data", flat=True)))
    assert secret not in stored and not any(code in stored for code in codes)


def test_factors_written_under_an_older_key_are_still_read(settings: Any) -> None:
    from workit.people.factors import decrypt, encrypt

    written = encrypt("seed")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]
    assert decrypt(written) == "seed" and encrypt("seed") != written


@pytest.mark.parametrize("role", ["referent_operational", "forum_member", "observer", "mayor"])
def test_where_it_is_demanded_staff_set_up_a_second_factor_first(cast: Any, sign_in: Any, settings: Any, role: str) -> None:
    settings.MFA_REQUIRED = True
    client = sign_in(cast.people[role])
    response = client.get("/my/account/", secure=True)
    assert response.status_code == 302 and response["Location"] == "/accounts/2fa/"
    with_totp(cast.people[role])
    assert signed_in(client)


def test_whoever_has_no_role_is_not_asked_for_one(cast: Any, sign_in: Any, settings: Any) -> None:
    settings.MFA_REQUIRED = True
    assert signed_in(sign_in(User.objects.create_user("none@town.example", display_name="x")))


@pytest.mark.parametrize(
    "address", [LOGIN, CODE, "/accounts/password/reset/", "/accounts/signup/", "/accounts/2fa/authenticate/", CONFIRM]
)
def test_gate_pages_speak_hebrew_and_keep_the_policy(cast: Any, address: str) -> None:
    response = Client().get(address, secure=True, follow=True)
    text = response.content.decode()
    assert response.status_code == 200 and 'lang="he" dir="rtl"' in text
    assert "style=" not in text and not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", text)


def test_passwords_have_twelve_characters(cast: Any, sign_in: Any) -> None:
    client = Client()
    client.post(LOGIN, {"login": cast.referent.email, "password": PASSWORD}, secure=True)
    address = "/accounts/password/change/"
    data = {"oldpassword": PASSWORD, "password1": "elevenchars", "password2": "elevenchars"}
    assert client.post(address, data, secure=True).status_code == 200
    good = {**data, "password1": "a quite long sentence", "password2": "a quite long sentence"}
    assert client.post(address, good, secure=True).status_code == 302


def test_the_session_cookie_is_bound_to_the_host() -> None:
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-") and settings.SESSION_COOKIE_SECURE
