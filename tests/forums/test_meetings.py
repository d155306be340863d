"""Planning a meeting, from a template to the agenda; its pages."""

import datetime
import uuid
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.bodies.models import Body
from forums.bodies.services import open_body
from forums.meetings import services
from forums.meetings.models import AgendaItem, Invitee, Meeting, MeetingState
from forums.meetings.rhythm import sentences
from forums.meetings.services import Row, StaleError
from forums.meetings.sessions import templates_for
from forums.members.models import Member, Seat, SeatRole
from forums.tasks.models import Task
from tests.cast import Cast
from workit.stages.models import Session
from workit.tenancy import acting_for
from workit.web.errors import DomainError

pytestmark = pytest.mark.django_db


def make_forum(cast: Cast, members: int = 3) -> Body:
    """A forum with members, the first of them the chair."""
    forum = open_body(town=cast.town, kind="forum", name="פורום התעסוקה", by=None)
    for number in range(members):
        member = Member.objects.create(
            municipality=cast.town, name=f"נציגה {number}", email=f"member{number}@town.example", sector="business"
        )
        role = SeatRole.CHAIR if number == 0 else SeatRole.MEMBER
        Seat.objects.create(municipality=cast.town, body=forum, member=member, role=role)
    return forum


def session(number: int) -> Session:
    return Session.objects.get(methodology__is_current=True, number=number)


def in_days(days: int, hour: int = 9) -> datetime.datetime:
    day = timezone.localdate() + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour)))


def plan(forum: Body, **fields: Any) -> Meeting:
    wanted: dict[str, Any] = {
        "session": session(6),
        "starts_at": in_days(20),
        "minutes": 180,
        "place": "אולם הישיבות",
        "by": None,
    }
    return services.plan(body=forum, **{**wanted, **fields})


def rows_of(meeting: Meeting) -> list[Row]:
    return [Row(id=item.pk, title=item.title, minutes=item.minutes, kind=item.kind) for item in meeting.items.all()]


@pytest.fixture
def forum(cast: Cast) -> Any:
    with acting_for([cast.town.pk]):
        yield make_forum(cast)


def test_a_plan_takes_agenda_product_and_people_from_template_and_seats(forum: Body) -> None:
    meeting = plan(forum)
    assert meeting.state == MeetingState.DRAFT
    assert sum(item.minutes for item in meeting.items.all()) == 180
    assert meeting.items.first().presenter.name == "נציגה 0"
    assert meeting.invitees.count() == 3
    assert "תגי שם" in meeting.room_checklist
    assert not meeting.invitees.filter(invited_at__isnull=False).exists()


def test_the_next_session_on_the_way_is_offered_first(forum: Body) -> None:
    assert templates_for(forum)[0].code == "session_1"
    plan(forum, session=session(5), starts_at=in_days(-60))
    Meeting.objects.update(state=MeetingState.CLOSED)
    first, second = templates_for(forum)[:2]
    assert (first.code, first.is_next, second.code) == ("session_6", True, "session_5")


def test_unfinished_items_and_open_tasks_come_along(forum: Body) -> None:
    held = plan(forum, session=session(1), starts_at=in_days(-30))
    done, *_rest, left = held.items.all()
    held.items.exclude(pk=left.pk).update(started_at=timezone.now())
    Meeting.objects.filter(pk=held.pk).update(state=MeetingState.CLOSED)
    owner = Member.objects.first()
    Task.objects.create(
        municipality_id=forum.municipality_id, number=1, text="x", body=forum, owner=owner, due_on=timezone.localdate()
    )
    meeting = plan(forum, session=session(2))
    titles = [item.title for item in meeting.items.all()]
    assert titles.count(left.title) == 1
    assert meeting.items.get(title=left.title).carried_from == left
    assert meeting.items.count() == len(session(2).agenda) + 2
    assert done.title not in titles


def test_saving_twice_changes_nothing_and_a_stale_writer_is_told(forum: Body) -> None:
    meeting = plan(forum)
    rows = rows_of(meeting)
    saved = services.edit(meeting=meeting, by=None, revision=meeting.revision, rows=rows[::-1])
    assert [item.pk for item in saved.items.all()] == [row.id for row in rows[::-1]]
    again = services.edit(meeting=saved, by=None, revision=saved.revision, rows=rows_of(saved))
    assert again.revision == saved.revision
    with pytest.raises(StaleError):
        services.edit(meeting=meeting, by=None, revision=meeting.revision - 1, rows=rows)


