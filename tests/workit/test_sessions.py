"""Sessions: how long they last, what ends them, and what asks for a fresh sign-in."""

import time
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.cast import PASSWORD
from workit.people import services
from workit.people.places import Place
from workit.people.recent import requires_recent_auth
from workit.people.sessions import device_name

ACCOUNT = "/my/account/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def enter(person: Any, **extra: Any) -> Client:
    client = Client(**extra)
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, secure=True)
    assert client.get(ACCOUNT, secure=True).status_code == 200
    return client


def set_back(client: Client, **seconds: int) -> None:
    session = client.session
    for name, ago in seconds.items():
        session[name] = int(time.time()) - ago
    session.save()


def test_half_an_hour_without_a_sign_of_life_ends_it(cast: Any) -> None:
    client = enter(cast.referent)
    set_back(client, seen_at=29 * 60)
    assert client.get(ACCOUNT, secure=True).status_code == 200
    set_back(client, seen_at=30 * 60 + 1)
    response = client.get(ACCOUNT, secure=True)
    assert response.status_code == 302 and response["Location"] == "/accounts/login/?next=%2Fmy%2Faccount%2F"
    assert client.get(ACCOUNT, secure=True).status_code == 302


def test_twelve_hours_end_it_whatever_happens(cast: Any) -> None:
    client = enter(cast.referent)
    set_back(client, started_at=12 * 3600 + 1)
    assert client.get(ACCOUNT, secure=True).status_code == 302


def test_asking_for_the_time_left_is_no_sign_of_life_but_going_on_is(cast: Any) -> None:
    client = enter(cast.referent)
    set_back(client, seen_at=26 * 60)
    left = client.get("/accounts/session/", secure=True).json()
    assert 230 <= left["idle"] <= 240 and left["whole"] > 11 * 3600
    assert client.get("/accounts/session/", secure=True).json()["idle"] <= 240
    assert client.post("/accounts/session/", secure=True).json()["idle"] >= 1799


def test_scripts_are_told_instead_of_sent_to_a_page(cast: Any) -> None:
    client = enter(cast.referent)
    set_back(client, seen_at=31 * 60)
    response = client.get(ACCOUNT, secure=True, HTTP_HX_REQUEST="true")
    assert response.status_code == 401 and response["HX-Redirect"] == "/accounts/login/"
    client = enter(cast.referent)
    set_back(client, seen_at=31 * 60)
    assert client.get(ACCOUNT, secure=True, HTTP_ACCEPT="application/json").status_code == 401


def test_a_new_key_at_sign_in(cast: Any) -> None:
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.session.save()
    before = client.session.session_key
    client.post("/accounts/login/", {"login": cast.referent.email, "password": PASSWORD}, secure=True)
    assert client.session.session_key != before


