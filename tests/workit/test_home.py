"""Homes by role, the switcher, navigation, the cards of the town home."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.bodies.models import Body, BodyKind
from forums.meetings.models import Answer, Invitee, Meeting, MeetingState
from forums.members.models import Member
from forums.tasks.models import Task
from tests.cast import Cast, grant
from workit.access.roles import Role
from workit.home.cards import town_card
from workit.home.switcher import same_place
from workit.people.models import RoleAssignment
from workit.stages import services
from workit.tenancy import acting_for


@pytest.fixture
def at_home(cast: Cast) -> Any:
    """The cast's town on the way since a hundred days, in force."""
    with acting_for([cast.town.pk]):
        services.start_way(town=cast.town, on=timezone.localdate() - datetime.timedelta(days=100), by=None)
        yield cast


@pytest.mark.parametrize(
    ("role", "leads_to"),
    [
        (Role.REFERENT_OPERATIONAL, "/t/2800/"),
        (Role.FORUM_MEMBER, "/t/2800/"),
        (Role.MAYOR, "/t/2800/"),
        (Role.BUREAU_MANAGER, "/t/2800/"),
        (Role.REGIONAL_COORDINATOR, "/r/all/"),
        (Role.DISTRICT_MANAGER, "/r/all/"),
        (Role.PROGRAMME_MANAGER, "/programme/"),
    ],
)
def test_the_root_leads_to_the_home_of_the_role(at_home: Cast, sign_in: Any, role: str, leads_to: str) -> None:
    answer = sign_in(at_home.people[role]).get("/")
    assert (answer.status_code, answer["Location"]) == (302, leads_to)


def test_who_has_several_towns_chooses(at_home: Cast, sign_in: Any) -> None:
    grant(at_home.referent, Role.FORUM_MEMBER, at_home.other_town)
    client = sign_in(at_home.referent)
    assert client.get("/")["Location"] == "/towns/"
    page = client.get("/towns/").content.decode()
    assert at_home.town.name_he in page
    assert at_home.other_town.name_he in page


def test_who_holds_no_role_is_told_so(at_home: Cast, sign_in: Any) -> None:
    RoleAssignment.objects.filter(user=at_home.member).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    answer = sign_in(at_home.member).get("/")
    assert answer.status_code == 200
    assert "אין לך תפקיד היום" in answer.content.decode()


def test_a_visitor_is_asked_to_sign_in(at_home: Cast, client: Any) -> None:
    assert "/accounts/" in client.get("/")["Location"]


def test_an_observer_sees_towns_as_view_only(at_home: Cast, sign_in: Any) -> None:
    assert "צפייה בלבד" in sign_in(at_home.people[Role.OBSERVER]).get("/towns/").content.decode()


def test_search_narrows_the_switcher(at_home: Cast, sign_in: Any) -> None:
    grant(at_home.referent, Role.FORUM_MEMBER, at_home.other_town)
    client = sign_in(at_home.referent)
    page = client.get(
        "/towns/", {"q": at_home.other_town.name_he[:4]}, headers={"HX-Request": "true", "HX-Target": "town-list"}
    )
    assert at_home.other_town.name_he in page.content.decode()
    assert at_home.town.name_he not in page.content.decode()
    assert "<html" not in page.content.decode()


def test_the_switcher_shows_own_towns_only(at_home: Cast, sign_in: Any) -> None:
    assert at_home.other_town.name_he not in sign_in(at_home.referent).get("/towns/").content.decode()


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("/t/2800/way/", "/t/2200/way/"),
        ("/t/2800/way/work_plan/", "/t/2200/way/work_plan/"),
        ("/t/2800/", "/t/2200/"),
        ("/r/all/", "/t/2200/"),
        ("", "/t/2200/"),
        ("/t/2800/no/such/place/", "/t/2200/"),
        ("//evil.example/t/2800/", "/t/2200/"),
    ],
)
def test_switching_keeps_the_place(here: str, there: str) -> None:
    assert same_place("2200", here) == there


def test_the_home_says_the_news_and_shows_the_way(at_home: Cast, sign_in: Any) -> None:
    page = sign_in(at_home.referent).get("/t/2800/").content.decode()
    assert "עכשיו רותמים את ראש הרשות." in page
    assert 'aria-current="step"' in page
    assert "לא נקבע מפגש" in page
    assert "מצב המיפוי" in page


def plan_meeting(cast: Cast, coming: int, of: int) -> Meeting:
    body = Body.objects.create(municipality=cast.town, kind=BodyKind.FORUM, name="הפורום")
    meeting = Meeting.objects.create(
        municipality=cast.town,
        body=body,
        number=5,
        title="מפגש חמישי",
        state=MeetingState.PLANNED,
        starts_at=timezone.now() + datetime.timedelta(days=6),
    )
    for number in range(of):
        answer = Answer.ACCEPTED if number < coming else Answer.NONE
        Invitee.objects.create(municipality=cast.town, meeting=meeting, name=f"חבר {number}", answer=answer)
    return meeting


def test_the_meeting_card_counts_answers_against_the_mark(at_home: Cast, sign_in: Any) -> None:
    plan_meeting(at_home, coming=11, of=18)
    page = sign_in(at_home.referent).get("/t/2800/").content.decode()
    assert "חסר אישור אחד לסף" in page
    assert "מפגש חמישי" in page


def test_the_tasks_card_shows_ones_own_only(at_home: Cast, sign_in: Any) -> None:
    for number, user in enumerate((at_home.referent, at_home.ceo), 1):
        owner = Member.objects.create(
            municipality=at_home.town, name=f"בעל תפקיד {number}", sector="local_government", user=user
        )
        due = timezone.localdate() - datetime.timedelta(days=3)
        Task.objects.create(municipality=at_home.town, number=number, text=f"משימה {number}", owner=owner, due_on=due)
    page = sign_in(at_home.referent).get("/t/2800/").content.decode()
    assert "משימה 1" in page
    assert "משימה 2" not in page


def test_queries_of_the_home_do_not_grow_with_tasks(at_home: Cast, sign_in: Any) -> None:
    client = sign_in(at_home.referent)
    owner = Member.objects.create(municipality=at_home.town, name="רפרנטית", sector="local_government", user=at_home.referent)
    counts = []
    for number in range(1, 9):
        Task.objects.create(municipality=at_home.town, number=number, text="משימה", owner=owner, due_on=timezone.localdate())
        with CaptureQueriesContext(connection) as queries:
            client.get("/t/2800/")
        counts.append(len(queries))
    assert counts[1] == counts[-1]


def test_the_ribbon_takes_two_queries_and_only_where_it_is_drawn(at_home: Cast, sign_in: Any) -> None:
    client = sign_in(at_home.referent)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/t/2800/way/mayor_engaged/").content.decode()
    assert 'class="ribbon"' in page
    ways = [
        query for query in queries if 'FROM "workit_townmilestone"' in query["sql"] or 'FROM "workit_townstage"' in query["sql"]
    ]
    assert len(ways) == 3  # the milestone of the page, and the way once: the ribbon reads what the page has read


def test_the_interviewer_does_not_see_the_town(at_home: Cast, sign_in: Any) -> None:
    assert sign_in(at_home.people[Role.INTERVIEWER]).get("/t/2800/").status_code == 403


def test_two_cards_may_not_have_one_code() -> None:
    with pytest.raises(ValueError, match="twice"):
        town_card("mapping", place="side", order=9)(lambda request: None)
