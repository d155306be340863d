"""The arithmetic of an agenda."""

import datetime

import pytest
from django.utils import translation

from forums.meetings.agenda import Day, Slot
from workit.web.durations import duration_words, hours_minutes, parse_duration, parse_minutes

NINE = datetime.datetime(2025, 12, 15, 9, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1.5h", 90),
        ("90m", 90),
        ("1:30", 90),
        ("3 שעות", 180),
        ("180", 180),
        ("3", 180),
        ("1.5", 90),
        ("2,5 שעות", 150),
        ("שעה וחצי", 90),
        ("שעתיים", 120),
        ("3 שעות וחצי", 210),
        ("2 שעות ו-15 דקות", 135),
        ("2h30m", 150),
        ("90 דק׳", 90),
        ("45 minutes", 45),
        ("3 ساعات", 180),
        ("حصة", None),
        ("", None),
        ("0", None),
        ("25:00", None),
        ("three", None),
        ("-5", None),
    ],
)
def test_a_length_is_read_as_people_type_it(typed: str, minutes: int | None) -> None:
    if minutes is None:
        with pytest.raises(ValueError):
            parse_duration(typed)
    else:
        assert parse_duration(typed) == minutes


def test_minutes_of_an_item_are_minutes_even_when_few() -> None:
    assert parse_minutes(" 5 ") == 5
    assert parse_minutes("1:30") == 90
    assert parse_minutes("0") == 0


@pytest.mark.parametrize("language", ["he", "en", "ar"])
@pytest.mark.parametrize("minutes", [45, 60, 90, 120, 180, 195])
def test_words_of_a_length_can_be_read_back(language: str, minutes: int) -> None:
    with translation.override(language):
        assert parse_duration(duration_words(minutes)) == minutes


def day() -> Day:
    lengths = [10, 20, 30, 30, 15, 30, 45, 15]
    return Day([Slot(minutes, is_break=minutes == 15 and place == 4) for place, minutes in enumerate(lengths)], 180, NINE)


def test_the_clock_runs_on_from_item_to_item() -> None:
    clock = [moment.strftime("%H:%M") for moment in day().starts if moment]
    assert clock == ["09:00", "09:10", "09:30", "10:00", "10:30", "10:45", "11:15", "12:00"]


def test_what_runs_over_is_counted_cut_at_the_mark_and_marked() -> None:
    assert (day().total, day().over, hours_minutes(day().total)) == (195, 15, "3:15")
    assert day().ends_at == NINE + datetime.timedelta(minutes=195)
    assert [segment.is_over for segment in day().segments] == [False] * 7 + [True]
    assert day().late_places == {7}


def test_an_item_across_the_mark_is_shown_in_two_parts() -> None:
    crossing = Day([Slot(50), Slot(20)], 60)
    assert [(part.start, part.minutes, part.is_over) for part in crossing.segments] == [
        (0, 50, False),
        (50, 10, False),
        (60, 10, True),
    ]


def test_the_gentlest_shortening_is_offered() -> None:
    fix = day().shortening
    assert fix is not None
    assert (fix.places, fix.to_minutes) == ((2, 3, 5), 25)


def test_no_shortening_is_offered_when_nothing_runs_over_or_nothing_helps() -> None:
    assert Day([Slot(30)], 60).shortening is None
    assert Day([Slot(5)] * 40, 60).shortening is None


def test_without_a_time_there_is_no_clock() -> None:
    assert Day([Slot(30)], 60).starts == [None]
    assert Day([Slot(30)], 60).spare == 30
