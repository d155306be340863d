"""The mails around a meeting, each to one person with a link of its own: invitation, change, reminder, cancellation."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forums.meetings import documents
from forums.meetings.invitations import ANSWER_LINK, SUBSTITUTE_LINK
from forums.meetings.models import AgendaItem, Answer, Invitee, Meeting
from forums.meetings.services import day_of
from workit.documents import ics
from workit.documents.letterhead import Letterhead
from workit.notices import mail
from workit.notices.models import SendLog, SendState
from workit.people.links import absolute, make_link
from workit.web.days import clock, prose_day

PARTSTAT: dict[str, ics.Answer] = {
    Answer.NONE: "NEEDS-ACTION",
    Answer.ACCEPTED: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the agenda as it is shown to those invited."""

    at: datetime.datetime | None
    title: str
    presenter: str
    minutes: int
    kind: str = ""

    @property
    def text(self) -> str:
        """The line in one string, for calendars."""
        return f"{clock(self.at)} {self.title}".strip()


def presenter_of(item: AgendaItem) -> str:
    """Who presents, by name or title."""
    return item.presenter.name if item.presenter else item.presenter_text


def agenda_lines(meeting: Meeting, items: Sequence[AgendaItem] | None = None) -> list[Line]:
    """The agenda with its clock, without internal items; their time passes all the same."""
    found = list(meeting.items.select_related("presenter")) if items is None else items
    starts = day_of(meeting, found).starts
    return [
        Line(at, item.title, presenter_of(item), item.minutes, item.kind)
        for at, item in zip(starts, found, strict=True)
        if not item.is_internal and item.title
    ]


def organiser() -> str:
    """The address calendars answer to: ours; the name is the authority's."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def calendar_of(
    meeting: Meeting, *, url: str, invitee: Invitee | None = None, is_cancelled: bool = False
) -> documents.Invitation:
    """The meeting for a calendar; one guest at most, so that nobody learns the addresses of others."""
    if meeting.starts_at is None or meeting.ends_at is None:
        raise ValueError("A meeting without a time has no place in a calendar.")
    guests: tuple[ics.Guest, ...] = ()
    if invitee is not None and invitee.email:
        guests = (ics.Guest(name=invitee.name, email=invitee.email, answer=PARTSTAT[invitee.answer]),)
    return documents.Invitation(
        uid=meeting.uid,
        sequence=meeting.sequence,
        body_name=meeting.body.name,
        meeting_title=meeting.title,
        meeting_number=meeting.number,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        changed_at=timezone.now(),
        organiser=ics.Address(name=meeting.municipality.title, email=organiser()),
        url=url,
        place=" · ".join(filter(None, [meeting.place, meeting.link])),
        agenda=tuple(line.text for line in agenda_lines(meeting)),
        guests=guests,
        is_cancelled=is_cancelled,
    )


def agenda_document(meeting: Meeting) -> documents.AgendaDocument:
    """The agenda as it is printed."""
    if meeting.starts_at is None:
        raise ValueError("A meeting without a time has no agenda to print.")
    entries = tuple(
        documents.AgendaEntry(
            number=str(number),
            title=line.title,
            starts_at=timezone.localtime(line.at).time() if line.at else None,
            minutes=line.minutes,
            presenter=line.presenter,
        )
        for number, line in enumerate(agenda_lines(meeting), start=1)
    )
    return documents.AgendaDocument(
        letterhead=Letterhead(authority=meeting.municipality.title),
        town_name=meeting.municipality.name,
        body_name=meeting.body.name,
        meeting_title=meeting.title,
        meeting_number=meeting.number,
        held_on=timezone.localdate(meeting.starts_at),
        starts_at=timezone.localtime(meeting.starts_at).time(),
        ends_at=timezone.localtime(meeting.ends_at).time() if meeting.ends_at else None,
        place=meeting.place or meeting.link,
        chair=str(meeting.body.get_chair_title_display()),
        items=entries,
        revision=meeting.sequence + 1,
        issued_on=timezone.localdate(),
        is_demo=settings.WORKIT_DEMO,
    )


def subject_of(meeting: Meeting, words: str) -> str:
    """ "Invitation: <title>, Monday, 15 December"."""
    return words % {"title": meeting.title, "day": prose_day(meeting.starts_at) if meeting.starts_at else ""}


def language_of(invitee: Invitee) -> str:
    """The language a person is written to in: the member's own, else Hebrew."""
    return invitee.member.language if invitee.member else "he"


def address_for(invitee: Invitee, purpose: str = ANSWER_LINK) -> str:
    """A new personal address of the answer page; it works until the meeting ends."""
    meeting = invitee.meeting
    ends = meeting.ends_at or timezone.now() + datetime.timedelta(days=1)
    token = make_link(purpose=purpose, town=meeting.municipality, object_id=invitee.pk, expires_at=ends)
    return absolute(reverse("forums:answer_form", args=[token]))