def test_a_new_key_when_roles_change(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    client = enter(cast.referent)
    before = client.session.session_key
    client.get(ACCOUNT, secure=True)
    assert client.session.session_key == before
    with django_capture_on_commit_callbacks(execute=True):
        services.grant(user=cast.referent, role="team_lead", place=Place.of(cast.town), by=cast.mayor)
    assert client.get(ACCOUNT, secure=True).status_code == 200
    after = client.session.session_key
    assert after != before
    client.get(ACCOUNT, secure=True)
    assert client.session.session_key == after
    assert list(UserSession.objects.filter(user=cast.referent).values_list("session_key", flat=True)) == [after]


def test_own_sessions_are_listed_and_ended(cast: Any) -> None:
    here, there = (
        enter(cast.referent),
        enter(cast.referent, HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/126 Safari"),
    )
    assert "Android, Chrome" in here.get(ACCOUNT, secure=True).content.decode()
    row = UserSession.objects.get(session_key=there.session.session_key)
    stranger = enter(cast.member)
    stranger.post("/my/account/sessions/end/", {"session": row.pk}, secure=True)
    assert there.get(ACCOUNT, secure=True).status_code == 200
    here.post("/my/account/sessions/end/", {"session": row.pk}, secure=True)
    assert there.get(ACCOUNT, secure=True).status_code == 302
    assert here.get(ACCOUNT, secure=True).status_code == 200


def test_all_others_are_ended_together(cast: Any) -> None:
    clients = [enter(cast.referent) for _ in range(3)]
    clients[0].post("/my/account/sessions/end/", {}, secure=True)
    assert [client.get(ACCOUNT, secure=True).status_code for client in clients] == [200, 302, 302]


def test_a_changed_password_ends_all_sessions(cast: Any) -> None:
    here, there = enter(cast.referent), enter(cast.referent)
    new = "a quite long sentence"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, secure=True)
    assert there.get(ACCOUNT, secure=True).status_code == 302
    assert here.get(ACCOUNT, secure=True).status_code == 302


def test_a_changed_factor_ends_the_other_sessions(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value, yield_hotp_counters_from_time

    here, there = enter(cast.referent), enter(cast.referent)
    assert here.get("/accounts/2fa/totp/activate/", secure=True).status_code == 200
    secret = here.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    with django_capture_on_commit_callbacks(execute=True):
        assert here.post("/accounts/2fa/totp/activate/", {"code": code}, secure=True).status_code == 302
    assert there.get(ACCOUNT, secure=True).status_code == 302
    assert here.get(ACCOUNT, secure=True).status_code == 200


def age(client: Client, minutes: int) -> None:
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= minutes * 60
    session.save()


def test_factors_ask_for_a_sign_in_no_older_than_ten_minutes(cast: Any) -> None:
    client = enter(cast.referent)
    assert client.get("/accounts/2fa/totp/activate/", secure=True).status_code == 200
    age(client, 11)
    response = client.get("/accounts/2fa/totp/activate/", secure=True)
    assert response.status_code == 302 and response["Location"].startswith("/accounts/reauthenticate/")
    client.post(response["Location"], {"password": PASSWORD}, secure=True)
    assert client.get("/accounts/2fa/totp/activate/", secure=True).status_code == 200


def test_whoever_has_no_password_confirms_by_a_code(cast: Any) -> None:
    client = enter(cast.referent)
    cast.referent.set_unusable_password()
    session = client.session
    cast.referent.save()
    session["_auth_user_hash"] = cast.referent.get_session_auth_hash()
    session.save()
    age(client, 11)
    response = client.get("/accounts/2fa/totp/activate/", secure=True)
    assert response["Location"].startswith("/accounts/confirm/")
    client.post(response["Location"], {}, secure=True)
    code = next(line.strip() for line in mail.outbox[-1].body.splitlines() if line.strip().isupper() and len(line.strip()) < 12)
    assert client.post(response["Location"], {"code": "WRONG9"}, secure=True).status_code == 200
    done = client.post(response["Location"], {"code": code}, secure=True)
    assert done.status_code == 302 and done["Location"] == "/accounts/2fa/totp/activate/"
    assert client.get(done["Location"], secure=True).status_code == 200
    assert client.post(response["Location"], {"code": code}, secure=True).status_code == 200


def test_the_decorator_for_exports_and_contacts(cast: Any) -> None:
    from allauth.core.exceptions import ReauthenticationRequired

    @requires_recent_auth
    def export(request: Any) -> HttpResponse:
        return HttpResponse("contacts")

    request = RequestFactory().get("/")
    request.user, request.session = cast.referent, {}
    with pytest.raises(ReauthenticationRequired):
        export(request)
    request.session = {
        "account_authentication_methods": [{"method": "code", "at": time.time()}],
        "_account_authentication_methods_user": str(cast.referent.pk),
    }
    from allauth.account.internal.flows import login
    from allauth.account.internal.userkit import user_id_to_str

    request.session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(cast.referent)
    assert export(request).content == b"contacts"


def test_the_account_is_kept_as_chosen(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    data = {"display_name": "רפרנטית הפורום", "address_form": "f", "language": "ar", "phone": ""}
    response = client.post("/my/account/edit/", data, secure=True)
    assert response.status_code == 302 and response.cookies["django_language"].value == "ar"
    cast.referent.refresh_from_db()
    assert (cast.referent.address_form, cast.referent.language, cast.referent.keyboard_shortcuts) == ("f", "ar", False)
    assert client.post("/my/account/edit/", {**data, "display_name": ""}, secure=True).status_code == 200


@pytest.mark.parametrize(
    ("agent", "marks"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 Mobile Safari/537", ("Android", "Chrome")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Version/17 Safari/604", ("iPhone", "Safari")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537 Edg/126", ("Windows", "Edge")),
        ("", ()),
    ],
)
def test_devices_have_names(agent: str, marks: tuple[str, ...]) -> None:
    name = device_name(agent)
    assert name and all(mark in name for mark in marks)
