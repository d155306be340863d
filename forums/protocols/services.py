"""What happens to a protocol: circulated, published once, then changed only by numbered corrections."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.decisions.models import Decision
from forums.decisions.services import take_all
from forums.meetings.live_services import planned_tasks
from forums.meetings.live_state import Line, LiveMeeting
from forums.meetings.models import Invitee, Meeting, MeetingState, Topic
from forums.protocols import content as contents
from forums.protocols.models import Protocol, ProtocolStatus, ProtocolVersion, Remark
from forums.tasks import telling
from forums.tasks.models import Task, TaskStatus
from forums.tasks.services import give_task
from workit.audit.record import record
from workit.jobs.services import enqueue
from workit.people.models import User
from workit.stages import evidence
from workit.web.errors import DomainError


class GapsError(DomainError):
    """The minutes are not ready; carries the gaps, each with the place it leads to."""

    def __init__(self, gaps: Sequence[Line]) -> None:
        super().__init__(" · ".join(gap.text for gap in gaps))
        self.gaps = list(gaps)


class StaleError(DomainError):
    """Somebody wrote in the minutes after the page was checked."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the protocol by mail."""

    key: str
    name: str
    email: str


def protocol_of(meeting: Meeting) -> Protocol:
    """The protocol of a meeting; made when it is first asked for."""
    found, _made = Protocol.objects.get_or_create(
        municipality_id=meeting.municipality_id,
        meeting=meeting,
    )
    return found


def recipients_of(invitees: Iterable[Invitee]) -> list[Recipient]:
    """Everybody on the attendance list who has an address; those without are told by whoever invited them."""
    found = {invitee.email.lower(): invitee for invitee in invitees if invitee.email}
    return [Recipient(str(invitee.pk), invitee.name, email) for email, invitee in found.items()]


@transaction.atomic
def publish(
    *,
    meeting: Meeting,
    by: User,
    recipients: Iterable[str] | None = None,
    also: Iterable[str] = (),
    expected_revision: int | None = None,
    at: datetime.datetime | None = None,
    is_told: bool = True,
) -> ProtocolVersion:
    """Publish the minutes as version 1, close the meeting, take its decisions and give its tasks.

    A second call returns the first version: a double click publishes once. `recipients` are ids of invitees (everybody with an
    address when None), `also` of people with an account.
    `at` and `is_told=False` enter a protocol that was published elsewhere before.
    Raises GapsError while something is missing, StaleError when the minutes changed after `expected_revision`.
    """
    locked: Meeting = Meeting.objects.select_for_update(of=("self",)).select_related("body", "municipality").get(pk=meeting.pk)
    protocol = Protocol.objects.select_for_update().get(pk=protocol_of(locked).pk)
    if protocol.status == ProtocolStatus.PUBLISHED:
        first: ProtocolVersion = protocol.versions.get(number=1)
        return first
    if locked.state != MeetingState.OPEN:
        raise DomainError(_("Only a meeting in progress can be ended and published."))
    if expected_revision is not None and expected_revision != locked.revision:
        raise StaleError(_("Somebody wrote in the minutes since this page was opened. Check again, then publish."))
    live = LiveMeeting(locked)
    if live.gaps:
        raise GapsError(live.gaps)
    now = at or timezone.now()
    take_all(meeting=locked, by=by)
    frozen = contents.content_of(locked, live := LiveMeeting(locked))
    version = _freeze(protocol, frozen, number=1, by=by, at=now)
    _give_tasks(locked, by=by, is_told=is_told)
    _carry_over(live, by)
    _close(locked, live, now)
    protocol.status, protocol.published_at, protocol.published_by = ProtocolStatus.PUBLISHED, now, by
    protocol.save(update_fields=["status", "published_at", "published_by"])
    record("protocol.published", subject=protocol, by=by, number=locked.number, version=1, sha256=version.content_sha256)
    evidence.refresh(locked.municipality)
    if is_told:
        _distribute(version, live.invitees, recipients, also, by)
    return version


def _freeze(
    protocol: Protocol, content: contents.Content, *, number: int, by: User, at: datetime.datetime, correction: str = ""
) -> ProtocolVersion:
    version: ProtocolVersion = ProtocolVersion.objects.create(
        municipality_id=protocol.municipality_id,
        protocol=protocol,
        number=number,
        content=content,
        content_sha256=contents.hash_of(content),
        correction=correction,
        published_at=at,
        published_by=by,
    )
    return version


