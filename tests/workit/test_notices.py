"""Notices and mail: told once, mailed as chosen, sent once, in the reader's language."""

import datetime
import threading
from email.message import Message
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast, grant
from workit.jobs.models import Job, JobState
from workit.jobs.run import run
from workit.jobs.sweep import sweep
from workit.notices import digest, mail
from workit.notices.models import Category, Delivery, Notice, SendLog, SendState
from workit.notices.registry import declare_notice
from workit.notices.services import mark_read, prefer, tell, unread_count
from workit.notices.wording import in_words
from workit.people.models import RoleAssignment, User
from workit.people.role_ends import tell_of_ends
from workit.places.models import Municipality
from workit.tenancy import acting_for

declare_notice("test.at_once", category=Category.MEETINGS, label="A meeting on %(day)s: %(title)s")
declare_notice("test.later", category=Category.TASKS, label="A task for you: %(title)s")


def told(
    cast: Cast, to: list[User], *, type: str = "test.at_once", key: str = "1", town: Municipality | None = None
) -> list[Notice]:
    town = town or cast.town
    facts = {"title": "Choosing focuses", "day": datetime.date(2026, 11, 30)}
    with acting_for([town.pk]):
        return tell(type, to=to, town=town, key=key, url=f"/t/{town.code}/", facts=facts, by=cast.ceo)


def run_jobs(cast: Cast, kind: str) -> list[Job]:
    towns = [cast.town.pk, cast.other_town.pk]
    with acting_for(towns):
        jobs = list(Job.objects.filter(kind=kind, state=JobState.WAITING))
        for job in jobs:
            with acting_for([job.municipality_id]):
                run(job.pk)
        return [Job.objects.get(pk=job.pk) for job in jobs]


def send(cast: Cast, **more: Any) -> SendLog:
    parts = {"key": "1", "recipient": "guest@town.example", "template": "notice", "language": "he", "context": {"text": "שלום"}}
    with acting_for([cast.town.pk]):
        return mail.send("test.mail", town=cast.town, **{**parts, **more})


def test_people_are_told_once_and_nobody_of_their_own_deed(cast: Cast) -> None:
    assert len(told(cast, [cast.referent, cast.ceo, cast.referent])) == 1
    assert told(cast, [cast.referent]) == []
    assert len(told(cast, [cast.referent, cast.member])) == 1
    assert len(told(cast, [cast.referent], key="2")) == 1


def test_a_notice_reads_with_its_days_in_words(cast: Cast) -> None:
    (notice,) = told(cast, [cast.referent])
    assert in_words(notice).text == "A meeting on 30.11.2026: Choosing focuses"  # type: ignore[attr-defined]
    notice.facts = {}
    assert in_words(notice).text == "A meeting on : "  # type: ignore[attr-defined]


def test_mail_at_once_goes_to_each_reader_once(cast: Cast) -> None:
    told(cast, [cast.referent, cast.member])
    (job,) = run_jobs(cast, "notice.mail")
    assert (job.state, job.result) == (JobState.DONE, {"sent": 2})
    assert sorted(message.to[0] for message in outbox.outbox) == sorted([cast.referent.email, cast.member.email])
    message = outbox.outbox[0]
    assert message.subject == "A meeting on 30.11.2026: Choosing focuses"
    assert f"/t/{cast.town.code}/" in message.body
    assert 'dir="rtl"' in message.alternatives[0][0]  # type: ignore[index]
    with acting_for([cast.town.pk]):
        Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    run_jobs(cast, "notice.mail")
    assert len(outbox.outbox) == 2


def test_no_mail_to_who_chose_none_has_read_it_or_has_left(cast: Cast) -> None:
    told(cast, [cast.referent, cast.member, cast.observer, cast.mayor])
    prefer(user=cast.referent, chosen={Category.MEETINGS: Delivery.NEVER})
    with acting_for([cast.town.pk]):
        mark_read(user=cast.member)
    RoleAssignment.objects.filter(user=cast.observer).update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    run_jobs(cast, "notice.mail")
    assert [message.to for message in outbox.outbox] == [[cast.mayor.email]]


