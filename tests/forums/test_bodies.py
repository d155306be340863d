"""Bodies: opened, set, closed."""

from typing import Any

import pytest
from django.urls import reverse

from forums.bodies.models import Body
from forums.bodies.services import close_body, edit_body, open_body
from forums.meetings.services import plan
from tests.cast import Cast
from workit.audit.models import AuditEntry
from workit.tenancy import acting_for
from workit.web.errors import DomainError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(cast: Cast) -> Any:
    with acting_for([cast.town.pk]):
        yield


def test_a_town_has_one_forum_and_many_teams(cast: Cast) -> None:
    open_body(town=cast.town, kind="forum", name="פורום", by=None)
    with pytest.raises(DomainError):
        open_body(town=cast.town, kind="forum", name="פורום שני", by=None)
    open_body(town=cast.town, kind="task_team", name="צוות מעסיקים", by=None)
    with pytest.raises(DomainError):
        open_body(town=cast.town, kind="task_team", name="צוות מעסיקים", by=None)
    assert open_body(town=cast.town, kind="task_team", name="צוות צעירים", by=None).meeting_minutes == 90


def test_settings_are_recorded_by_their_names(cast: Cast) -> None:
    forum = open_body(town=cast.town, kind="forum", name="פורום", by=None)
    edit_body(body=forum, by=cast.referent, rhythm_weeks_to=8, name="פורום")
    assert AuditEntry.objects.get(verb="body.changed").facts == {"fields": ["rhythm_weeks_to"]}


def test_a_team_is_closed_when_nothing_is_ahead(cast: Cast) -> None:
    team = open_body(town=cast.town, kind="project_team", name="צוות", by=None)
    meeting = plan(body=team, session=None, starts_at=None, minutes=60, by=None)
    with pytest.raises(DomainError):
        close_body(body=team, by=None)
    meeting.delete()
    assert close_body(body=team, by=None).closed_on
    with pytest.raises(DomainError):
        close_body(body=open_body(town=cast.town, kind="forum", name="פורום", by=None), by=None)


def test_the_pages_open_and_set_a_body(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    town = cast.town.code
    assert client.get(reverse("forums:body_list", args=[town])).status_code == 200
    answer = client.post(
        reverse("forums:body_open", args=[town]), {"kind": "task_team", "name": "צוות מעסיקים", "chair_title": "ceo"}
    )
    team = Body.objects.get()
    assert answer.headers["Location"] == reverse("forums:body_edit", args=[town, team.pk])
    form = {
        "name": "צוות מעסיקים",
        "chair_title": "ceo",
        "meeting_minutes": "שעה וחצי",
        "rhythm_weeks_from": 6,
        "rhythm_weeks_to": 4,
        "quorum": "1/2",
    }
    page = client.post(answer.headers["Location"], form)
    assert page.status_code == 200
    client.post(answer.headers["Location"], {**form, "rhythm_weeks_to": 8})
    team.refresh_from_db()
    assert (team.quorum_numerator, team.quorum_denominator, team.rhythm_weeks_to) == (1, 2, 8)
    assert client.get(reverse("forums:body_topics", args=[town, team.pk])).status_code == 200
    assert sign_in(cast.member).get(answer.headers["Location"]).status_code == 403