def protocol_url(meeting: Meeting) -> str:
    """The page of the protocol."""
    return reverse("forums:protocol_detail", args=[meeting.municipality.code, meeting.pk])


def _give_tasks(meeting: Meeting, *, by: User, is_told: bool) -> None:
    """Put the planned tasks on their owners' lists; owners are told, by mail with a link where there is no account."""
    label = _("Protocol of meeting %(number)s, %(body)s") % {"number": meeting.number, "body": meeting.body.name}
    for task in planned_tasks(meeting).filter(status=TaskStatus.PLANNED).select_related("owner__user", "municipality"):
        give_task(task=task, by=by, source_label=label[:200], source_url=protocol_url(meeting))
        if is_told:
            telling.given(task, by=by)


def _carry_over(live: LiveMeeting, by: User) -> None:
    """Topics that were not discussed wait for the next agenda."""
    Topic.objects.bulk_create(
        Topic(
            municipality_id=live.meeting.municipality_id,
            body=live.meeting.body,
            title=timed.item.title,
            minutes=timed.item.minutes,
            kind=timed.item.kind,
            from_item=timed.item,
            asked_by=by,
        )
        for timed in live.untouched
    )


def _close(meeting: Meeting, live: LiveMeeting, now: datetime.datetime) -> None:
    meeting.state, meeting.closed_at, meeting.current_item = MeetingState.CLOSED, now, None
    meeting.members_counted, meeting.present_counted = live.attendance.members, live.attendance.present
    meeting.revision += 1
    meeting.save(update_fields=["state", "closed_at", "current_item", "members_counted", "present_counted", "revision"])
    meeting.items.filter(ended_at=None, started_at__isnull=False).update(ended_at=now)


def _distribute(
    version: ProtocolVersion, invitees: Iterable[Invitee], chosen: Iterable[str] | None, also: Iterable[str], by: User
) -> None:
    """Make the files and send them, after this is committed."""
    everybody = {one.key for one in recipients_of(invitees)}
    wanted = everybody if chosen is None else everybody & set(chosen)
    enqueue(
        "protocol.distribute",
        key=str(version.pk),
        town=version.municipality,
        args={"version": str(version.pk), "invitees": sorted(wanted), "users": sorted(set(also))},
        by=by,
    )


@transaction.atomic
def correct(
    *,
    protocol: Protocol,
    by: User,
    texts: Mapping[str, str],
    correction: str,
    expected_version: int,
    is_sent: bool,
) -> ProtocolVersion:
    """Publish a numbered correction: the version before stays, the register and open tasks follow the new words.

    `texts` are the words by "kind:id" (contents.texts_of). Raises DomainError when nothing changed, when nothing is said about
    why, or when another correction came first.
    """
    locked = (
        Protocol.objects.select_for_update(of=("self",)).select_related("meeting__body", "municipality").get(pk=protocol.pk)
    )
    if locked.status != ProtocolStatus.PUBLISHED:
        raise DomainError(_("The protocol is not published yet; it can be edited directly."))
    latest: ProtocolVersion = locked.versions.order_by("-number").first()
    if latest.number != expected_version:
        raise StaleError(_("Another correction was published meanwhile. Look at it, then correct again."))
    if not correction.strip():
        raise DomainError(_("Write what is corrected and why."))
    before = contents.texts_of(latest.content)
    changed = {key: text.strip() for key, text in texts.items() if key in before and text.strip() != before[key]}
    if not changed:
        raise DomainError(_("No words were changed."))
    if any(not text for key, text in changed.items() if not key.startswith("note:")):
        raise DomainError(_("A decision or a task cannot become empty. A decision can be withdrawn in the register."))
    frozen = contents.corrected(latest.content, changed)
    version = _freeze(locked, frozen, number=latest.number + 1, by=by, at=timezone.now(), correction=correction.strip())
    _follow(changed)
    record(
        "protocol.corrected",
        subject=locked,
        by=by,
        version=version.number,
        changed=sorted(changed),
        sha256=version.content_sha256,
    )
    if is_sent:
        _distribute(version, locked.meeting.invitees.all(), None, (), by)
    else:
        enqueue("protocol.typeset", key=str(version.pk), town=locked.municipality, args={"version": str(version.pk)}, by=by)
    return version


