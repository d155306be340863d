"""The methodology file is complete and adds up, before anything loads it."""

import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workit.access.roles import Role

CONTENT = Path(__file__).parents[2] / "workit" / "stages" / "content" / "methodology_v1.json"
METHODOLOGY: dict[str, Any] = json.loads(CONTENT.read_text(encoding="utf-8"))
STAGES = METHODOLOGY["stages"]
MILESTONES = [milestone for stage in STAGES for milestone in stage["milestones"]]
MEETINGS = METHODOLOGY["sessions"] + METHODOLOGY["templates"]
LETTER_PLACES = {"addressee", "body", "contact", "from_date", "organisation", "sender", "town"}


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string of the file with the path that leads to it."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, f"{path}/{index}")
    elif isinstance(node, str):
        yield path, node


def test_three_stages_hold_fifteen_milestones() -> None:
    assert [len(stage["milestones"]) for stage in STAGES] == [4, 7, 4]
    assert [stage["number"] for stage in STAGES] == [1, 2, 3]
    assert [milestone["number"] for milestone in MILESTONES] == list(range(1, 16))


def test_board_heads_are_those_of_the_regional_board() -> None:
    assert [milestone["short_he"] for milestone in MILESTONES] == [
        "רתימה",
        "הסכמות",
        "רפרנט",
        "צוות מוביל",
        "הקמת פורום",
        "נתונים",
        "מעסיקים",
        "שיתוף ציבור",
        "מיקודים",
        "תוכנית עבודה",
        "הצגה לראש הרשות",
        "צוותי משימה",
        "שגרות",
        "יישום",
        "בקרה",
    ]


def test_codes_are_unique() -> None:
    for codes in (
        [stage["code"] for stage in STAGES],
        [milestone["code"] for milestone in MILESTONES],
        [item["code"] for milestone in MILESTONES for item in milestone["checklist"]],
        [meeting["code"] for meeting in MEETINGS],
    ):
        assert len(codes) == len(set(codes))


def test_each_milestone_can_be_carried_by_its_checklist() -> None:
    for milestone in MILESTONES:
        assert any(item["required"] for item in milestone["checklist"]), milestone["code"]
        assert all(item["evidence"] for item in milestone["checklist"]), milestone["code"]
        assert milestone["evidence"], milestone["code"]


def test_watched_comes_before_stuck() -> None:
    for thresholds in (METHODOLOGY["settings"], *MILESTONES):
        assert 0 < thresholds["watch_days"] < thresholds["stuck_days"]


def test_seven_sessions_in_order() -> None:
    assert [session["number"] for session in METHODOLOGY["sessions"]] == list(range(1, 8))


@pytest.mark.parametrize("meeting", MEETINGS, ids=lambda meeting: meeting["code"])
def test_agenda_fills_the_meeting_exactly(meeting: dict[str, Any]) -> None:
    assert sum(item["minutes"] for item in meeting["agenda"]) == meeting["minutes"] <= 180
    assert all(item["minutes"] > 0 for item in meeting["agenda"])
    assert {item["kind"] for item in meeting["agenda"]} <= {"information", "discussion", "decision", "break"}
    assert meeting["milestone"] in {milestone["code"] for milestone in MILESTONES}


def test_work_plan_session_follows_the_outline_of_the_handbook() -> None:
    work_plan = METHODOLOGY["sessions"][4]
    assert [item["minutes"] for item in work_plan["agenda"]] == [20, 25, 25, 20, 30, 45, 15]


def test_roles_are_known() -> None:
    known = set(Role.values)
    assert {milestone["owner_role"] for milestone in MILESTONES} <= known
    for meeting in MEETINGS:
        for item in meeting["agenda"]:
            assert (item["presenter_role"] is None) == (item["kind"] == "break")
            assert item["presenter_role"] is None or item["presenter_role"] in known


def test_seven_sectors_and_five_health_signals() -> None:
    assert len(METHODOLOGY["sectors"]) == 7
    assert [signal["code"] for signal in METHODOLOGY["health_signals"]] == [
        "length",
        "rhythm",
        "attendance",
        "seniority",
        "substitutes",
    ]


def test_no_text_is_empty() -> None:
    assert [path for path, text in texts(METHODOLOGY) if not text.strip()] == []


def test_names_stand_in_three_languages() -> None:
    for named in (*STAGES, *MILESTONES, *MEETINGS, *METHODOLOGY["sectors"]):
        assert named["name_he"] and named["name_en"] and named["name_ar"]


def test_hebrew_marks_and_no_slashed_genders() -> None:
    for path, text in texts(METHODOLOGY):
        if path.rsplit("/", 1)[-1].endswith("_en"):
            continue
        assert '"' not in text and "'" not in text, path
        assert "/" not in text or path.endswith("/quorum"), path


def test_letters_name_only_the_places_that_are_filled() -> None:
    for part in ("appointment_letter", "letters"):
        for path, text in texts(METHODOLOGY[part]):
            places = {place for _, place, _, _ in string.Formatter().parse(text) if place is not None}
            assert places <= LETTER_PLACES, path
