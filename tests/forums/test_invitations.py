"""Inviting, answering by link, reminding, cancelling: what goes out, once, and to whom."""

import datetime
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forums.bodies.models import Body
from forums.meetings import calendars, invitations, reminders
from forums.meetings.models import Answer, Invitee, Meeting, MeetingState
from tests.cast import Cast
from tests.forums.test_meetings import make_forum, plan
from workit.jobs.models import Job, JobState
from workit.jobs.run import run
from workit.people.models import PublicLink
from workit.tenancy import acting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(cast: Cast) -> Any:
    with acting_for([cast.town.pk]):
        yield make_forum(cast)


def work(cast: Cast) -> None:
    """Run every waiting job of the meetings."""
    for job in Job.objects.filter(state=JobState.WAITING, kind__startswith="meeting.").order_by("created_at"):
        run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.error


def path_in(message: Any) -> str:
    found = re.search(r"/p/a/[\w-]+/", message.body)
    assert found
    return found[0]


def test_invitations_go_out_once_with_calendar_and_link(cast: Cast, forum: Body) -> None:
    meeting = plan(forum, by=cast.referent)
    invitations.invite(meeting=meeting, by=None)
    invitations.invite(meeting=meeting, by=None)
    work(cast)
    assert len(mail.outbox) == 3
    message = mail.outbox[0]
    assert cast.town.title in message.from_email or "=?utf-8?" in message.from_email
    calendar = next(part for part in message.alternatives if "calendar" in part[1])
    assert "METHOD:REQUEST" in calendar[0]
    page = Client().get(path_in(message))
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert Invitee.objects.filter(answer=Answer.NONE).count() == 3


def test_a_substitute_is_named_in_the_same_step_and_written_to(cast: Cast, forum: Body) -> None:
    meeting = plan(forum, by=cast.referent)
    invitations.invite(meeting=meeting, by=None)
    work(cast)
    path = path_in(mail.outbox[0])
    client = Client()
    assert client.post(path, {"answer": "substitute"}).status_code == 422
    sent = {"answer": "substitute", "substitute_name": "מנהלת משאבי אנוש", "substitute_email": "hr@factory.example"}
    assert client.post(path, sent).status_code == 302
    work(cast)
    assert mail.outbox[-1].to == ["hr@factory.example"]
    client.post(path, {"answer": "accepted"})
    changed = Invitee.objects.exclude(answer=Answer.NONE).get()
    assert (changed.answer, changed.substitute_name) == (Answer.ACCEPTED, "")


def test_changes_go_out_in_one_mail_with_a_raised_sequence_and_a_cancellation_at_once(cast: Cast, forum: Body) -> None:
    meeting = plan(forum, by=cast.referent)
    invitations.invite(meeting=meeting, by=None)
    work(cast)
    assert invitations.issue(meeting=meeting, by=None) == 0
    Meeting.objects.update(place="ספרייה")
    assert invitations.issue(meeting=meeting, by=None) == 3
    work(cast)
    assert len(mail.outbox) == 6
    assert "SEQUENCE:1" in next(part[0] for part in mail.outbox[-1].alternatives if "calendar" in part[1])
    invitations.cancel(meeting=meeting, reason="מזג אוויר", by=None)
    work(cast)
    assert len(mail.outbox) == 9
    assert "METHOD:CANCEL" in next(part[0] for part in mail.outbox[-1].alternatives if "calendar" in part[1])
    assert Meeting.objects.get().state == MeetingState.CANCELLED


def test_reminders_reach_the_silent_once_a_day(cast: Cast, forum: Body) -> None:
    meeting = plan(forum, by=cast.referent)
    invitations.invite(meeting=meeting, by=None)
    assert reminders.remind(meeting=meeting, by=None) == 0
    Invitee.objects.update(invited_at=timezone.now() - datetime.timedelta(days=2))
    first = Invitee.objects.first()
    Invitee.objects.filter(pk=first.pk).update(answer=Answer.ACCEPTED)
    assert reminders.remind(meeting=meeting, by=None) == 2
    assert reminders.remind(meeting=meeting, by=None) == 0


def test_an_unknown_and_an_expired_link_look_the_same(cast: Cast, forum: Body) -> None:
    meeting = plan(forum, by=cast.referent)
    invitations.invite(meeting=meeting, by=None)
    work(cast)
    path = path_in(mail.outbox[0])
    PublicLink.objects.update(expires_at=timezone.now())
    expired, unknown = Client().get(path), Client().get("/p/a/AAAAAAAAAAAAAAAAAAAAAA/")
    assert (expired.status_code, unknown.status_code) == (404, 404)


def test_pages_of_a_planned_meeting(cast: Cast, forum: Body, sign_in: Any) -> None:
    meeting = plan(forum, by=cast.referent)
    client = sign_in(cast.referent)
    code = cast.town.code
    client.post(reverse("forums:meeting_invite", args=[code, meeting.pk]))
    for name in ("meeting_detail", "meeting_edit", "meeting_check", "meeting_agenda", "meeting_tags", "meeting_calendar"):
        assert client.get(reverse(f"forums:{name}", args=[code, meeting.pk])).status_code == 200, name
    invitee = Invitee.objects.first()
    assert client.get(reverse("forums:invitee_answer", args=[code, invitee.pk])).status_code == 200
    assert sign_in(cast.member).get(reverse("forums:meeting_detail", args=[code, meeting.pk])).status_code == 200


def test_the_calendar_feed_is_secret_and_can_be_closed(cast: Cast, forum: Body) -> None:
    meeting = plan(forum, by=cast.referent)
    member = Invitee.objects.first().member
    member.user = cast.member
    member.save(update_fields=["user"])
    invitations.invite(meeting=meeting, by=None)
    path = calendars.make_feed(user=cast.member)
    assert str(meeting.pk) in Client().get(path).content.decode()
    calendars.close_feed(user=cast.member)
    assert Client().get(path).status_code == 404