def test_the_daily_summary_is_one_mail_over_all_towns_and_once_a_day(cast: Cast) -> None:
    grant(cast.referent, "observer", cast.other_town)
    told(cast, [cast.referent], type="test.later", key="1")
    told(cast, [cast.referent], type="test.later", key="2")
    told(cast, [cast.referent], type="test.later", key="1", town=cast.other_town)
    told(cast, [cast.member])  # at once, no part of the summary
    for _time in range(2):
        digest.fan_out("notice.digest", "2026-11-24")
    (job,) = run_jobs(cast, "notice.digest")
    assert job.result == {"sent": 3}
    (message,) = outbox.outbox
    assert message.to == [cast.referent.email]
    assert cast.town.name_he in message.body and cast.other_town.name_he in message.body
    assert message.body.count("A task for you") == 3
    digest.fan_out("notice.digest", "2026-11-25")
    assert run_jobs(cast, "notice.digest") == []


def test_a_summary_leaves_out_the_town_whose_role_has_ended(cast: Cast) -> None:
    role = grant(cast.referent, "observer", cast.other_town)
    told(cast, [cast.referent], type="test.later", key="1")
    told(cast, [cast.referent], type="test.later", key="1", town=cast.other_town)
    digest.fan_out("notice.digest", "2026-11-24")
    role.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    role.save(update_fields=["ends_on"])
    run_jobs(cast, "notice.digest")
    assert cast.other_town.name_he not in outbox.outbox[0].body


def test_a_mail_is_sent_once_with_a_fixed_id_in_the_name_of_the_authority(cast: Cast) -> None:
    first, second = send(cast), send(cast)
    assert first.pk == second.pk and first.state == SendState.SENT
    (message,) = outbox.outbox
    assert message.extra_headers["Message-ID"] == first.message_id
    assert message.from_email.endswith("<no-reply@workit.example>")
    parsed: Message = message.message()
    from email.header import decode_header, make_header

    assert cast.town.title in str(make_header(decode_header(parsed["From"])))


def test_nothing_typed_can_add_a_header(cast: Cast) -> None:
    send(
        cast,
        recipient="guest@town.example\nBcc: all@town.example",
        subject="Hello\r\nBcc: all@town.example",
        from_name="Town\r\nBcc: x@town.example",
        headers={"Reply-To": "a@town.example\r\nBcc: all@town.example"},
    )
    parsed = outbox.outbox[0].message()
    assert parsed["Bcc"] is None


def test_a_calendar_file_can_be_answered(cast: Cast) -> None:
    calendar = ("invite.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")
    send(cast, attachments=[calendar])
    kinds = [part.get("Content-Type", "") for part in outbox.outbox[0].message().walk()]
    assert any("text/calendar" in kind and "method=REQUEST" in kind.replace('"', "") for kind in kinds)


