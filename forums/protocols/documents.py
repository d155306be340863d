"""The protocol as PDF and DOCX: plain dataclasses in, bytes out; both files show one sheet of words."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from workit.documents import pdf
from workit.documents.docx import Writer
from workit.documents.letterhead import Letterhead
from workit.documents.text import cleaned, clock_range, isolated, long_day, ltr, one_line, paragraphs, said
from workit.web.days import table_day


class Part(StrEnum):
    """Parts of a protocol that a reader may leave out."""

    PRESENCE = "presence"
    DISCUSSION = "discussion"
    TASKS = "tasks"
    SIGNATURES = "signatures"


class Status(StrEnum):
    """What the document says about itself: a draft is marked on every page."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Someone on the attendance list, by title and organisation; a substitute says whose seat it was."""

    name: str
    organisation: str = ""
    in_place_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """A decision as registered; `basis` says how it was taken ("consensus", "11 for, 2 against")."""

    number: str
    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEntry:
    """Who does what by when."""

    number: str
    text: str
    owner: str
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry:
    """An agenda item with what came of it."""

    number: str
    title: str
    starts_at: time | None = None
    minutes: int | None = None
    discussion: tuple[str, ...] = ()
    decisions: tuple[DecisionEntry, ...] = ()
    tasks: tuple[TaskEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMeeting:
    """When the body meets again and about what."""

    title: str
    held_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolDocument:
    """Everything a protocol says, frozen; nothing here is looked up."""

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
    version: int
    present: tuple[Attendee, ...] = ()
    absent: tuple[Attendee, ...] = ()
    substitutes: tuple[Attendee, ...] = ()
    guests: tuple[Attendee, ...] = ()
    quorum: str = ""
    items: tuple[ItemEntry, ...] = ()
    # Tasks that belong to no item; those of the items join them in the table.
    tasks: tuple[TaskEntry, ...] = ()
    next_meeting: NextMeeting | None = None
    signatures: tuple[str, ...] = ()
    status: Status = Status.DRAFT
    published_on: date | None = None
    correction: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    is_demo: bool = False

    @property
    def all_tasks(self) -> tuple[TaskEntry, ...]:
        """The task table: item by item, then the rest."""
        return tuple(task for item in self.items for task in item.tasks) + self.tasks


ALL_PARTS = frozenset(Part)


def protocol_pdf(
    document: ProtocolDocument, *, language: str = "he", parts: frozenset[Part] = ALL_PARTS, made_at: datetime | None = None
) -> bytes:
    """The protocol as tagged PDF; the same document and `made_at` give the same bytes."""
    document = cleaned(document)
    with translation.override(language):
        sheet = _sheet(document, parts)
    sheet["letterhead"] = document.letterhead.context()
    return pdf.render("protocol", sheet, title=sheet["title"], language=language, made_at=made_at)


def protocol_docx(document: ProtocolDocument, *, language: str = "he", parts: frozenset[Part] = ALL_PARTS) -> bytes:
    """The protocol as a Word document that can be corrected by hand, same words and order as the PDF."""
    document = cleaned(document)
    with translation.override(language):
        sheet = _sheet(document, parts)
    writer = Writer(language=language, title=sheet["title"], author=document.letterhead.authority)
    writer.masthead(document.letterhead, sheet["overline"], sheet["title"], sheet["subtitle"])
    writer.marks(sheet["marks"])
    writer.facts(sheet["facts"])
    if sheet["correction"]:
        writer.labelled(sheet["correction"]["label"], sheet["correction"]["text"])
    if sheet["presence"]["groups"]:
        writer.heading(sheet["presence"]["heading"])
    for group in sheet["presence"]["groups"]:
        writer.labelled(group["label"], group["people"])
    for item in sheet["items"]:
        _write_item(writer, item)
    _write_closing(writer, sheet)
    writer.footer(sheet["footer"]["page"], sheet["footer"]["parts"])
    return writer.content()


def _write_item(writer: Writer, item: dict[str, Any]) -> None:
    writer.heading(item["heading"], item["when"])
    for text in item["discussion"]:
        writer.paragraph(text)
    for decision in item["decisions"]:
        writer.ruled(decision["label"], decision["text"], decision["basis"])


def _write_closing(writer: Writer, sheet: dict[str, Any]) -> None:
    rows = sheet["tasks"]["rows"]
    if rows:
        writer.heading(sheet["tasks"]["heading"])
        cells = [[row["number"], row["text"], row["owner"], row["due"]] for row in rows]
        writer.table(sheet["tasks"]["columns"], cells, widths=(1, 5, 3, 2))
    if sheet["next_meeting"]:
        writer.labelled(sheet["next_meeting"]["label"], sheet["next_meeting"]["text"], before=12)
    if sheet["approval"]:
        writer.paragraph(sheet["approval"])
    if sheet["signatures"]:
        writer.signatures(sheet["signatures"])


def _sheet(document: ProtocolDocument, parts: frozenset[Part]) -> dict[str, Any]:
    """Every word of the protocol in the language in force, in reading order."""
    coming = document.next_meeting
    return {
        "overline": f"{said(document.body_name)} · {said(document.town_name)}",
        "title": _title(document),
        "subtitle": said(document.meeting_title),
        "marks": _marks(document),
        "facts": _facts(document),
        "correction": _labelled(_("Correction:"), said(document.correction)) if document.correction else None,
        "presence": {
            "heading": _("Presence"),
            "groups": _presence(document) if Part.PRESENCE in parts else [],
        },
        "items": [_item(item, parts) for item in document.items],
        "tasks": {
            "heading": _("Tasks"),
            "columns": [_("No."), _("Task"), _("Responsible"), _("Until")],
            "rows": [_task(task) for task in document.all_tasks] if Part.TASKS in parts else [],
        },
        "next_meeting": _labelled(
            _("Next meeting:"),
            _("%(title)s, %(day)s.") % {"title": said(coming.title), "day": long_day(coming.held_on)},
        )
        if coming
        else None,
        "approval": _approval(document),
        "signatures": [said(who) for who in document.signatures] if Part.SIGNATURES in parts else [],
        "footer": _footer(document),
    }


def _title(document: ProtocolDocument) -> str:
    if document.meeting_number is None:
        return _("Meeting protocol")
    return _("Protocol of meeting %(number)d") % {"number": document.meeting_number}


def _marks(document: ProtocolDocument) -> list[str]:
    """What a reader must know before anything else."""
    draft = [_("Draft")] if document.status == Status.DRAFT else []
    return draft + ([_("Demonstration data")] if document.is_demo else [])


def _labelled(label: str, text: str) -> dict[str, str]:
    return {"label": label, "text": text}


def _facts(document: ProtocolDocument) -> list[dict[str, str]]:
    pairs = [
        (_("Date"), long_day(document.held_on)),
        (_("Hours"), clock_range(document.starts_at, document.ends_at)),
        (_("Place"), said(document.place)),
        (_("Chair"), said(document.chair)),
        (_("Presence"), said(document.quorum)),
        (_("Version"), _version(document)),
    ]
    return [{"label": label, "value": value} for label, value in pairs if value]


def _version(document: ProtocolDocument) -> str:
    if document.published_on is None:
        return str(document.version)
    words = _("%(version)d, published %(day)s")
    return words % {"version": document.version, "day": table_day(document.published_on)}


def _presence(document: ProtocolDocument) -> list[dict[str, str]]:
    groups = [
        (_("Present:"), document.present),
        (_("Substitutes:"), document.substitutes),
        (_("Guests:"), document.guests),
        (_("Absent:"), document.absent),
    ]
    return [{"label": label, "people": f"{'; '.join(map(_attendee, who))}."} for label, who in groups if who]


def _attendee(person: Attendee) -> str:
    name = said(person.name)
    if person.organisation:
        name = f"{name}, {said(person.organisation)}"
    if person.in_place_of:
        name = _("%(name)s (in place of %(other)s)") % {"name": name, "other": said(person.in_place_of)}
    return name


def _item(item: ItemEntry, parts: frozenset[Part]) -> dict[str, Any]:
    start = ltr(item.starts_at.strftime("%H:%M")) if item.starts_at else ""
    length = _("%(minutes)d minutes") % {"minutes": item.minutes} if item.minutes else ""
    spoken = [isolated(line) for text in item.discussion for line in paragraphs(text)]
    return {
        "heading": f"{ltr(one_line(item.number))}. {said(item.title)}",
        "when": ", ".join(filter(None, (start, length))),
        "discussion": spoken if Part.DISCUSSION in parts else [],
        "decisions": [
            {
                "label": _("Decision %(number)s") % {"number": ltr(one_line(decision.number))},
                "text": [isolated(line) for line in paragraphs(decision.text)],
                "basis": said(decision.basis),
            }
            for decision in item.decisions
        ],
    }


def _task(task: TaskEntry) -> dict[str, str]:
    return {
        "number": ltr(one_line(task.number)),
        "text": said(task.text),
        "owner": said(task.owner),
        "due": ltr(table_day(task.due)) if task.due else "",
    }


def _approval(document: ProtocolDocument) -> str:
    if document.approved_on is None:
        return ""
    words = _("Approved by %(who)s on %(day)s.")
    return words % {"who": said(document.approved_by), "day": table_day(document.approved_on)}


def _footer(document: ProtocolDocument) -> dict[str, Any]:
    """The page count stands for itself; the press fills {page} and {pages}."""
    made = _("Made with WORKIT on %(day)s")
    stamp = [made % {"day": table_day(document.published_on)}] if document.published_on else [_("Made with WORKIT")]
    version = _("Version %(version)d") % {"version": document.version}
    return {
        "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
        "parts": [version, *stamp, *_marks(document)],
    }