def context_of(meeting: Meeting, invitee: Invitee, url: str) -> dict[str, Any]:
    """What the templates of these mails read."""
    return {
        "meeting": meeting,
        "body": meeting.body,
        "invitee": invitee,
        "lines": agenda_lines(meeting),
        "materials": list(meeting.materials.filter(is_internal=False, file__isnull=False)),
        "url": url,
        "signature": meeting.created_by.display_name if meeting.created_by else "",
    }


def was_sent(kind: str, key: str, recipient: str) -> bool:
    """Whether that mail went out, or may have."""
    line = SendLog.objects.filter(kind=kind, key=key, recipient=recipient.strip().lower()).first()
    return line is not None and line.state != SendState.FAILED


def send_invitation(meeting: Meeting, invitee: Invitee, agenda: bytes | None) -> SendLog | None:
    """The invitation, or what changed for whoever has it already; None when this state of it was sent before."""
    key = f"{meeting.pk}:{meeting.sequence}:{invitee.pk}"
    if was_sent("meeting.invite", key, invitee.email):
        return None
    known = SendLog.objects.filter(
        kind="meeting.invite", key__startswith=f"{meeting.pk}:", key__endswith=f":{invitee.pk}", state=SendState.SENT
    ).exists()
    url = address_for(invitee)
    language = language_of(invitee)
    with translation.override(language):
        words = _("Changed: %(title)s, %(day)s") if known else _("Invitation: %(title)s, %(day)s")
        subject = subject_of(meeting, words)
        names = _("meeting"), _("agenda")
    calendar = documents.invitation_ics(calendar_of(meeting, url=url, invitee=invitee), language=language)
    attachments = [(f"{names[0]}.ics", calendar, "text/calendar; method=REQUEST; charset=utf-8")]
    if agenda is not None:
        attachments.append((f"{names[1]}.pdf", agenda, "application/pdf"))
    return mail.send(
        "meeting.invite",
        key=key,
        town=meeting.municipality,
        recipient=invitee.email,
        subject=subject,
        template="meeting_update" if known else "meeting_invitation",
        context=context_of(meeting, invitee, url),
        language=language,
        attachments=attachments,
    )


def send_substitute(meeting: Meeting, invitee: Invitee) -> SendLog | None:
    """What the person who comes instead has to know."""
    key = f"{meeting.pk}:{meeting.sequence}:{invitee.pk}"
    if not invitee.substitute_email or was_sent("meeting.substitute", key, invitee.substitute_email):
        return None
    url = address_for(invitee, SUBSTITUTE_LINK)
    language = language_of(invitee)
    with translation.override(language):
        subject, name = subject_of(meeting, _("Invitation: %(title)s, %(day)s")), _("meeting")
    guest = Invitee(name=invitee.substitute_name, email=invitee.substitute_email, answer=Answer.ACCEPTED)
    calendar = documents.invitation_ics(calendar_of(meeting, url=url, invitee=guest), language=language)
    return mail.send(
        "meeting.substitute",
        key=key,
        town=meeting.municipality,
        recipient=invitee.substitute_email,
        subject=subject,
        template="meeting_substitute",
        context=context_of(meeting, invitee, url),
        language=language,
        attachments=[(f"{name}.ics", calendar, "text/calendar; method=REQUEST; charset=utf-8")],
    )


def send_cancellation(meeting: Meeting, *, name: str, email: str, language: str, is_withdrawn: bool = False) -> SendLog:
    """The meeting is off, or the invitation is withdrawn; the calendar takes it away."""
    with translation.override(language):
        subject, file_name = subject_of(meeting, _("Cancelled: %(title)s, %(day)s")), _("meeting")
    guest = Invitee(name=name, email=email)
    home = absolute("/")
    calendar = documents.invitation_ics(calendar_of(meeting, url=home, invitee=guest, is_cancelled=True), language=language)
    return mail.send(
        "meeting.cancel",
        key=f"{meeting.pk}:{'withdrawn' if is_withdrawn else meeting.sequence}",
        town=meeting.municipality,
        recipient=email,
        subject=subject,
        template="meeting_cancelled",
        context={"meeting": meeting, "body": meeting.body, "name": name, "is_withdrawn": is_withdrawn},
        language=language,
        attachments=[(f"{file_name}.ics", calendar, "text/calendar; method=CANCEL; charset=utf-8")],
    )


def send_reminder(meeting: Meeting, invitee: Invitee) -> SendLog | None:
    """A word to somebody who has not answered, once for each time reminders are sent."""
    at = invitee.reminded_at.isoformat() if invitee.reminded_at else ""
    key = f"{meeting.pk}:{at}:{invitee.pk}"
    if was_sent("meeting.reminder", key, invitee.email):
        return None
    language = language_of(invitee)
    with translation.override(language):
        subject = subject_of(meeting, _("An answer is awaited: %(title)s, %(day)s"))
    return mail.send(
        "meeting.reminder",
        key=key,
        town=meeting.municipality,
        recipient=invitee.email,
        subject=subject,
        template="meeting_reminder",
        context=context_of(meeting, invitee, address_for(invitee)),
        language=language,
    )