def test_a_new_row_keeps_the_id_its_writer_gave(forum: Body) -> None:
    meeting = plan(forum, session=None)
    new = uuid.uuid4()
    for _ in range(2):
        services.edit(meeting=meeting, by=None, revision=None, rows=[Row(id=new, title="פתיחה", minutes=10)])
    assert AgendaItem.objects.filter(meeting=meeting).count() == 1
    other = plan(forum, session=None)
    with pytest.raises(DomainError):
        services.edit(meeting=other, by=None, revision=None, rows=[Row(id=new, title="x", minutes=1)])


def test_an_agenda_that_runs_over_is_shortened_or_the_meeting_extended(forum: Body) -> None:
    meeting = plan(forum, minutes=165)
    services.shorten(meeting=meeting, by=None)
    assert sum(item.minutes for item in meeting.items.all()) <= 165
    meeting = plan(forum, minutes=120)
    assert services.extend(meeting=meeting, by=None).minutes == 180


def test_a_topic_of_the_backlog_goes_before_the_last_item(forum: Body) -> None:
    meeting = plan(forum)
    topic = services.add_topic(body=forum, title="תחבורה לאזור התעשייה", minutes=20, by=None)
    item = services.use_topic(meeting=meeting, topic=topic, by=None)
    titles = [one.title for one in meeting.items.all()]
    assert titles.index(item.title) == len(titles) - 2
    assert not services.waiting_topics(forum).exists()


def test_a_copy_takes_the_agenda_and_leaves_the_day(forum: Body) -> None:
    meeting = plan(forum)
    made = services.copy(meeting=meeting, by=None)
    assert (made.number, made.starts_at, made.items.count()) == (meeting.number + 1, None, meeting.items.count())


def test_only_a_draft_is_deleted(forum: Body) -> None:
    meeting = plan(forum)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.PLANNED)
    with pytest.raises(DomainError):
        services.delete(meeting=meeting, by=None)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.DRAFT)
    services.delete(meeting=meeting, by=None)
    assert not Meeting.objects.filter(pk=meeting.pk).exists()


def test_friday_the_rhythm_and_other_meetings_are_warned_of(forum: Body) -> None:
    plan(forum, session=session(5), starts_at=in_days(-120))
    Meeting.objects.update(state=MeetingState.CLOSED)
    day = timezone.localdate() + datetime.timedelta(days=1)
    while day.weekday() != 4:
        day += datetime.timedelta(days=1)
    friday = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
    first = plan(forum, starts_at=friday)
    second = plan(forum, starts_at=friday)
    warnings = [sentence.text for sentence in sentences(second) if sentence.is_warning]
    assert len(warnings) >= 3
    assert any(first.title in words for words in warnings)


# --- pages ------------------------------------------------------------------------------------------------------------


def url(name: str, cast: Cast, *args: Any) -> str:
    return reverse(f"forums:{name}", args=[cast.town.code, *args])


def typed(meeting: Meeting, **more: Any) -> dict[str, Any]:
    """The planning form as a browser sends it."""
    local = timezone.localtime(meeting.starts_at)
    form: dict[str, Any] = {
        "revision": meeting.revision,
        "title": meeting.title,
        "day": local.strftime("%Y-%m-%d"),
        "hour": local.strftime("%H:%M"),
        "length": str(meeting.minutes),
        "place": meeting.place,
        "item": [str(item.pk) for item in meeting.items.all()],
    }
    for item in meeting.items.all():
        form[f"topic-{item.pk}"], form[f"minutes-{item.pk}"], form[f"kind-{item.pk}"] = item.title, item.minutes, item.kind
    return {**form, **more}


