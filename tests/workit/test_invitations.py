"""Invitations: sent by who may, accepted once, never by opening the page."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from workit.access.roles import Role
from workit.access.towns import roles_by_town
from workit.audit.models import SecurityEntry
from workit.people import invitations, services
from workit.people.invitations import Terms
from workit.people.links import hash_token
from workit.people.models import Invitation, RoleAssignment, User
from workit.people.places import Place
from workit.web.errors import DomainError

EMAIL = "new.member@example.org"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


ENTRY = {"display_name": "חברת פורום", "address_form": "f", "sign_in_way": "code"}


def invite(cast: Any, role: str = Role.FORUM_MEMBER, email: str = EMAIL, by: User | None = None) -> tuple[Invitation, str]:
    return invitations.invite(email=email, terms=Terms(role, Place.of(cast.town)), by=by or cast.referent)


def page(token: str) -> str:
    return f"/accounts/invitation/{token}/"


def test_the_mail_leaves_with_the_only_copy_of_the_token(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation, token = invite(cast, email="New.Member@Example.org")
    assert invitation.email == EMAIL
    assert invitation.token_sha256 == hash_token(token) and token not in str(vars(invitation))
    (message,) = mail.outbox
    assert message.to == [EMAIL] and page(token) in message.body
    assert cast.town.title in message.from_email.encode().decode() or "=?utf-8?" in message.from_email
    assert token not in str(list(SecurityEntry.objects.values_list("facts", flat=True)))


def test_opening_the_page_accepts_nothing(cast: Any) -> None:
    _invitation, token = invite(cast)
    for _ in range(3):
        response = Client().get(page(token), secure=True)
        assert response.status_code == 200
    text = response.content.decode()
    assert str(cast.town) in text and EMAIL not in text.split("<dl")[0]
    assert not User.objects.filter(email=EMAIL).exists()
    assert Invitation.objects.get().accepted_at is None


def test_accepting_makes_the_account_signs_in_and_gives_the_role(cast: Any) -> None:
    _invitation, token = invite(cast)
    client = Client()
    response = client.post(page(token), ENTRY, secure=True)
    assert response.status_code == 302 and response["Location"] == "/"
    user = User.objects.get(email=EMAIL)
    assert (user.address_form, user.has_usable_password()) == ("f", False)
    assert roles_by_town(user) == {cast.town.pk: frozenset({"forum_member"})}
    assert client.get("/my/account/", secure=True).status_code == 200
    assert Client().get(page(token), secure=True).status_code == 410
    verbs = set(SecurityEntry.objects.filter(about=user).values_list("verb", flat=True))
    assert {"account.opened", "role.granted", "invitation.accepted"} <= verbs


def test_a_password_is_asked_for_only_when_chosen_and_has_to_be_good(cast: Any) -> None:
    _invitation, token = invite(cast)
    for password in ("", "elevenchars", "new.member@example.org", "password1234"):
        response = Client().post(page(token), {**ENTRY, "sign_in_way": "password", "password": password}, secure=True)
        assert response.status_code == 200 and not User.objects.filter(email=EMAIL).exists(), password
    Client().post(page(token), {**ENTRY, "sign_in_way": "password", "password": "שלוש כוסות קפה בבוקר"}, secure=True)
    assert User.objects.get(email=EMAIL).has_usable_password()


def test_whoever_chose_a_passkey_is_led_to_set_it_up(cast: Any) -> None:
    _invitation, token = invite(cast)
    response = Client().post(page(token), {**ENTRY, "sign_in_way": "passkey"}, secure=True)
    assert response["Location"].endswith("/webauthn/add/")


def test_an_existing_account_signs_in_and_joins_the_role(cast: Any, sign_in: Any) -> None:
    someone = cast.stranger["forum_member"]
    _invitation, token = invite(cast, email=someone.email)
    anonymous = Client().get(page(token), secure=True).content.decode()
    assert "/accounts/login/?next=" in anonymous
    assert Client().post(page(token), ENTRY, secure=True).status_code == 200
    assert cast.town.pk not in roles_by_town(someone)
    assert sign_in(cast.member).post(page(token), ENTRY, secure=True).status_code == 200
    assert cast.town.pk not in roles_by_town(someone)
    assert sign_in(someone).post(page(token), {}, secure=True).status_code == 302
    assert set(roles_by_town(someone)) == {cast.town.pk, cast.other_town.pk}


def closed_tokens(cast: Any) -> dict[str, str]:
    expired, expired_token = invite(cast, email="a@example.org")
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    withdrawn, withdrawn_token = invite(cast, email="b@example.org")
    invitations.withdraw(withdrawn, by=cast.referent)
    refused, refused_token = invite(cast, email="c@example.org")
    invitations.refuse(refused)
    _replaced, replaced_token = invite(cast, email="d@example.org")
    invite(cast, email="d@example.org")
    resent, resent_token = invite(cast, email="e@example.org")
    invitations.resend(resent, by=cast.referent)
    return {
        "expired": expired_token,
        "withdrawn": withdrawn_token,
        "refused": refused_token,
        "replaced": replaced_token,
        "sent again": resent_token,
        "made up": "x" * 22,
    }


def test_tokens_that_open_nothing_all_get_the_same_page(cast: Any) -> None:
    pages = set()
    for why, token in closed_tokens(cast).items():
        response = Client().get(page(token), secure=True)
        assert response.status_code == 410, why
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"', "", response.content.decode())
        pages.add(text.replace(token, ""))
        assert Client().post(page(token), ENTRY, secure=True, REMOTE_ADDR="192.0.2.3").status_code == 410, why
    assert len(pages) == 1
    assert not User.objects.filter(email__endswith="@example.org").exists()


def test_an_invitation_dies_with_the_right_to_invite(cast: Any) -> None:
    _invitation, token = invite(cast)
    services.end(RoleAssignment.objects.get(user=cast.referent), by=cast.mayor, reason="x")
    assert invitations.find_invitation(token) is None


def test_it_is_used_once_even_when_pressed_twice(cast: Any) -> None:
    invitation, _token = invite(cast)
    invitations.open_account(invitation, display_name="חברת פורום", address_form="f", language="he")
    with pytest.raises(DomainError):
        invitations.accept(invitation, user=User.objects.get(email=EMAIL))
    assert RoleAssignment.objects.filter(user__email=EMAIL).count() == 1


def test_the_role_holds_from_and_until_what_the_invitation_says(cast: Any) -> None:
    today = timezone.localdate()
    terms = Terms(Role.INTERVIEWER, Place.of(cast.town), today + datetime.timedelta(days=3), today + datetime.timedelta(days=9))
    invitation, _token = invitations.invite(email=EMAIL, terms=terms, by=cast.referent)
    user = invitations.open_account(invitation, display_name="סוקרת", address_form="f", language="he")
    row = RoleAssignment.objects.get(user=user)
    assert (row.starts_on, row.ends_on) == (terms.starts_on, terms.ends_on)
    assert not roles_by_town(user)


def test_nobody_invites_beyond_the_table(cast: Any) -> None:
    for by, role, place in (
        (cast.referent, Role.MAYOR, Place.of(cast.town)),
        (cast.referent, Role.FORUM_MEMBER, Place.of(cast.other_town)),
        (cast.member, Role.FORUM_MEMBER, Place.of(cast.town)),
        (cast.coordinator, Role.REGIONAL_COORDINATOR, Place.of(cast.region)),
    ):
        with pytest.raises(DomainError):
            invitations.invite(email=EMAIL, terms=Terms(role, place), by=by)
    assert not Invitation.objects.exists()


def test_inviting_through_the_page(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    address = f"/t/{cast.town.code}/people/invite/"
    choices = client.get(address, secure=True).content.decode()
    assert 'value="forum_member"' in choices and 'value="mayor"' not in choices
    data = {"email": EMAIL, "role": "forum_member", "starts_on": timezone.localdate().isoformat()}
    assert client.post(address, {**data, "role": "mayor"}, secure=True).status_code == 200
    assert client.post(address, data, secure=True).status_code == 302
    invitation = Invitation.objects.get()
    listed = client.get(f"/t/{cast.town.code}/people/", secure=True).content.decode()
    assert EMAIL in listed
    base = f"/t/{cast.town.code}/people/invitations/{invitation.pk}/"
    assert client.post(base + "again/", secure=True).status_code == 302
    assert sign_in(cast.stranger["referent"]).post(base + "withdraw/", secure=True).status_code == 404
    assert client.post(base + "withdraw/", secure=True).status_code == 302
    assert not Invitation.objects.get().is_open


def test_inviting_over_a_region(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.programme_manager)
    data = {"email": EMAIL, "role": "regional_coordinator", "starts_on": timezone.localdate().isoformat()}
    assert client.get("/programme/people/invite/", secure=True).status_code == 200
    wrong = client.post("/programme/people/invite/", {**data, "where_at": f"town:{cast.town.pk}"}, secure=True)
    assert wrong.status_code == 200 and not Invitation.objects.exists()
    right = client.post("/programme/people/invite/", {**data, "where_at": f"region:{cast.region.pk}"}, secure=True)
    assert right.status_code == 302 and Invitation.objects.get().region == cast.region


def test_not_meant_for_me(cast: Any) -> None:
    _invitation, token = invite(cast)
    assert Client().get(page(token) + "refuse/", secure=True).status_code == 405
    assert Client().post(page(token) + "refuse/", secure=True).status_code == 200
    assert Client().get(page(token), secure=True).status_code == 410
    assert SecurityEntry.objects.filter(verb="invitation.refused").exists()


def test_a_successor_without_an_account_is_invited_and_linked_on_entering(cast: Any) -> None:
    today = timezone.localdate()
    leaving = RoleAssignment.objects.get(user=cast.coordinator)
    invitation = invitations.invite_successor(
        leaving, email=EMAIL, by=cast.programme_manager, starts_on=today, ends_on=today + datetime.timedelta(days=6)
    )
    invitations.open_account(invitation, display_name="רכז אזור", address_form="m", language="he")
    leaving.refresh_from_db()
    assert leaving.successor is not None and leaving.successor.user.email == EMAIL


def test_the_command_invites_in_somebodys_name(cast: Any) -> None:
    from django.core.management import CommandError, call_command

    call_command("invite", by=cast.programme_manager.email, email=EMAIL, role="ceo", place=cast.town.code)
    assert Invitation.objects.get().invited_by == cast.programme_manager
    with pytest.raises(CommandError):
        call_command("invite", by=cast.member.email, email=EMAIL, role="ceo", place=cast.town.code)