def _follow(changed: Mapping[str, str]) -> None:
    """Carry corrected words into the register and into tasks that are not finished."""
    for key, text in changed.items():
        kind, _colon, pk = key.partition(":")
        if kind == "decision":
            for decision in Decision.objects.filter(pk=pk):
                decision.text, decision.revision = text, decision.revision + 1
                decision.save(update_fields=["text", "revision"])
        elif kind == "task":
            for task in Task.objects.filter(pk=pk).exclude(status__in=[TaskStatus.DONE, TaskStatus.CANCELLED]):
                task.text, task.revision = text[:400], task.revision + 1
                task.save(update_fields=["text", "revision"])


@transaction.atomic
def circulate(*, meeting: Meeting, until: datetime.date, by: User) -> Protocol:
    """Send the draft to those who came, for remarks until a day."""
    protocol = Protocol.objects.select_for_update().get(pk=protocol_of(meeting).pk)
    if protocol.status == ProtocolStatus.PUBLISHED:
        raise DomainError(_("The protocol is published already."))
    if meeting.state != MeetingState.OPEN:
        raise DomainError(_("Only the minutes of an open meeting can be sent for remarks."))
    if until < timezone.localdate():
        raise DomainError(_("The last day for remarks is today or later."))
    protocol.status, protocol.remarks_until = ProtocolStatus.CIRCULATED, until
    protocol.save(update_fields=["status", "remarks_until"])
    record("protocol.circulated", subject=protocol, by=by, until=until.isoformat())
    enqueue(
        "protocol.circulate",
        key=f"{protocol.pk}:{until}:{meeting.revision}",
        town=meeting.municipality,
        args={"protocol": str(protocol.pk)},
        by=by,
    )
    return protocol


@transaction.atomic
def remark(*, protocol: Protocol, text: str, invitee: Invitee | None = None, by: User | None = None) -> Remark:
    """A remark of somebody who attended, while the draft circulates."""
    if protocol.status != ProtocolStatus.CIRCULATED or protocol.remarks_until is None:
        raise DomainError(_("Remarks are closed: the protocol was published or was not sent round."))
    if timezone.localdate() > protocol.remarks_until:
        raise DomainError(_("The time for remarks has passed."))
    if not text.strip():
        raise DomainError(_("Write your remark."))
    made: Remark = Remark.objects.create(
        municipality_id=protocol.municipality_id,
        protocol=protocol,
        invitee=invitee,
        by=by,
        text=text.strip(),
    )
    record("remark.added", subject=protocol, by=by, remark=str(made.pk))
    return made


@transaction.atomic
def answer_remark(*, remark: Remark, answer: str, by: User) -> Remark:
    """Say what was done about a remark."""
    if not answer.strip():
        raise DomainError(_("Write what was done about the remark."))
    remark.answer, remark.answered_at = answer.strip()[:300], timezone.now()
    remark.save(update_fields=["answer", "answered_at"])
    record("remark.answered", subject=remark.protocol, by=by, remark=str(remark.pk))
    return remark


@transaction.atomic
def approve(*, protocol: Protocol, by: User) -> Protocol:
    """The chair approves what was published; name, time and the fingerprint of the version are kept."""
    locked = Protocol.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=protocol.pk)
    if locked.status != ProtocolStatus.PUBLISHED:
        raise DomainError(_("A protocol is approved once it is published."))
    if locked.approved_at is not None:
        found: Protocol = locked
        return found
    latest = locked.versions.order_by("-number").first()
    locked.approved_at, locked.approved_by = timezone.now(), by
    locked.save(update_fields=["approved_at", "approved_by"])
    record("protocol.approved", subject=locked, by=by, version=latest.number, sha256=latest.content_sha256)
    approved: Protocol = locked
    return approved


def is_intact(version: ProtocolVersion) -> bool:
    """Whether the frozen content still has the fingerprint it was published with."""
    return contents.hash_of(version.content) == version.content_sha256


def approval_of(protocol: Protocol) -> dict[str, Any]:
    """Who approved and when, for the documents."""
    if protocol.approved_at is None:
        return {}
    return {"approved_by": str(protocol.approved_by), "approved_on": timezone.localdate(protocol.approved_at)}