def test_the_referent_plans_from_the_list(cast: Cast, forum: Body, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    assert "session_1" in client.get(url("meeting_plan", cast)).content.decode()
    day = in_days(21)
    answer = client.post(
        url("meeting_plan", cast),
        {
            "body": forum.pk,
            "template": "session_1",
            "day": day.strftime("%Y-%m-%d"),
            "hour": "09:00",
            "length": "3h",
            "place": "x",
        },
    )
    meeting = Meeting.objects.get()
    assert answer.headers["Location"] == url("meeting_edit", cast, meeting.pk)
    for name in ("meeting_edit", "meeting_check", "meeting_preview", "meeting_cancel"):
        assert client.get(url(name, cast, meeting.pk)).status_code == 200, name
    assert client.get(url("meeting_list", cast)).status_code == 200


def test_without_script_every_button_saves_first(cast: Cast, forum: Body, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    meeting = plan(forum)
    first = meeting.items.first()
    client.post(
        url("meeting_edit", cast, meeting.pk), typed(meeting, do=f"down:{first.pk}", place="ספרייה https://meet.example/x")
    )
    meeting.refresh_from_db()
    assert meeting.items.all()[1] == first
    assert (meeting.place, meeting.link) == ("ספרייה", "https://meet.example/x")
    client.post(url("meeting_edit", cast, meeting.pk), typed(meeting, do="add"))
    assert meeting.items.count() == 8
    meeting.refresh_from_db()
    gone = meeting.items.last()
    client.post(url("meeting_edit", cast, meeting.pk), typed(meeting, do=f"remove:{gone.pk}"))
    assert not AgendaItem.objects.filter(pk=gone.pk).exists()


def test_what_was_typed_stays_with_its_error(cast: Cast, forum: Body, sign_in: Any) -> None:
    meeting = plan(forum)
    first = meeting.items.first()
    answer = sign_in(cast.referent).post(
        url("meeting_edit", cast, meeting.pk), typed(meeting, **{"length": "הרבה", f"topic-{first.pk}": ""}, do="save")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="הרבה"' in page
    assert f"error-{first.pk}" in page


def test_autosave_answers_with_the_parts_and_refuses_a_stale_page(cast: Cast, forum: Body, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    meeting = plan(forum)
    answer = client.post(url("meeting_save", cast, meeting.pk), typed(meeting, length="2:00"))
    assert answer.status_code == 200
    told = answer.json()
    assert told["revision"] == meeting.revision + 1
    assert "hatch" in told["parts"]["sum"]
    assert client.post(url("meeting_save", cast, meeting.pk), typed(meeting, length="1:00")).status_code == 409
    forced = client.post(url("meeting_save", cast, meeting.pk), typed(meeting, length="3:00", do="force"))
    assert forced.status_code == 200


def test_a_draft_is_hidden_from_readers_and_a_foreign_meeting_from_everybody(cast: Cast, forum: Body, sign_in: Any) -> None:
    meeting = plan(forum)
    assert sign_in(cast.member).get(url("meeting_detail", cast, meeting.pk)).status_code == 404
    stranger = sign_in(cast.stranger["referent"])
    assert stranger.get(url("meeting_detail", cast, meeting.pk)).status_code == 404
    assert meeting.title not in sign_in(cast.member).get(url("meeting_list", cast)).content.decode()


def test_the_room_and_materials_are_kept(cast: Cast, forum: Body, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    meeting = plan(forum)
    client.post(url("meeting_room", cast, meeting.pk), {"done": ["תגי שם"], "added": "מיקרופון"})
    meeting.refresh_from_db()
    assert meeting.room_checklist["תגי שם"] is True
    assert meeting.room_checklist["מיקרופון"] is False
    client.post(url("meeting_material", cast, meeting.pk), {"title": "מצגת", "promised_by": "מנהלת מרכז הצעירים"})
    material = meeting.materials.get()
    page = client.get(url("meeting_edit", cast, meeting.pk)).content.decode()
    assert "מנהלת מרכז הצעירים" in page
    client.post(url("material_remove", cast, material.pk))
    assert not meeting.materials.exists()


def test_guests_are_added_once_and_removed(cast: Cast, forum: Body, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    meeting = plan(forum)
    for _ in range(2):
        client.post(url("meeting_invitees", cast, meeting.pk), {"email": "Guest@factory.example"})
    guest = Invitee.objects.get(meeting=meeting, is_guest=True)
    assert guest.email == "guest@factory.example"
    client.post(url("invitee_remove", cast, guest.pk))
    assert not Invitee.objects.filter(pk=guest.pk).exists()
