"""The regional board: who stands where, where to go, overdue tasks, letters."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.bodies.models import Body, BodyKind
from forums.meetings.models import Meeting, MeetingState
from forums.members.models import Member
from forums.tasks.models import Task
from tests.cast import Cast, grant
from workit.access.roles import REFERENTS, Role
from workit.home.board import calls_of, columns_of, make_board
from workit.people.models import RoleAssignment
from workit.places.models import Municipality
from workit.stages import services
from workit.stages.models import Evidence, Methodology, TownMilestone
from workit.stages.progress import Verdict
from workit.tenancy import acting_for


def days_ago(days: int) -> datetime.date:
    return timezone.localdate() - datetime.timedelta(days=days)


@pytest.fixture
def two(cast: Cast) -> Any:
    """Two towns: one stuck for 74 days, one that set out yesterday; the coordinator has both regions."""
    with acting_for([cast.town.pk, cast.other_town.pk]):
        services.start_way(town=cast.town, on=days_ago(74), by=None)
        services.start_way(town=cast.other_town, on=days_ago(1), by=None)
        grant(cast.coordinator, Role.REGIONAL_COORDINATOR, cast.other_town)
        yield cast


def board_of(*towns: Municipality) -> Any:
    stages = list(Methodology.objects.get(is_current=True).stages.prefetch_related("milestones"))
    return make_board(list(towns), timezone.localdate(), columns_of(stages))


def test_the_news_counts_the_stuck_first(two: Cast) -> None:
    assert board_of(two.town, two.other_town).news() == "יישוב אחד תקוע, אחד מתקדם."
    assert board_of(two.other_town).news() == "היישוב מתקדם."
    assert board_of().news() == "עדיין אין כאן יישובים."


def test_each_town_has_a_cell_for_each_milestone_with_words(two: Cast) -> None:
    row = board_of(two.town).rows[0]
    assert len(row.cells) == 15
    assert (row.cells[0].css, row.cells[0].words) == ("c", "נוכחי, 74 ימים")
    assert (row.cells[1].css, row.cells[1].words) == ("", "טרם")
    assert row.verdict == Verdict.STUCK


def test_a_stuck_town_without_a_mayor_meeting_sends_to_the_district_manager(two: Cast) -> None:
    [call] = calls_of(board_of(two.town, two.other_town), "all")
    assert call.town == two.town
    assert call.reason == "לא נקבעה פגישה עם ראש הרשות."
    assert [step.label for step in call.steps] == ["פנייה למנהל המחוז", "מכתב פנייה"]


def past_the_mayor(cast: Cast) -> None:
    """Confirm the two milestones with the mayor long ago, so that the town is stuck at the referent's."""
    for code in ("mayor_engaged", "agreements"):
        services.confirm(
            town_milestone=TownMilestone.objects.get(municipality=cast.town, milestone__code=code),
            by=cast.ceo,
            done_on=days_ago(70),
        )


def test_a_town_whose_referent_left_asks_for_a_letter_of_appointment(two: Cast) -> None:
    past_the_mayor(two)
    RoleAssignment.objects.filter(town=two.town, role__in=REFERENTS).update(ends_on=days_ago(5))
    [call] = calls_of(board_of(two.town), "all")
    assert call.reason == "הרפרנט הוחלף ואין כתב מינוי חדש."
    assert [step.label for step in call.steps] == ["קביעת ביקור", "נוסח כתב מינוי"]


def held(cast: Cast, town: Municipality, *, present: int, members: int) -> None:
    body = Body.objects.create(municipality=town, kind=BodyKind.FORUM, name="הפורום")
    Meeting.objects.create(
        municipality=town,
        body=body,
        number=1,
        title="מפגש",
        state=MeetingState.CLOSED,
        starts_at=timezone.now() - datetime.timedelta(days=9),
        present_counted=present,
        members_counted=members,
    )


def test_attendance_under_the_mark_is_a_reason(two: Cast) -> None:
    past_the_mayor(two)
    held(two, two.town, present=9, members=18)
    [call] = calls_of(board_of(two.town), "all")
    assert call.reason == "נוכחות 9 מתוך 18, מתחת לסף."
    assert board_of(two.town).rows[0].facts.is_thin


def overdue_task(town: Municipality, number: int, user: Any = None) -> None:
    owner, _ = Member.objects.get_or_create(
        municipality=town, name=f"חברה {user or ''}", sector="business", defaults={"user": user}
    )
    Task.objects.create(municipality=town, number=number, text=f"משימה {number}", owner=owner, due_on=days_ago(3))


