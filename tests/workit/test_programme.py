"""The programme's pages: towns join, move and leave; regions, bureaus, lists, report."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from workit.access.roles import Role
from workit.access.towns import roles_by_town
from workit.people.models import Invitation, RoleAssignment
from workit.places import services
from workit.places.models import Bureau, District, Municipality, Region
from workit.web.errors import DomainError

PAGES = (
    "/programme/",
    "/programme/?show=known",
    "/programme/?q=שבע&show=known",
    "/programme/towns/add/?code=9000",
    "/programme/towns/2800/",
    "/programme/towns/2800/leave/",
    "/programme/places/",
    "/programme/bureaus/add/",
    "/programme/regions/add/",
    "/programme/regions/north/",
    "/programme/lists/",
    "/programme/lists/?list=industry",
    "/programme/report/",
    "/programme/people/",
    "/programme/people/invite/",
)


@pytest.mark.parametrize("address", PAGES)
def test_the_programme_manager_reads_each_page(cast: Any, sign_in: Any, address: str) -> None:
    assert sign_in(cast.programme_manager).get(address, secure=True).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PROGRAMME_MANAGER, Role.OBSERVER)])
def test_for_others_the_programme_is_missing(cast: Any, sign_in: Any, role: str) -> None:
    client = sign_in(cast.people[role])
    for address in PAGES[:1] + PAGES[3:6]:
        assert client.get(address, secure=True).status_code == 404


def test_an_observer_of_the_programme_reads_and_changes_nothing(cast: Any, sign_in: Any) -> None:
    observer = cast.observer
    RoleAssignment.objects.filter(user=observer).update(scope="programme", town=None)
    client = sign_in(observer)
    for address in ("/programme/", "/programme/report/", "/programme/lists/", "/programme/places/", "/programme/people/"):
        assert client.get(address, secure=True).status_code == 200
    for address in ("/programme/towns/add/", "/programme/towns/2800/", "/programme/bureaus/add/", "/programme/people/invite/"):
        assert client.get(address, secure=True).status_code == 403


def test_a_town_is_added_with_its_first_invitation(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.programme_manager)
    data = {
        "code": "9000",
        "region": Region.objects.get(code="south").pk,
        "district": District.objects.get(code="south").pk,
        "joined_on": timezone.localdate().isoformat(),
        "email": "ceo@example.org",
        "role": "ceo",
    }
    assert client.post("/programme/towns/add/", {**data, "code": ""}, secure=True).status_code == 200
    assert client.post("/programme/towns/add/", data, secure=True).status_code == 302
    town = Municipality.objects.get(code="9000")
    assert town.is_tenant and Invitation.objects.get().town == town
    assert str(town.name_he) in client.get("/programme/", secure=True).content.decode()


def test_a_refused_invitation_leaves_no_half_town(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.programme_manager)
    data = {
        "code": "9000",
        "region": Region.objects.get(code="south").pk,
        "district": District.objects.get(code="south").pk,
        "joined_on": (timezone.localdate() + datetime.timedelta(days=1)).isoformat(),
    }
    assert client.post("/programme/towns/add/", data, secure=True).status_code == 200
    assert not Municipality.objects.get(code="9000").is_tenant


def test_moving_a_town_changes_who_sees_it(cast: Any) -> None:
    south = Region.objects.get(code="south")
    assert cast.town.pk in roles_by_town(cast.coordinator)
    services.change_town(cast.town, by=cast.programme_manager, region=south, district=cast.town.district, bureaus=[])
    assert cast.town.pk not in roles_by_town(cast.coordinator)
    assert cast.town.pk not in roles_by_town(cast.bureau_manager)


def test_a_town_that_left_is_seen_by_nobody_and_may_come_back(cast: Any, sign_in: Any) -> None:
    services.leave(cast.town, by=cast.programme_manager, left_on=timezone.localdate(), reason="x")
    for person in (cast.referent, cast.coordinator, cast.programme_manager):
        assert cast.town.pk not in roles_by_town(person)
    with pytest.raises(DomainError):
        services.leave(cast.town, by=cast.programme_manager, left_on=timezone.localdate(), reason="x")
    joined_on = Municipality.objects.get(pk=cast.town.pk).joined_on
    back = services.add_town(code=cast.town.code, region=cast.region, by=cast.programme_manager)
    assert back.is_tenant and back.joined_on == joined_on
    assert cast.town.pk not in roles_by_town(cast.referent)


def test_a_bureau_serves_several_towns(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.programme_manager)
    data = {
        "name": "לשכת הגליל",
        "district": cast.town.district.pk,
        "towns": [cast.town.pk, cast.other_town.pk],
    }
    assert client.post("/programme/bureaus/add/", data, secure=True).status_code == 302
    bureau = Bureau.objects.get(name_he="לשכת הגליל")
    assert set(bureau.towns.all()) == {cast.town, cast.other_town}
    assert client.post("/programme/bureaus/add/", data, secure=True).status_code == 200
    assert client.post(f"/programme/bureaus/{bureau.pk}/", {**data, "towns": [cast.town.pk]}, secure=True).status_code == 302
    assert set(bureau.towns.all()) == {cast.town}


def test_a_region_is_added_and_renamed(cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.programme_manager)
    data = {"name_he": "אזור מרכז", "name_en": "Centre", "name_ar": ""}
    assert client.post("/programme/regions/add/", data, secure=True).status_code == 302
    assert Region.objects.get(name_he="אזור מרכז").code == "centre"
    assert client.post("/programme/regions/centre/", {**data, "name_he": "אזור המרכז"}, secure=True).status_code == 302
    assert Region.objects.get(code="centre").name_he == "אזור המרכז"


def test_towns_without_a_referent_are_counted_in_the_title(cast: Any, sign_in: Any) -> None:
    from django.utils import translation

    from workit.places.programme import news, town_lines
    from workit.tenancy import acting_for

    RoleAssignment.objects.filter(town=cast.town, role__startswith="referent").delete()
    with acting_for([cast.town.pk, cast.other_town.pk]), translation.override("en"):
        assert news(town_lines(), 257) == "2 towns are active, out of 257. one has no referent."
