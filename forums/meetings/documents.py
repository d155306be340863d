"""What goes out around a meeting: the agenda, name tags, the calendar invitation; plain dataclasses in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workit.documents import ics, pdf
from workit.documents.letterhead import Letterhead
from workit.documents.text import cleaned, clock_range, isolated, long_day, ltr, one_line, paragraphs, said
from workit.web.days import table_day

# Points of the largest name on a tag, and how many letters fit a line of it.
TAG_SIZES = ((14, 26), (22, 20), (40, 15))
SMALLEST_TAG = 11
TAG_LETTERS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """An item of the agenda with the clock time it is expected to start."""

    number: str
    title: str
    starts_at: time | None = None
    minutes: int | None = None
    kind: str = ""
    presenter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDocument:
    """Everything an agenda says; `revision` counts re-issues after the freeze."""

    letterhead: Letterhead
    town_name: str
    body_name: str
    meeting_title: str
    meeting_number: int | None
    held_on: date
    starts_at: time
    ends_at: time | None
    place: str
    chair: str
    items: tuple[AgendaEntry, ...] = ()
    note: str = ""
    revision: int = 1
    issued_on: date | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTag:
    """A tag to wear: name large, role and organisation below."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A meeting as it is invited to: from the authority, with a link back to its page."""

    uid: str
    sequence: int
    body_name: str
    meeting_title: str
    meeting_number: int | None
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    organiser: ics.Address
    url: str
    place: str = ""
    agenda: tuple[str, ...] = ()
    guests: tuple[ics.Guest, ...] = ()
    is_cancelled: bool = False


def agenda_pdf(document: AgendaDocument, *, language: str = "he", made_at: datetime | None = None) -> bytes:
    """The agenda as tagged PDF on the authority's letterhead."""
    document = cleaned(document)
    with translation.override(language):
        sheet = _agenda(document)
    sheet["letterhead"] = document.letterhead.context()
    return pdf.render("agenda", sheet, title=sheet["title"], language=language, made_at=made_at)


def name_tags_pdf(tags: Sequence[NameTag], *, body_name: str, language: str = "he", made_at: datetime | None = None) -> bytes:
    """Name tags, eight on a sheet, 90 × 64 mm each."""
    with translation.override(language):
        title = _("Name tags: %(body)s") % {"body": one_line(body_name)}
    context = {"tags": [_tag(tag, body_name) for tag in cleaned(list(tags))]}
    return pdf.render("name_tags", context, title=title, language=language, made_at=made_at)


def invitation_ics(invitation: Invitation, *, language: str = "he") -> bytes:
    """The invitation (METHOD:REQUEST), or the cancellation when the meeting is off."""
    event = calendar_event(invitation, language=language)
    return ics.cancel(event) if invitation.is_cancelled else ics.request(event)


def feed_ics(invitations: Sequence[Invitation], *, name: str, language: str = "he") -> bytes:
    """A person's meetings as a calendar to subscribe to."""
    return ics.feed([calendar_event(invitation, language=language) for invitation in invitations], name=name)


def calendar_event(invitation: Invitation, *, language: str = "he") -> ics.CalendarEvent:
    """The invitation in the words of a calendar."""
    with translation.override(language):
        title = _("%(body)s, %(meeting)s") % {
            "body": one_line(invitation.body_name),
            "meeting": _meeting(invitation.meeting_number, invitation.meeting_title),
        }
        lines = [_("On the agenda:"), *(one_line(line) for line in invitation.agenda)] if invitation.agenda else []
        link = _("The meeting in WORKIT:")
    return ics.CalendarEvent(
        uid=invitation.uid,
        sequence=invitation.sequence,
        title=title,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        changed_at=invitation.changed_at,
        organiser=invitation.organiser,
        url=invitation.url,
        place=invitation.place,
        description="\n".join([*lines, "", link] if lines else [link]),
        guests=invitation.guests,
        is_cancelled=invitation.is_cancelled,
    )


def _meeting(number: int | None, title: str) -> str:
    name = one_line(title)
    if number is None:
        return name
    return _("meeting %(number)d: %(title)s") % {"number": number, "title": name}


def _agenda(document: AgendaDocument) -> dict[str, Any]:
    """Every word of the agenda in the language in force."""
    number = document.meeting_number
    facts = [
        (_("Date"), long_day(document.held_on)),
        (_("Hours"), clock_range(document.starts_at, document.ends_at)),
        (_("Place"), said(document.place)),
        (_("Chair"), said(document.chair)),
    ]
    return {
        "overline": f"{said(document.body_name)} · {said(document.town_name)}",
        "title": _("Agenda") if number is None else _("Agenda of meeting %(number)d") % {"number": number},
        "subtitle": said(document.meeting_title),
        "marks": [_("Demonstration data")] if document.is_demo else [],
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "items": {
            "heading": _("On the agenda"),
            "columns": [_("No."), _("Hour"), _("Subject"), _("Presented by"), _("Length")],
            "rows": [_entry(entry) for entry in document.items],
        },
        "notes": [isolated(line) for line in paragraphs(document.note)],
        "footer": _footer(document),
    }


def _entry(entry: AgendaEntry) -> dict[str, str]:
    return {
        "number": ltr(one_line(entry.number)),
        "hour": ltr(entry.starts_at.strftime("%H:%M")) if entry.starts_at else "",
        "title": said(entry.title),
        "note": said(entry.kind),
        "presenter": said(entry.presenter),
        "length": _("%(minutes)d minutes") % {"minutes": entry.minutes} if entry.minutes else "",
    }


def _footer(document: AgendaDocument) -> dict[str, Any]:
    parts = [_("Version %(version)d") % {"version": document.revision}]
    if document.issued_on:
        parts.append(_("Made with WORKIT on %(day)s") % {"day": table_day(document.issued_on)})
    if document.is_demo:
        parts.append(_("Demonstration data"))
    return {"page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"}, "parts": parts}


def _tag(tag: NameTag, body_name: str) -> dict[str, Any]:
    name = one_line(tag.name)[:TAG_LETTERS]
    size = next((points for letters, points in TAG_SIZES if len(name) <= letters), SMALLEST_TAG)
    return {
        "top": one_line(body_name)[:TAG_LETTERS],
        "name": name,
        "size": size,
        "role": one_line(tag.role)[:TAG_LETTERS],
        "organisation": one_line(tag.organisation)[:TAG_LETTERS],
    }
