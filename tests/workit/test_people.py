"""Roles: who gives which, from when to when, ended and handed over."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from workit.access.roles import SCOPES, Role, Scope
from workit.access.towns import roles_by_town
from workit.audit.models import SecurityEntry
from workit.people import roster, services
from workit.people.granting import may_give, roles_to_give
from workit.people.models import AddressForm, RoleAssignment, User
from workit.people.places import Place
from workit.people.titles import FEMININE, MASCULINE, OPENS, title
from workit.web.errors import DomainError

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def newcomer(email: str = "new@town.example") -> User:
    return User.objects.create_user(email, display_name="חברת פורום")


def test_every_role_has_its_titles() -> None:
    for forms in (FEMININE, MASCULINE, OPENS):
        assert set(forms) == set(Role)
    assert {title(role, form) for role in Role for form in AddressForm}


@pytest.mark.parametrize(
    ("giver", "gives"),
    [
        ("programme_manager", {role for role in Role if Scope.TOWN in SCOPES[role]}),
        ("regional_coordinator", {role for role in Role if Scope.TOWN in SCOPES[role]}),
        ("mayor", {"referent_strategic", "referent_operational", "team_lead", "forum_member", "observer"}),
        ("ceo", {"referent_strategic", "referent_operational", "team_lead", "forum_member", "observer"}),
        ("referent_operational", {"team_lead", "forum_member", "interviewer"}),
        ("referent_strategic", {"team_lead", "forum_member", "interviewer"}),
        ("bureau_manager", set()),
        ("district_manager", set()),
        ("team_lead", set()),
        ("forum_member", set()),
        ("interviewer", set()),
        ("observer", set()),
    ],
)
def test_who_gives_which_role_in_the_own_town(cast: Any, giver: str, gives: set[str]) -> None:
    assert roles_to_give(cast.people[giver], Place.of(cast.town)) == gives


@pytest.mark.parametrize("giver", [role for role in Role if role != Role.PROGRAMME_MANAGER])
def test_nobody_gives_a_role_in_another_town_or_over_a_wider_place(cast: Any, giver: str) -> None:
    by = cast.people[giver]
    assert not roles_to_give(by, Place.of(cast.other_town))
    for place in (Place.of(cast.region), Place.of(cast.town.district), Place.of(cast.town.bureaus.first()), Place.of(None)):
        assert not roles_to_give(by, place)


def test_the_programme_manager_gives_each_role_in_its_scopes(cast: Any) -> None:
    by = cast.programme_manager
    assert roles_to_give(by, Place.of(cast.region)) == {"regional_coordinator", "observer"}
    assert roles_to_give(by, Place.of(None)) == {"programme_manager", "observer"}
    assert roles_to_give(by, Place.of(cast.town.bureaus.first())) == {"bureau_manager"}


def test_a_closed_account_gives_nothing(cast: Any) -> None:
    User.objects.filter(pk=cast.programme_manager.pk).update(is_active=False)
    assert not may_give(User.objects.get(pk=cast.programme_manager.pk), Role.OBSERVER, Place.of(None))


def test_a_role_is_granted_and_entered_in_the_log(cast: Any) -> None:
    user = newcomer()
    row = services.grant(user=user, role=Role.FORUM_MEMBER, place=Place.of(cast.town), by=cast.referent)
    assert roles_by_town(user) == {cast.town.pk: frozenset({"forum_member"})}
    assert row.granted_by == cast.referent
    entry = SecurityEntry.objects.get(verb="role.granted", about=user)
    assert (entry.by, entry.facts["role"]) == (cast.referent, "forum_member")


def test_a_referent_cannot_make_a_referent(cast: Any) -> None:
    with pytest.raises(DomainError):
        services.grant(user=newcomer(), role=Role.REFERENT_STRATEGIC, place=Place.of(cast.town), by=cast.referent)


def test_a_role_needs_a_place_of_its_scope(cast: Any) -> None:
    with pytest.raises(DomainError):
        services.grant(user=newcomer(), role=Role.MAYOR, place=Place.of(cast.region), by=cast.programme_manager)


def test_the_same_role_is_not_held_twice_at_a_time(cast: Any) -> None:
    user, place = newcomer(), Place.of(cast.town)
    services.grant(user=user, role=Role.OBSERVER, place=place, by=cast.mayor, ends_on=TODAY() + 10 * DAY)
    with pytest.raises(DomainError):
        services.grant(user=user, role=Role.OBSERVER, place=place, by=cast.mayor, starts_on=TODAY() + 10 * DAY)
    services.grant(user=user, role=Role.OBSERVER, place=place, by=cast.mayor, starts_on=TODAY() + 11 * DAY)


def test_several_roles_in_several_towns(cast: Any) -> None:
    user = newcomer()
    for town in (cast.town, cast.other_town):
        services.grant(user=user, role=Role.TEAM_LEAD, place=Place.of(town), by=cast.programme_manager)
    services.grant(user=user, role=Role.INTERVIEWER, place=Place.of(cast.town), by=cast.referent)
    assert roles_by_town(user) == {
        cast.town.pk: frozenset({"team_lead", "interviewer"}),
        cast.other_town.pk: frozenset({"team_lead"}),
    }


def test_both_days_of_a_term_are_included(cast: Any) -> None:
    user = newcomer()
    services.grant(
        user=user, role=Role.OBSERVER, place=Place.of(cast.town), by=cast.mayor, starts_on=TODAY(), ends_on=TODAY() + 2 * DAY
    )
    held = [bool(roles_by_town(user, TODAY() + n * DAY)) for n in (-1, 0, 2, 3)]
    assert held == [False, True, True, False]


def test_an_ended_role_is_gone_with_the_next_request(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    address = f"/t/{cast.town.code}/people/"
    assert client.get(address, secure=True).status_code == 200
    row = RoleAssignment.objects.get(user=cast.referent)
    services.end(row, by=cast.mayor, reason="סיום מינוי")
    assert client.get(address, secure=True).status_code == 404


def test_an_end_needs_a_reason_and_somebody_who_may(cast: Any) -> None:
    row = RoleAssignment.objects.get(user=cast.member)
    with pytest.raises(DomainError):
        services.end(row, by=cast.referent, reason="  ")
    with pytest.raises(DomainError):
        services.end(row, by=cast.stranger["referent"], reason="x")
    with pytest.raises(DomainError):
        services.end(RoleAssignment.objects.get(user=cast.mayor), by=cast.referent, reason="x")


def test_the_last_programme_manager_stays(cast: Any) -> None:
    row = RoleAssignment.objects.get(user=cast.programme_manager)
    with pytest.raises(DomainError):
        services.end(row, by=cast.programme_manager, reason="x")
    services.grant(user=newcomer(), role=Role.PROGRAMME_MANAGER, place=Place.of(None), by=cast.programme_manager)
    services.end(row, by=cast.programme_manager, reason="x")
    assert not roles_by_town(cast.programme_manager)


def test_a_hand_over_has_days_in_which_both_hold_the_role(cast: Any) -> None:
    leaving = RoleAssignment.objects.get(user=cast.coordinator)
    coming = newcomer()
    after = services.hand_over(
        leaving, successor=coming, by=cast.programme_manager, starts_on=TODAY() + 5 * DAY, ends_on=TODAY() + 10 * DAY
    )
    leaving.refresh_from_db()
    assert leaving.successor == after
    both = [
        (bool(roles_by_town(cast.coordinator, day)), bool(roles_by_town(coming, day)))
        for day in (TODAY(), TODAY() + 7 * DAY, TODAY() + 11 * DAY)
    ]
    assert both == [(True, False), (True, True), (False, True)]
    assert [line.kind for line in roster.changing_soon(cast.programme_manager)] == ["now", "none"]


@pytest.mark.parametrize(("starts", "ends"), [(3, -1), (12, 10)])
def test_a_hand_over_leaves_nothing_alone(cast: Any, starts: int, ends: int) -> None:
    leaving = RoleAssignment.objects.get(user=cast.coordinator)
    with pytest.raises(DomainError):
        services.hand_over(
            leaving,
            successor=newcomer(),
            by=cast.programme_manager,
            starts_on=TODAY() + starts * DAY,
            ends_on=TODAY() + ends * DAY,
        )
    leaving.refresh_from_db()
    assert leaving.ends_on is None


def test_a_referent_without_a_successor_stands_first(cast: Any) -> None:
    row = RoleAssignment.objects.get(user=cast.referent)
    services.end(row, by=cast.mayor, reason="x")
    first = roster.people_of(cast.town, cast.mayor)[0]
    assert (first.kind, first.assignment) == ("late", row)


def test_the_people_of_a_town_are_those_whose_roles_reach_it(cast: Any, sign_in: Any) -> None:
    found = {line.email for line in roster.people_of(cast.town, cast.mayor)}
    assert cast.coordinator.email in found and cast.bureau_manager.email in found
    assert not found & {person.email for person in cast.stranger.values()}
    page = sign_in(cast.mayor).get(f"/t/{cast.town.code}/people/", secure=True)
    assert page.status_code == 200 and cast.referent.email in page.content.decode()


def test_people_pages_are_closed_to_members_and_strangers(cast: Any, sign_in: Any) -> None:
    address = f"/t/{cast.town.code}/people/"
    assert sign_in(cast.member).get(address, secure=True).status_code == 403
    assert sign_in(cast.stranger["referent"]).get(address, secure=True).status_code == 404


def test_a_role_of_another_town_is_not_found_through_the_own(cast: Any, sign_in: Any) -> None:
    foreign = RoleAssignment.objects.get(user=cast.stranger["referent"])
    for verb in ("end", "hand-over"):
        address = f"/t/{cast.town.code}/people/roles/{foreign.pk}/{verb}/"
        assert sign_in(cast.mayor).post(address, {}, secure=True).status_code == 404


def test_a_role_beyond_the_table_is_refused(cast: Any, sign_in: Any) -> None:
    row = RoleAssignment.objects.get(user=cast.mayor)
    address = f"/t/{cast.town.code}/people/roles/{row.pk}/end/"
    assert sign_in(cast.referent).get(address, secure=True).status_code == 403


def test_ending_and_handing_over_through_the_pages(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    row = RoleAssignment.objects.get(user=cast.member)
    address = f"/t/{cast.town.code}/people/roles/{row.pk}/"
    assert client.get(address + "end/", secure=True).status_code == 200
    assert client.post(address + "end/", {"reason": ""}, secure=True).status_code == 200
    response = client.post(address + "end/", {"reason": "עברה תפקיד"}, secure=True)
    assert response.status_code == 302
    row.refresh_from_db()
    assert row.ends_on == TODAY() - DAY
    lead = RoleAssignment.objects.get(user=cast.team_lead)
    dates = {"starts_on": TODAY().isoformat(), "ends_on": (TODAY() + 7 * DAY).isoformat()}
    address = f"/t/{cast.town.code}/people/roles/{lead.pk}/hand-over/"
    assert client.get(address, secure=True).status_code == 200
    assert client.post(address, {"email": "next@town.example", **dates}, secure=True).status_code == 302
    lead.refresh_from_db()
    assert lead.ends_on == TODAY() + 7 * DAY


def test_programme_people(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.programme_manager)
    page = client.get("/programme/people/", secure=True)
    assert page.status_code == 200 and cast.stranger["referent"].email in page.content.decode()
    found = client.get("/programme/people/", {"q": cast.other_town.name_he, "role": "mayor"}, secure=True).content.decode()
    assert "mayor@other.example" in found and "mayor@town.example" not in found
    assert sign_in(cast.coordinator).get("/programme/people/", secure=True).status_code == 404


def test_closing_an_account_ends_its_sessions(cast: Any, sign_in: Any, django_capture_on_commit_callbacks: Any) -> None:
    client = sign_in(cast.referent)
    assert client.get("/my/account/", secure=True).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        services.disable(cast.referent, by=cast.programme_manager, reason="x")
    assert client.get("/my/account/", secure=True).status_code == 302
    with pytest.raises(DomainError):
        services.disable(cast.programme_manager, by=None, reason="x")


def test_asking_for_access_reaches_the_referents_once_a_day(cast: Any, sign_in: Any) -> None:
    from workit.notices.models import Notice
    from workit.tenancy import acting_for

    client = sign_in(cast.member)
    for _ in range(2):
        assert client.post(f"/t/{cast.town.code}/access/", {"action": "person.view"}, secure=True).status_code == 302
    with acting_for([cast.town.pk]):
        told = set(Notice.objects.filter(type="access.asked").values_list("to__email", flat=True))
    assert told == {cast.people["referent_strategic"].email, cast.referent.email}
