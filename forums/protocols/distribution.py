"""Sending a protocol: its files are made once, then one mail goes to each address. Runs in the background."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from forums.meetings.attendance import CAME
from forums.meetings.models import Invitee
from forums.protocols import content as contents
from forums.protocols import services
from forums.protocols.documents import protocol_docx, protocol_pdf
from forums.protocols.models import Protocol, ProtocolVersion
from workit.documents import files
from workit.documents.models import StoredFile
from workit.jobs.run import JobRun
from workit.notices import mail
from workit.people.links import absolute, make_link
from workit.people.models import User

# How long the link of a mail opens the protocol.
LINK_DAYS = 365
READ, REMARK = "protocol.read", "protocol.remark"


def version_of(job: JobRun) -> ProtocolVersion:
    """The version a job is about."""
    found: ProtocolVersion = ProtocolVersion.objects.select_related(
        "protocol__meeting__body", "protocol__approved_by", "municipality", "pdf", "docx", "published_by"
    ).get(pk=job.args["version"])
    return found


def typeset(job: JobRun, version: ProtocolVersion) -> StoredFile:
    """Make the PDF and the DOCX of a version once, as members read them; returns the PDF."""
    if version.pdf is None or version.docx is None:
        document = contents.document_of(
            contents.without_internal(version.content),
            version=version.number,
            published_on=timezone.localdate(version.published_at),
            correction=version.correction,
            **services.approval_of(version.protocol),
        )
        name = f"protocol-{version.content['number']}-v{version.number}"
        pdf = protocol_pdf(document, language=contents.LANGUAGE, made_at=version.published_at)
        docx = protocol_docx(document, language=contents.LANGUAGE)
        with job.chunk(job.done, step="files"):
            for field, ending, made in (("pdf", "pdf", pdf), ("docx", "docx", docx)):
                stored = files.store(
                    made,
                    name=f"{name}.{ending}",
                    kind="protocol",
                    town=version.municipality,
                    by=version.published_by,
                )
                setattr(version, field, stored)
            version.save(update_fields=["pdf", "docx"])
    assert version.pdf is not None  # noqa: S101 - just made
    return version.pdf


def distribute(job: JobRun) -> dict[str, Any]:
    """Make the files and mail them to the chosen people; whoever was sent it already is not sent it again."""
    version = version_of(job)
    pdf = typeset(job, version)
    meeting = version.protocol.meeting
    attachment = (pdf.name, files.read(pdf), pdf.content_type)
    people = list(Invitee.objects.filter(meeting=meeting, pk__in=job.args["invitees"]).select_related("member"))
    users = User.objects.filter(pk__in=job.args.get("users", []), is_active=True)
    addresses = [*((person.email, person) for person in people), *((user.email, None) for user in users)]
    for sent, (email, person) in enumerate(addresses, start=1):
        _mail_protocol(version, email, person, attachment)
        job.progress(sent, len(addresses), step="mails")
    return {"sent": len(addresses), "version": version.number}


def _mail_protocol(version: ProtocolVersion, email: str, person: Invitee | None, attachment: tuple[str, bytes, str]) -> None:
    """One mail, in the municipality's name, with who does what by when in its text."""
    frozen = contents.without_internal(version.content)
    tasks = contents.tasks_of(frozen)
    mine = [task for task in tasks if person is not None and task["owner"] == person.name]
    mail.send(
        "protocol.distribute",
        key=str(version.pk),
        town=version.municipality,
        recipient=email,
        template="protocol_published",
        context={
            "content": frozen,
            "version": version,
            "held_on": datetime.date.fromisoformat(frozen["day"]),
            "tasks": _with_days(tasks),
            "mine": _with_days(mine),
            "decisions": contents.decisions_of(frozen),
            "link": read_link(version.protocol),
        },
        language=person.member.language if person and person.member else contents.LANGUAGE,
        attachments=[attachment],
    )


def _with_days(tasks: Iterable[contents.Content]) -> list[contents.Content]:
    day = datetime.date.fromisoformat
    return [{**task, "due": day(task["due"]) if task["due"] else None} for task in tasks]


def read_link(protocol: Protocol) -> str:
    """A link that opens the published protocol without signing in."""
    return _link(protocol, READ, protocol.pk, timezone.now() + datetime.timedelta(days=LINK_DAYS))


def _link(protocol: Protocol, purpose: str, object_id: uuid.UUID, expires_at: datetime.datetime) -> str:
    token = make_link(purpose=purpose, town=protocol.municipality, object_id=object_id, expires_at=expires_at)
    name = "forums:protocol_read" if purpose == READ else "forums:protocol_remark"
    return absolute(reverse(name, args=[token]))


def circulate(job: JobRun) -> dict[str, Any]:
    """Mail the draft to those who came, each with a link of the own to remark by."""
    protocol = Protocol.objects.select_related("meeting__body", "municipality").get(pk=job.args["protocol"])
    meeting = protocol.meeting
    came = list(meeting.invitees.filter(presence__in=CAME).exclude(email="").select_related("member"))
    closes = timezone.make_aware(datetime.datetime.combine(protocol.remarks_until, datetime.time.max))
    for sent, person in enumerate(came, start=1):
        mail.send(
            "protocol.circulate",
            key=job.job.key,
            town=protocol.municipality,
            recipient=person.email,
            template="protocol_circulated",
            context={"meeting": meeting, "until": protocol.remarks_until, "link": _link(protocol, REMARK, person.pk, closes)},
            language=person.member.language if person.member else contents.LANGUAGE,
        )
        job.progress(sent, len(came), step="mails")
    return {"sent": len(came)}


def typeset_only(job: JobRun) -> dict[str, Any]:
    """Make the files of a version that is not sent round."""
    version = version_of(job)
    typeset(job, version)
    return {"version": version.number}
