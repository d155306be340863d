"""`./manage add_town --code 9000`: an authority becomes a town, complete."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from workit.places.loaders import load_places
from workit.places.models import Municipality, Region
from workit.places.services import add_town
from workit.stages.models import TownMilestone, TownStage
from workit.tenancy import acting_for
from workit.web.errors import DomainError


def test_code_9000_joins_and_sets_out(db: None) -> None:
    out = StringIO()
    call_command("add_town", code="9000", stdout=out)
    town = Municipality.objects.get(code="9000")
    assert town.is_tenant and town.name_he == "באר שבע"
    assert town.region == Region.objects.get(code="south") and "9000" in out.getvalue()
    with acting_for([town.pk]):
        assert TownStage.objects.count() == 3
        assert TownMilestone.objects.count() == 15
        assert TownMilestone.objects.filter(state="in_progress").count() == 1


def test_what_the_apps_set_up_comes_with_it(db: None, monkeypatch: Any) -> None:
    from workit.places import services

    seen: list[Any] = []
    monkeypatch.setattr(services, "SETUPS", [lambda town, day, by: seen.append((town.code, day, by))])
    call_command("add_town", code="9000", joined_on=datetime.date(2026, 1, 4), stdout=StringIO())
    assert seen == [("9000", datetime.date(2026, 1, 4), None)]


@pytest.mark.parametrize("options", [{"code": "999999"}, {"code": "9000", "region": "moon"}, {"code": "9000", "name": "חיפה"}])
def test_what_is_wrong_is_named_and_nothing_joins(db: None, options: dict[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("add_town", **options, stdout=StringIO())
    assert not Municipality.objects.tenants().exists()


def test_a_town_joins_once(db: None) -> None:
    region = Region.objects.get(code="south")
    add_town(code="9000", region=region, by=None)
    with pytest.raises(DomainError):
        add_town(code="9000", region=region, by=None)
    with pytest.raises(CommandError):
        call_command("add_town", code="9000", stdout=StringIO())


def test_loading_the_lists_again_keeps_what_towns_are(db: None) -> None:
    add_town(code="9000", region=Region.objects.get(code="south"), by=None)
    load_places()
    town = Municipality.objects.get(code="9000")
    assert town.joined_on == timezone.localdate() and town.region is not None


def test_arabic_names_of_the_fourteen_towns_are_the_better_ones(db: None) -> None:
    load_places()
    assert Municipality.objects.get(code="2800").name_ar == "كريات شمونة"
