"""Dates a planner is warned of: weekend, holidays, eves and fasts of all communities."""

import datetime
import json

import pytest
from django.utils import translation

from workit.reference.calendar import EXTRA, Community, DayWarning, Kind, day_warnings, is_rest_day


def kinds(date: str) -> list[Kind]:
    return [warning.kind for warning in day_warnings(datetime.date.fromisoformat(date))]


def communities(date: str) -> set[Community | None]:
    return {warning.community for warning in day_warnings(datetime.date.fromisoformat(date))}


def test_a_working_day_has_no_warnings() -> None:
    assert day_warnings(datetime.date(2026, 11, 24)) == []


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        ("2026-11-27", Kind.FRIDAY),
        ("2026-11-28", Kind.SATURDAY),
        ("2026-09-21", Kind.HOLIDAY),  # Yom Kippur
        ("2026-09-20", Kind.EVE),
        ("2025-05-01", Kind.HOLIDAY),  # Independence Day, moved off the Sabbath
        ("2026-09-29", Kind.OBSERVANCE),  # within Sukkot
        ("2026-07-23", Kind.FAST),  # Ninth of Av
        ("2026-12-20", Kind.FAST),  # Tenth of Tevet
        ("2026-04-14", Kind.OBSERVANCE),  # Holocaust Remembrance Day
    ],
)
def test_the_state_calendar(date: str, kind: Kind) -> None:
    assert kind in kinds(date)


def test_second_day_of_the_new_year_is_a_holiday_and_no_eve() -> None:
    assert kinds("2026-09-13") == [Kind.HOLIDAY]


@pytest.mark.parametrize(
    ("date", "community", "kind"),
    [
        ("2026-03-20", Community.MUSLIM, Kind.HOLIDAY),  # Eid al-Fitr
        ("2026-03-19", Community.MUSLIM, Kind.EVE),
        ("2027-05-19", Community.MUSLIM, Kind.HOLIDAY),  # fourth day of Eid al-Adha
        ("2026-03-01", Community.MUSLIM, Kind.FAST),  # Ramadan
        ("2026-12-25", Community.CHRISTIAN, Kind.HOLIDAY),
        ("2027-01-07", Community.CHRISTIAN, Kind.HOLIDAY),
        ("2027-05-02", Community.CHRISTIAN, Kind.HOLIDAY),  # Orthodox Easter
        ("2027-04-25", Community.DRUZE, Kind.HOLIDAY),  # Nabi Shu'ayb
    ],
)
def test_days_of_other_communities(date: str, community: Community, kind: Kind) -> None:
    assert (community, kind) in {
        (warning.community, warning.kind) for warning in day_warnings(datetime.date.fromisoformat(date))
    }


def test_an_eve_reaches_back_over_the_turn_of_the_year() -> None:
    assert Community.CHRISTIAN in communities("2027-12-24")
    assert Community.MUSLIM in communities("2027-01-05")


def test_a_fast_does_not_run_into_the_feast_that_ends_it() -> None:
    for year in range(2025, 2031):
        warned = [day_warnings(datetime.date(year, 1, 1) + datetime.timedelta(days=day)) for day in range(366)]
        for warnings in warned:
            muslim = {warning.kind for warning in warnings if warning.community is Community.MUSLIM}
            assert not {Kind.FAST, Kind.HOLIDAY} <= muslim


def test_moon_dependent_days_say_so() -> None:
    table = json.loads(EXTRA.read_text(encoding="utf-8"))["holidays"]
    assert all(entry["approximate"] for entry in table if entry["community"] == "muslim")
    assert not any(entry["approximate"] for entry in table if entry["community"] == "christian")


def test_every_day_of_the_table_is_named_in_three_languages() -> None:
    for entry in json.loads(EXTRA.read_text(encoding="utf-8"))["holidays"]:
        assert entry["name_he"] and entry["name_en"] and entry["name_ar"], entry["code"]


def test_state_days_are_named_in_arabic() -> None:
    for day in range(366 * 6):
        for warning in day_warnings(datetime.date(2025, 1, 1) + datetime.timedelta(days=day)):
            assert warning.name_ar or warning.community is None, warning


def test_what_weighs_most_comes_first() -> None:
    assert kinds("2026-10-03")[0] is Kind.SATURDAY
    assert kinds("2026-04-03")[0] is Kind.HOLIDAY


def test_rest_days_are_those_of_the_law() -> None:
    assert is_rest_day(datetime.date(2026, 11, 28))
    assert is_rest_day(datetime.date(2026, 9, 21))
    assert not is_rest_day(datetime.date(2026, 11, 27))
    assert not is_rest_day(datetime.date(2026, 12, 25))


def test_text_is_in_the_language_in_force() -> None:
    fitr = DayWarning(Kind.EVE, Community.MUSLIM, "עיד אל־פיטר", "Eid al-Fitr", "عيد الفطر", approximate=True)
    with translation.override("en"):
        assert fitr.text == "Eve of Eid al-Fitr, the date may move by a day"
        assert DayWarning(Kind.SATURDAY).text == "Saturday"
    with translation.override("ar"):
        assert fitr.name == "عيد الفطر"
    with translation.override("ru"):
        assert fitr.name == "עיד אל־פיטר"
