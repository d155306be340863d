"""A meeting in progress: written by several people, through lost answers, without losing anybody's words."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forums.meetings import live_services
from forums.meetings.blocks import ConflictError
from forums.meetings.live_state import LiveMeeting
from forums.meetings.models import Invitee, Meeting, MeetingState, Note, Presence
from forums.members.models import Seat
from forums.tasks.models import Task, TaskStatus
from tests.forums.minutes import Minutes, make_minutes, new, post
from workit.tenancy import acting_for
from workit.web.errors import DomainError


@pytest.fixture
def minutes(cast: Any) -> Iterator[Minutes]:
    with acting_for([cast.town.id]):
        yield make_minutes(cast.town, cast.referent)


def test_opening_puts_everybody_with_a_seat_on_the_list_and_takes_up_the_first_topic(minutes: Minutes) -> None:
    assert minutes.meeting.state == MeetingState.OPEN
    assert minutes.meeting.invitees.count() == 6
    assert minutes.meeting.current_item == minutes.items[0]
    live_services.start(meeting=minutes.meeting, by=minutes.by)  # a double click opens once
    assert minutes.meeting.invitees.count() == 6


def test_a_past_meeting_is_opened_with_those_who_had_a_seat_that_day(minutes: Minutes) -> None:
    meeting = live_services.open_past(
        body=minutes.meeting.body, title="פגישה", starts_at=minutes.meeting.starts_at, minutes=60, place="", by=minutes.by
    )
    assert (meeting.state, meeting.number, meeting.invitees.count(), meeting.items.count()) == (MeetingState.OPEN, 6, 6, 1)


def test_writing_is_refused_before_the_meeting_begins(minutes: Minutes) -> None:
    Meeting.objects.filter(pk=minutes.meeting.pk).update(state=MeetingState.PLANNED)
    with pytest.raises(DomainError, match="not begun|טרם"):
        minutes.note()


def test_the_same_note_sent_twice_is_written_once(minutes: Minutes, sign_in: Any) -> None:
    client, note = sign_in(minutes.by), new()
    sent = {"item": str(minutes.items[1].pk), "revision": 0, "position": 10, "fields": {"text": "אמרו"}, "was": {"text": ""}}
    first = post(client, minutes.url(f"notes/{note}/"), **sent)
    again = post(client, minutes.url(f"notes/{note}/"), **sent)
    assert (first.status_code, again.status_code) == (200, 200)
    assert Note.objects.get().text == "אמרו"


def test_changes_that_waited_offline_are_written_in_their_order(minutes: Minutes, sign_in: Any) -> None:
    client, note, item = sign_in(minutes.by), new(), str(minutes.items[1].pk)
    for was, text in (("", "א"), ("א", "אב"), ("אב", "אבג")):
        answer = post(client, minutes.url(f"notes/{note}/"), item=item, revision=0, fields={"text": text}, was={"text": was})
        assert answer.status_code == 200
    assert Note.objects.get().text == "אבג"


def test_two_writers_of_the_same_words_both_see_both_versions(minutes: Minutes, cast: Any, sign_in: Any) -> None:
    note = minutes.note("בהתחלה")
    item = str(minutes.items[1].pk)
    url = minutes.url(f"notes/{note.pk}/")
    hers, his = sign_in(cast.referent), sign_in(cast.people["referent_strategic"])
    sent = {"item": item, "revision": 1, "was": {"text": "בהתחלה"}}
    assert post(hers, url, **sent, fields={"text": "שלה"}).status_code == 200
    answer = post(his, url, **sent, fields={"text": "שלו"})
    assert answer.status_code == 409
    assert answer.json()["theirs"]["fields"]["text"] == "שלה"
    assert answer.json()["who"] == str(cast.referent)
    note.refresh_from_db()
    assert note.text == "שלה"
    # Keeping his own, knowingly, is a change of hers.
    kept = post(his, url, item=item, revision=2, was={"text": "שלה"}, fields={"text": "שלו"})
    assert kept.status_code == 200


def test_two_writers_of_different_fields_do_not_disturb_each_other(minutes: Minutes) -> None:
    task = minutes.task(owner=None)
    write = {"meeting": minutes.meeting, "item": minutes.items[1], "pk": task.pk, "position": 30, "by": minutes.by}
    live_services.write_task(**write, change=minutes.change(1, {"owner": None}, owner=minutes.members[3]))
    live_services.write_task(**write, change=minutes.change(1, {"text": task.text}, text="אחרת"))
    task.refresh_from_db()
    assert (task.owner, task.text, task.revision) == (minutes.members[3], "אחרת", 3)


def test_a_conflict_names_the_fields(minutes: Minutes) -> None:
    note = minutes.note("א")
    write = {"meeting": minutes.meeting, "item": minutes.items[1], "pk": note.pk, "position": 10, "by": minutes.by}
    live_services.write_note(**write, change=minutes.change(1, {"text": "א"}, text="ב"))
    with pytest.raises(ConflictError) as conflict:
        live_services.write_note(**write, change=minutes.change(1, {"text": "א"}, text="ג"))
    assert conflict.value.clashes == ["text"]


def test_words_for_a_removed_block_are_answered_as_gone(minutes: Minutes, sign_in: Any) -> None:
    note = minutes.note("א")
    url = minutes.url(f"notes/{note.pk}/")
    live_services.remove_note(meeting=minutes.meeting, note=note)
    answer = post(sign_in(minutes.by), url, item=str(minutes.items[1].pk), revision=1, fields={"text": "ב"}, was={"text": "א"})
    assert answer.status_code == 410


def test_a_task_of_the_minutes_is_planned_and_told_to_nobody(minutes: Minutes) -> None:
    task = minutes.task()
    assert task.status == TaskStatus.PLANNED
    assert task.number == Task.objects.count()


def test_too_long_a_task_is_refused_with_a_sentence(minutes: Minutes, sign_in: Any) -> None:
    sent = {"item": str(minutes.items[1].pk), "revision": 0, "fields": {"text": "א" * 401}, "was": {"text": ""}}
    answer = post(sign_in(minutes.by), minutes.url(f"tasks/{new()}/"), **sent)
    assert answer.status_code == 422
    assert "400" in answer.json()["message"]


def test_attendance_counts_members_and_substitutes_against_the_mark(minutes: Minutes) -> None:
    minutes.mark_all(present=3)
    live = LiveMeeting(minutes.meeting)
    assert (live.attendance.present, live.attendance.needed, live.attendance.is_reached) == (3, 4, False)
    missing = minutes.meeting.invitees.filter(presence=Presence.ABSENT).first()
    change = minutes.change(missing.revision, {"substitute_name": ""}, substitute_name="סגנית המנהל")
    live_services.mark(meeting=minutes.meeting, invitee=missing, change=change, by=minutes.by)
    assert LiveMeeting(minutes.meeting).attendance.is_reached


def test_a_guest_who_came_unannounced_does_not_count(minutes: Minutes) -> None:
    for _ in range(2):
        live_services.add_person(meeting=minutes.meeting, pk=new(), member=None, name="אורחת", email="", by=minutes.by)
    live = LiveMeeting(minutes.meeting)
    assert (live.attendance.members, live.attendance.present) == (6, 0)
    assert Invitee.objects.filter(is_guest=True).count() == 2


def test_an_unexpected_member_with_a_seat_counts_and_stands_once(minutes: Minutes) -> None:
    Invitee.objects.filter(member=minutes.members[4]).delete()
    for _ in range(2):
        live_services.add_person(meeting=minutes.meeting, pk=new(), member=minutes.members[4], name="", email="", by=minutes.by)
    assert LiveMeeting(minutes.meeting).attendance.present == 1
    assert minutes.meeting.invitees.count() == 6


def test_the_line_before_publishing_names_every_gap(minutes: Minutes) -> None:
    minutes.task(owner=None)
    minutes.task(due_on=None)
    live = LiveMeeting(minutes.meeting)
    assert {line.name for line in live.gaps} == {"attendance", "tasks_owner", "tasks_due"}
    assert {timed.item.title for timed in live.untouched} == {"מי עושה מה", "סיכום"}


def test_going_on_ends_the_topic_before(minutes: Minutes) -> None:
    live_services.take_up(meeting=minutes.meeting, item=minutes.items[1], by=minutes.by)
    minutes.items[0].refresh_from_db()
    minutes.meeting.refresh_from_db()
    assert minutes.items[0].ended_at is not None
    assert minutes.meeting.current_item == minutes.items[1]


def test_the_screen_shows_the_minutes(minutes: Minutes, sign_in: Any) -> None:
    minutes.note("חסרים טכנאים")
    minutes.decision("יוקם צוות מעסיקים")
    page = sign_in(minutes.by).get(minutes.url()).content.decode()
    for words in ("חסרים טכנאים", "יוקם צוות מעסיקים", "5.1", "נציגת המעסיקים"):
        assert words in page


def test_a_plain_form_adds_and_saves_without_scripts(minutes: Minutes, sign_in: Any) -> None:
    client, note = sign_in(minutes.by), new()
    added = client.post(minutes.url(f"notes/{note}/"), {"item": minutes.items[1].pk, "revision": 0, "text": ""})
    assert added.status_code == 302
    saved = client.post(minutes.url(f"notes/{note}/"), {"item": minutes.items[1].pk, "revision": 1, "text": "נאמר"})
    assert saved.status_code == 302
    assert Note.objects.get().text == "נאמר"
    other = client.post(minutes.url(f"notes/{note}/"), {"item": minutes.items[1].pk, "revision": 1, "text": "אחרת"})
    assert other.status_code == 409
    assert "נאמר" in other.content.decode()
    assert "אחרת" in other.content.decode()


def test_asking_for_changes_costs_little_while_nothing_changed(minutes: Minutes, sign_in: Any) -> None:
    client = sign_in(minutes.by)
    first = client.get(minutes.url("changes/"))
    with CaptureQueriesContext(connection) as queries:
        second = client.get(minutes.url("changes/"), headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 304
    own = [query["sql"] for query in queries if "forums_" in query["sql"]]
    assert len(own) == 1
    minutes.note("חדש")
    third = client.get(minutes.url("changes/"), headers={"If-None-Match": first["ETag"]})
    assert [block["fields"]["text"] for block in third.json()["blocks"]] == ["חדש"]


@pytest.mark.parametrize("path", ["", "changes/"])
def test_the_number_of_queries_does_not_grow_with_the_minutes(minutes: Minutes, sign_in: Any, path: str) -> None:
    client = sign_in(minutes.by)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(minutes.url(path)).status_code == 200
        return len(queries)

    minutes.note(), minutes.task(), minutes.decision()
    # Once a minute the session notes that the person is there: the smaller of two counts leaves that query out.
    count()
    few = min(count(), count())
    for _ in range(5):
        minutes.note(), minutes.task(), minutes.decision()
    assert min(count(), count()) == few


def test_only_those_who_write_reach_the_screen(minutes: Minutes, cast: Any, sign_in: Any) -> None:
    assert sign_in(cast.member).get(minutes.url()).status_code == 403
    assert sign_in(cast.stranger["referent"]).get(minutes.url()).status_code == 404
    url = minutes.url(f"notes/{new()}/")
    assert post(sign_in(cast.member), url, item=str(minutes.items[1].pk), fields={"text": "x"}).status_code == 403
    assert post(sign_in(cast.stranger["referent"]), url, item=str(minutes.items[1].pk), fields={"text": "x"}).status_code == 404


def test_a_team_lead_writes_only_for_the_own_team(minutes: Minutes, cast: Any, sign_in: Any) -> None:
    lead = cast.people["team_lead"]
    assert sign_in(lead).get(minutes.url()).status_code == 403
    body = minutes.meeting.body
    body.kind = "task_team"
    body.save(update_fields=["kind"])
    member = minutes.members[5]
    member.user = lead
    member.save(update_fields=["user"])
    Seat.objects.filter(member=member).update(role="lead")
    assert sign_in(lead).get(minutes.url()).status_code == 200