def test_overdue_tasks_are_counted_and_listed(two: Cast, sign_in: Any) -> None:
    overdue_task(two.town, 1)
    overdue_task(two.town, 2, two.coordinator)
    overdue_task(two.other_town, 1)
    assert board_of(two.town).rows[0].facts.overdue_tasks == 2
    page = sign_in(two.coordinator).get("/r/all/tasks/").content.decode()
    assert "שלוש משימות באיחור, בשני יישובים." in page.replace("שלוש  ", "שלוש ")
    assert page.count("משימה 2") == 2, "one's own stands first, and again under its town"


def test_the_page_takes_as_many_queries_for_many_towns_as_for_few(two: Cast, sign_in: Any) -> None:
    client = sign_in(two.coordinator)
    client.get("/r/all/")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/r/all/").status_code == 200
    more = list(Municipality.objects.filter(joined_on=None)[:30])
    for town in more:
        Municipality.objects.filter(pk=town.pk).update(joined_on=days_ago(60), region=two.region)
    with acting_for([town.pk for town in more]):
        for town in more:
            services.start_way(town=town, on=days_ago(60), by=None)
            held(two, town, present=9, members=18)
            overdue_task(town, 1)
    with CaptureQueriesContext(connection) as many:
        page = client.get("/r/all/").content.decode()
    assert page.count('<th scope="row">') == 32
    assert len(many) <= len(few)


def test_a_region_shows_its_own_towns(two: Cast, sign_in: Any) -> None:
    page = sign_in(two.coordinator).get("/r/north/").content.decode()
    assert two.town.name_he in page
    assert two.other_town.name_he not in page


def test_the_board_is_for_those_who_accompany(two: Cast, sign_in: Any) -> None:
    assert sign_in(two.referent).get("/r/all/").status_code == 404
    assert sign_in(two.people[Role.BUREAU_MANAGER]).get("/r/all/").status_code == 403
    assert sign_in(two.stranger[Role.REGIONAL_COORDINATOR]).get("/r/north/").status_code == 404
    assert sign_in(two.people[Role.DISTRICT_MANAGER]).get("/r/all/").status_code == 200


def test_a_letter_is_filled_for_the_town_and_signed_by_who_appoints(two: Cast, sign_in: Any) -> None:
    page = sign_in(two.coordinator).get("/r/all/letters/referent/", {"town": two.town.code}).content.decode()
    assert f"כתב מינוי: רפרנט תעסוקה יישובי, {two.town.title}" in page
    assert "{town}" not in page
    assert "________" in page


@pytest.mark.parametrize("letter", ["mayor_first", "referent", "member", "district"])
def test_every_letter_opens(two: Cast, sign_in: Any, letter: str) -> None:
    assert sign_in(two.coordinator).get(f"/r/all/letters/{letter}/", {"town": two.town.code}).status_code == 200


def test_an_unknown_letter_and_a_foreign_town_are_missing(two: Cast, sign_in: Any) -> None:
    client = sign_in(two.coordinator)
    assert client.get("/r/all/letters/nonsense/", {"town": two.town.code}).status_code == 404
    assert client.get("/r/all/letters/referent/", {"town": "9000"}).status_code == 404


def test_a_letter_that_was_sent_is_evidence(two: Cast, sign_in: Any) -> None:
    answer = sign_in(two.coordinator).post("/r/all/letters/referent/sent/", {"town": two.town.code})
    assert answer.status_code == 302
    assert Evidence.objects.filter(provider="letter_sent:referent", municipality=two.town).count() == 1


def test_a_role_in_one_region_gives_no_verbs_in_another(two: Cast, sign_in: Any) -> None:
    """An observer of the programme who coordinates the north reads the south and does nothing there."""
    person = two.stranger[Role.OBSERVER]
    RoleAssignment.objects.create(user=person, role=Role.OBSERVER, scope="programme")
    grant(person, Role.REGIONAL_COORDINATOR, two.town)
    client = sign_in(person)
    assert two.other_town.name_he in client.get("/r/all/").content.decode()
    assert client.post("/r/all/letters/referent/sent/", {"town": two.other_town.code}).status_code == 404
    assert client.post("/r/all/letters/referent/sent/", {"town": two.town.code}).status_code == 302
