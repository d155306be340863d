"""The protocol: published once and whole, then changed only by numbered corrections."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forums.decisions.models import Decision, DecisionStatus
from forums.meetings import live_services
from forums.meetings.models import MeetingState, Topic
from forums.protocols import content as contents
from forums.protocols import services
from forums.protocols.changes import changes
from forums.protocols.models import ProtocolVersion, Remark
from forums.tasks.models import Task, TaskStatus
from tests.forums.minutes import Minutes, make_minutes, post
from tests.workit.conftest import committed  # noqa: F401 - a fixture
from workit.audit.models import AuditEntry
from workit.jobs.models import Job
from workit.jobs.run import run
from workit.notices.models import Notice
from workit.people.links import make_link
from workit.tenancy import acting_for
from workit.web.errors import DomainError


@pytest.fixture
def minutes(cast: Any) -> Iterator[Minutes]:
    with acting_for([cast.town.id]):
        made = make_minutes(cast.town, cast.referent)
        made.note("חסרים טכנאים ואנשי תחזוקה")
        made.decision("יוקם צוות מעסיקים")
        made.task()
        made.mark_all()
        yield made


@pytest.fixture
def version(minutes: Minutes) -> ProtocolVersion:
    return services.publish(meeting=minutes.meeting, by=minutes.by)


def test_publishing_does_everything_at_once(minutes: Minutes, cast: Any) -> None:
    owner = minutes.members[2]
    owner.user = cast.member
    owner.save(update_fields=["user"])
    version = services.publish(meeting=minutes.meeting, by=minutes.by)
    minutes.meeting.refresh_from_db()
    assert minutes.meeting.state == MeetingState.CLOSED
    assert (minutes.meeting.members_counted, minutes.meeting.present_counted) == (6, 5)
    assert Decision.objects.get().status == DecisionStatus.TAKEN
    assert Task.objects.get().status == TaskStatus.OPEN
    assert Task.objects.get().source_url == minutes.protocol_url()
    assert Notice.objects.get(to=cast.member).type == "task.given"
    assert set(Topic.objects.values_list("title", flat=True)) == {"מי עושה מה", "סיכום"}
    assert AuditEntry.objects.filter(verb="protocol.published").count() == 1
    assert Job.objects.get(kind="protocol.distribute").key == str(version.pk)
    assert version.content["attendance"]["present"] == 5
    assert services.is_intact(version)


def test_a_double_click_publishes_once(minutes: Minutes, version: ProtocolVersion) -> None:
    again = services.publish(meeting=minutes.meeting, by=minutes.by, expected_revision=1)
    assert again == version
    assert (ProtocolVersion.objects.count(), Job.objects.filter(kind="protocol.distribute").count()) == (1, 1)
    assert AuditEntry.objects.filter(verb="protocol.published").count() == 1


def test_gaps_are_named_and_nothing_happens(minutes: Minutes, sign_in: Any) -> None:
    task = minutes.task(owner=None)
    with pytest.raises(services.GapsError) as refused:
        services.publish(meeting=minutes.meeting, by=minutes.by)
    assert [gap.anchor for gap in refused.value.gaps] == [f"block-{task.pk}"]
    assert ProtocolVersion.objects.count() == 0
    page = sign_in(minutes.by).get(minutes.protocol_url("check/")).content.decode()
    assert f"?gaps#block-{task.pk}" in page


def test_what_was_written_after_the_check_stops_the_publishing(minutes: Minutes, sign_in: Any) -> None:
    seen = minutes.meeting.revision
    minutes.note("עוד משהו")
    answer = sign_in(minutes.by).post(minutes.protocol_url("publish/"), {"revision": seen, "recipients": []})
    assert answer.status_code == 409
    assert ProtocolVersion.objects.count() == 0


def test_the_check_page_publishes_to_those_chosen(minutes: Minutes, sign_in: Any, cast: Any) -> None:
    client = sign_in(minutes.by)
    assert client.get(minutes.protocol_url("check/")).status_code == 200
    chosen = str(minutes.meeting.invitees.first().pk)
    minutes.meeting.refresh_from_db()
    sent = {"revision": minutes.meeting.revision, "recipients": [chosen], "also": [str(cast.people["mayor"].pk)]}
    answer = client.post(minutes.protocol_url("publish/"), sent)
    assert answer.status_code == 302
    args = Job.objects.get(kind="protocol.distribute").args
    assert (args["invitees"], args["users"]) == ([chosen], [str(cast.people["mayor"].pk)])
    assert "@" not in str(args)


def test_after_publishing_direct_edits_are_refused(minutes: Minutes, version: ProtocolVersion, sign_in: Any) -> None:
    with pytest.raises(DomainError):
        minutes.note()
    with pytest.raises(DomainError):
        minutes.decision()
    with pytest.raises(DomainError):
        minutes.task()
    with pytest.raises(DomainError):
        live_services.take_up(meeting=minutes.meeting, item=minutes.items[1], by=minutes.by)
    url = minutes.url(f"notes/{minutes.items[1].pk}/")
    answer = post(sign_in(minutes.by), url, item=str(minutes.items[1].pk), fields={"text": "x"})
    assert answer.status_code == 422


@pytest.mark.parametrize("change", [{"content": {}}, {"content_sha256": "0"}, {"number": 9}, {"correction": "x"}])
def test_the_database_refuses_to_change_a_published_version(version: ProtocolVersion, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).update(**change)


def test_the_database_refuses_to_remove_a_published_version(version: ProtocolVersion) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        ProtocolVersion.objects.filter(pk=version.pk).delete()


def test_a_correction_is_a_new_version_and_the_register_follows(minutes: Minutes, version: ProtocolVersion) -> None:
    decision = Decision.objects.get()
    corrected = services.correct(
        protocol=version.protocol,
        by=minutes.by,
        texts={f"decision:{decision.pk}": "יוקמו שני צוותי מעסיקים"},
        correction="מספר הצוותים נרשם לא נכון",
        expected_version=1,
        is_sent=True,
    )
    decision.refresh_from_db()
    version.refresh_from_db()
    assert (corrected.number, decision.text) == (2, "יוקמו שני צוותי מעסיקים")
    assert "יוקם צוות מעסיקים" in str(version.content)
    (change,) = changes(version.content, corrected.content)
    assert {piece.kind for piece in change.pieces} == {"kept", "removed", "added"}
    assert Job.objects.filter(kind="protocol.distribute").count() == 2


@pytest.mark.parametrize(
    ("text", "why", "seen"), [("יוקם צוות מעסיקים", "סיבה", 1), ("אחר", " ", 1), ("", "סיבה", 1), ("אחר", "סיבה", 7)]
)
def test_a_correction_needs_a_change_a_reason_and_the_latest_version(
    minutes: Minutes, version: ProtocolVersion, text: str, why: str, seen: int
) -> None:
    key = f"decision:{Decision.objects.get().pk}"
    with pytest.raises(DomainError):
        services.correct(
            protocol=version.protocol, by=minutes.by, texts={key: text}, correction=why, expected_version=seen, is_sent=False
        )


def test_the_correction_page_shows_both_versions(minutes: Minutes, version: ProtocolVersion, sign_in: Any) -> None:
    client = sign_in(minutes.by)
    page = client.get(minutes.protocol_url("correct/"))
    sent = {name: field.initial for name, field in page.context["form"].fields.items() if ":" in name}
    sent[next(name for name in sent if name.startswith("note:"))] = "חסרים טכנאים"
    sent |= {"version": 1, "correction": "תוקן נוסח"}
    assert client.post(minutes.protocol_url("correct/"), sent).status_code == 302
    shown = client.get(minutes.protocol_url()).content.decode()
    assert "תוקן נוסח" in shown
    assert "<del" in shown
    old = client.get(minutes.protocol_url("versions/1/")).content.decode()
    assert "חסרים טכנאים ואנשי תחזוקה" in old


def test_members_read_the_protocols_of_their_bodies_without_internal_topics(minutes: Minutes, cast: Any, sign_in: Any) -> None:
    minutes.items[3].is_internal = True
    minutes.items[3].save(update_fields=["is_internal"])
    minutes.note("רק בינינו", item=3)
    services.publish(meeting=minutes.meeting, by=minutes.by)
    url = minutes.protocol_url()
    assert sign_in(cast.member).get(url).status_code == 404
    minutes.members[3].user = cast.member
    minutes.members[3].save(update_fields=["user"])
    shown = sign_in(cast.member).get(url)
    assert shown.status_code == 200
    assert "רק בינינו" not in shown.content.decode()
    assert "רק בינינו" in sign_in(cast.referent).get(url).content.decode()
    assert sign_in(cast.stranger["referent"]).get(url).status_code == 404
    assert sign_in(cast.member).post(minutes.protocol_url("publish/")).status_code == 403


def test_the_number_of_queries_of_the_page_does_not_grow(minutes: Minutes, sign_in: Any) -> None:
    client = sign_in(minutes.by)
    services.publish(meeting=minutes.meeting, by=minutes.by)
    client.get(minutes.protocol_url())
    with CaptureQueriesContext(connection) as queries:
        client.get(minutes.protocol_url())
    few = len(queries)
    protocol = minutes.meeting.protocols.get()
    for order in range(3):
        key = f"decision:{Decision.objects.get().pk}"
        services.correct(
            protocol=protocol,
            by=minutes.by,
            texts={key: f"נוסח {order}"},
            correction="נוסח",
            expected_version=order + 1,
            is_sent=False,
        )
    with CaptureQueriesContext(connection) as queries:
        client.get(minutes.protocol_url())
    assert len(queries) == few


def test_only_the_chair_approves_and_once(minutes: Minutes, version: ProtocolVersion, cast: Any, sign_in: Any) -> None:
    assert sign_in(minutes.by).post(minutes.protocol_url("approve/")).status_code == 403
    assert sign_in(cast.people["ceo"]).post(minutes.protocol_url("approve/")).status_code == 302
    version.protocol.refresh_from_db()
    assert version.protocol.approved_by == cast.people["ceo"]
    before = version.protocol.approved_at
    services.approve(protocol=version.protocol, by=cast.people["mayor"])
    version.protocol.refresh_from_db()
    assert version.protocol.approved_at == before


def test_the_draft_goes_round_and_remarks_come_back_by_a_link(minutes: Minutes, client: Any) -> None:
    protocol = services.circulate(meeting=minutes.meeting, until=timezone.localdate(), by=minutes.by)
    person = minutes.meeting.invitees.first()
    expires = timezone.now() + datetime.timedelta(days=1)
    token = make_link(purpose="protocol.remark", town=minutes.town, object_id=person.pk, expires_at=expires)
    url = f"/p/{token}/remark/"
    assert "יוקם צוות מעסיקים" in client.get(url).content.decode()
    assert client.post(url, {"text": "חסר שם של צוות"}).status_code == 200
    remark = Remark.objects.get()
    assert (remark.invitee, remark.text) == (person, "חסר שם של צוות")
    services.answer_remark(remark=remark, answer="נוסף", by=minutes.by)
    services.publish(meeting=minutes.meeting, by=minutes.by)
    protocol.refresh_from_db()
    with pytest.raises(DomainError):
        services.remark(protocol=protocol, text="מאוחר", invitee=person)


def test_a_link_of_another_purpose_opens_nothing(minutes: Minutes, version: ProtocolVersion, client: Any) -> None:
    expires = timezone.now() + datetime.timedelta(days=1)
    token = make_link(purpose="protocol.read", town=minutes.town, object_id=version.protocol.pk, expires_at=expires)
    assert client.get(f"/p/{token}/protocol/").status_code == 200
    assert client.get(f"/p/{token}/remark/").status_code == 404


def test_the_documents_say_what_was_frozen(version: ProtocolVersion) -> None:
    document = contents.document_of(version.content, version=1, published_on=timezone.localdate())
    assert document.meeting_number == 5
    assert [decision.text for item in document.items for decision in item.decisions] == ["יוקם צוות מעסיקים"]
    assert [task.owner for task in document.all_tasks] == ["נציגת המעסיקים"]
    assert len(document.present) + len(document.absent) == 6


def test_the_job_makes_the_files_and_mails_each_person_once(committed: Any) -> None:  # noqa: F811 - the fixture
    cast = committed
    with acting_for([cast.town.id]):
        minutes = make_minutes(cast.town, cast.referent)
        minutes.decision("יוקם צוות מעסיקים")
        minutes.task()
        minutes.mark_all()
        version = services.publish(meeting=minutes.meeting, by=minutes.by)
        job = Job.objects.get(kind="protocol.distribute")
    with acting_for([cast.town.id]):
        run(job.pk)
        run(job.pk)
        version.refresh_from_db()
        assert version.pdf.content_type == "application/pdf"
        assert version.docx.name.endswith(".docx")
        assert services.is_intact(version)
    assert len(mail.outbox) == 6
    text = mail.outbox[0].body
    assert "נציגת המעסיקים" in text
    assert "יוקם צוות מעסיקים" in text
    assert mail.outbox[0].attachments[0][0].endswith(".pdf")