class Refusing(BaseEmailBackend):
    """A mail server that refuses everything."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


class Vanishing(BaseEmailBackend):
    """A mail server whose connection breaks after the mail was handed over."""

    def send_messages(self, messages: Any) -> int:
        raise TimeoutError


def test_a_refused_mail_may_be_tried_again_an_open_one_not(cast: Cast, settings: Any) -> None:
    here = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.workit.test_notices.Refusing"
    assert send(cast).state == SendState.FAILED
    settings.EMAIL_BACKEND = here
    assert send(cast).state == SendState.SENT
    settings.EMAIL_BACKEND = "tests.workit.test_notices.Vanishing"
    assert send(cast, key="2").state == SendState.UNKNOWN
    settings.EMAIL_BACKEND = here
    assert send(cast, key="2").state == SendState.UNKNOWN
    assert len(outbox.outbox) == 1


def test_a_notice_whose_mail_was_refused_is_mailed_at_the_next_attempt(cast: Cast, settings: Any) -> None:
    here = settings.EMAIL_BACKEND
    told(cast, [cast.referent])
    settings.EMAIL_BACKEND = "tests.workit.test_notices.Refusing"
    (job,) = run_jobs(cast, "notice.mail")
    assert job.state == JobState.WAITING
    settings.EMAIL_BACKEND = here
    with acting_for([cast.town.pk]):
        Job.objects.filter(pk=job.pk).update(start_after=timezone.now() - datetime.timedelta(minutes=1))
    (job,) = run_jobs(cast, "notice.mail")
    assert (job.state, len(outbox.outbox)) == (JobState.DONE, 1)


def test_a_mail_left_between_handing_over_and_noting_becomes_unknown(cast: Cast) -> None:
    log = send(cast)
    with acting_for([cast.town.pk]):
        hour_ago = timezone.now() - datetime.timedelta(hours=1)
        SendLog.objects.filter(pk=log.pk).update(state=SendState.CLAIMED, claimed_at=hour_ago)
    sweep()
    assert send(cast).state == SendState.UNKNOWN
    assert len(outbox.outbox) == 1


def test_mail_is_not_sent_inside_a_transaction(committed: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send(committed)


def test_ten_at_once_send_one_mail(committed: Cast) -> None:
    outbox.outbox = []
    barrier, states, errors = threading.Barrier(10), [], []

    def post() -> None:
        try:
            barrier.wait()
            states.append(send(committed).state)
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and len(states) == 10
    assert len(outbox.outbox) == 1
    assert send(committed).state == SendState.SENT


def test_a_role_that_ends_soon_is_told_to_its_holder_and_the_referents(cast: Cast) -> None:
    today = timezone.localdate()
    RoleAssignment.objects.filter(user=cast.member).update(ends_on=today + datetime.timedelta(days=14))
    RoleAssignment.objects.filter(user=cast.observer).update(ends_on=today - datetime.timedelta(days=1))
    with acting_for([cast.town.pk]):
        assert tell_of_ends(cast.town) == {"told": 6}
        assert tell_of_ends(cast.town) == {"told": 0}
        ending = Notice.objects.get(to=cast.member)
        assert (ending.type, ending.category) == ("role.ending", Category.ROLES)
    run_jobs(cast, "notice.mail")
    assert [cast.observer.email] in [message.to for message in outbox.outbox], "whose role has ended hears of that too"


# --- pages --------------------------------------------------------------------------------------------------------------


def test_a_person_sees_their_own_notices_of_all_towns_and_nobody_elses(cast: Cast, sign_in: Any) -> None:
    grant(cast.referent, "observer", cast.other_town)
    told(cast, [cast.referent], key="1")
    told(cast, [cast.referent], key="2", town=cast.other_town)
    (others,) = told(cast, [cast.member], key="3")
    client = sign_in(cast.referent)
    page = client.get(reverse("workit:notice_list")).content.decode()
    assert page.count("Choosing focuses</a>") == 2
    assert unread_count(cast.referent, [cast.town.pk, cast.other_town.pk]) == 2
    assert client.get(reverse("workit:notice_open", kwargs={"pk": others.pk})).status_code == 404
    client.post(reverse("workit:notice_read"), {"notice": str(others.pk)})
    assert unread_count(cast.member, [cast.town.pk]) == 1


def test_opening_a_notice_leads_on_and_marks_it_read(cast: Cast, sign_in: Any) -> None:
    (notice,) = told(cast, [cast.referent])
    answer = sign_in(cast.referent).get(reverse("workit:notice_open", kwargs={"pk": notice.pk}))
    assert answer.headers["Location"] == f"/t/{cast.town.code}/"
    assert unread_count(cast.referent, [cast.town.pk]) == 0


def test_a_notice_never_leads_out_of_the_product(cast: Cast, sign_in: Any) -> None:
    (notice,) = told(cast, [cast.referent])
    with acting_for([cast.town.pk]):
        Notice.objects.filter(pk=notice.pk).update(url="https://elsewhere.example/")
    answer = sign_in(cast.referent).get(reverse("workit:notice_open", kwargs={"pk": notice.pk}))
    assert answer.headers["Location"] == reverse("workit:notice_list")


def test_all_can_be_marked_as_read(cast: Cast, sign_in: Any) -> None:
    told(cast, [cast.referent], key="1")
    told(cast, [cast.referent], key="2")
    client = sign_in(cast.referent)
    client.post(reverse("workit:notice_read"))
    assert unread_count(cast.referent, [cast.town.pk]) == 0
    assert 'name="notice"' not in client.get(reverse("workit:notice_list")).content.decode()


def test_preferences_are_kept(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast.referent)
    address = reverse("workit:notice_preferences")
    chosen = dict.fromkeys(Category, Delivery.DIGEST)
    assert client.post(address, {**chosen, Category.TASKS: Delivery.NEVER}).status_code == 302
    assert client.post(address, {**chosen, Category.TASKS: "sometimes"}).status_code == 200
    told(cast, [cast.referent])
    assert run_jobs(cast, "notice.mail") == []


def test_the_mail_log_shows_first_what_may_not_have_arrived(cast: Cast, sign_in: Any, settings: Any) -> None:
    send(cast, key="1", subject="Arrived")
    settings.EMAIL_BACKEND = "tests.workit.test_notices.Vanishing"
    send(cast, key="2", subject="Perhaps not")
    address = reverse("workit:mail_list", kwargs={"town": cast.town.code})
    page = sign_in(cast.referent).get(address).content.decode()
    assert page.index("Perhaps not") < page.index("Arrived")
    assert sign_in(cast.member).get(address).status_code == 403
    assert sign_in(cast.stranger["referent"]).get(address).status_code == 404
