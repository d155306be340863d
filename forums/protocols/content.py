"""What a protocol says: frozen as JSON when it is published, and mapped from there to the page, the PDF and the DOCX."""

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forums.decisions.models import Decision, MayorApproval
from forums.decisions.services import how_decided
from forums.meetings import attendance
from forums.meetings.live_state import LiveMeeting
from forums.meetings.models import Invitee, Meeting, MeetingState, Presence
from forums.protocols.documents import (
    Attendee,
    DecisionEntry,
    ItemEntry,
    NextMeeting,
    ProtocolDocument,
    Status,
    TaskEntry,
)
from workit.documents.letterhead import Letterhead
from workit.web.days import table_day

Content = dict[str, Any]
# The record of a town is kept in its language, whoever presses the button.
LANGUAGE = "he"


def content_of(meeting: Meeting, live: LiveMeeting | None = None) -> Content:
    """Everything the minutes say now, in plain JSON; nothing in it is looked up again."""
    with translation.override(LANGUAGE):
        live = live or LiveMeeting(meeting)
        day = timezone.localtime(meeting.starts_at)
        coming = _next_meeting(meeting)
        return {
            "town": str(meeting.municipality),
            "authority": meeting.municipality.title,
            "body": meeting.body.name,
            "title": meeting.title,
            "number": meeting.number,
            "day": day.date().isoformat(),
            "starts": day.strftime("%H:%M"),
            "ends": timezone.localtime(meeting.ends_at).strftime("%H:%M") if meeting.ends_at else "",
            "place": meeting.place,
            "chair": live.chair,
            "attendance": {
                "present": live.attendance.present,
                "members": live.attendance.members,
                "needed": live.attendance.needed,
                "is_reached": live.attendance.is_reached,
                "sentence": live.attendance.sentence,
            },
            "people": _people(live),
            "items": _items(live),
            "next": coming,
            "signatures": [_("Chair of the %(body)s") % {"body": meeting.body.get_kind_display()}, _("Referent of the forum")],
            "demo": settings.WORKIT_DEMO,
        }


def _people(live: LiveMeeting) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {"present": [], "substitutes": [], "guests": [], "absent": []}
    for invitee in live.invitees:
        group = _group(invitee)
        if group == "substitutes":
            groups[group].append({"name": invitee.substitute_name or _("Substitute"), "for": invitee.name})
        elif group:
            groups[group].append({"name": invitee.name})
    return groups


def _group(invitee: Invitee) -> str:
    if invitee.presence == Presence.SUBSTITUTE:
        return "substitutes"
    if invitee.presence in attendance.CAME:
        return "guests" if invitee.is_guest else "present"
    return "" if invitee.is_guest else "absent"


def _items(live: LiveMeeting) -> list[Content]:
    found, order = [], 0
    for timed in live.items:
        if timed.is_break or timed.is_untouched:
            continue
        blocks = []
        for row in timed.blocks:
            if row.block == "note" and row.text.strip():
                blocks.append({"kind": "note", "id": str(row.pk), "text": row.text.strip()})
            elif row.block == "decision":
                blocks.append(_decision(row))
            elif row.block == "task":
                order += 1
                label = f"{live.meeting.number}.{order}"
                blocks.append(
                    {
                        "kind": "task",
                        "id": str(row.pk),
                        "number": label,
                        "text": row.text.strip(),
                        "owner": row.owner.name if row.owner else "",
                        "due": row.due_on.isoformat() if row.due_on else "",
                    }
                )
        found.append(
            {
                "id": str(timed.item.pk),
                "number": timed.number,
                "title": timed.item.title,
                "starts": timezone.localtime(timed.starts_at).strftime("%H:%M") if timed.starts_at else "",
                "minutes": timed.item.minutes,
                "internal": timed.item.is_internal,
                "blocks": blocks,
            }
        )
    return found


def _decision(row: Decision) -> Content:
    basis = [how_decided(row)]
    if row.mayor_approval == MayorApproval.NEEDED:
        basis.append(_("waits for the mayor's approval"))
    if row.owner:
        basis.append(_("responsible: %(who)s") % {"who": row.owner.name})
    if row.due_on:
        basis.append(_("until %(day)s") % {"day": table_day(row.due_on)})
    if row.reason.strip():
        basis.append(_("reason: %(reason)s") % {"reason": row.reason.strip()})
    return {"kind": "decision", "id": str(row.pk), "number": row.label, "text": row.text.strip(), "basis": " · ".join(basis)}


def _next_meeting(meeting: Meeting) -> dict[str, Any] | None:
    """The next meeting of the body, once it has a day."""
    coming = Meeting.objects.filter(body=meeting.body_id, starts_at__gt=meeting.starts_at)
    found = coming.exclude(state=MeetingState.CANCELLED).order_by("starts_at").first()
    if found is None:
        return None
    return {"number": found.number, "title": found.title, "day": timezone.localdate(found.starts_at).isoformat()}


def without_internal(content: Content) -> Content:
    """The protocol as members and guests read it."""
    return {**content, "items": [item for item in content["items"] if not item["internal"]]}


def hash_of(content: Content) -> str:
    """The fingerprint of a frozen content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def texts_of(content: Content) -> dict[str, str]:
    """What a correction may change: "decision:<id>" → its words, in reading order."""
    return {f"{block['kind']}:{block['id']}": block["text"] for item in content["items"] for block in item["blocks"]}


def corrected(content: Content, texts: Mapping[str, str]) -> Content:
    """A copy with these words in place of the old ones."""
    copy: Content = json.loads(json.dumps(content))
    for item in copy["items"]:
        for block in item["blocks"]:
            block["text"] = texts.get(f"{block['kind']}:{block['id']}", block["text"])
    return copy


def tasks_of(content: Content) -> list[Content]:
    """The task table in reading order."""
    return [block for item in content["items"] for block in item["blocks"] if block["kind"] == "task"]


def decisions_of(content: Content) -> list[Content]:
    """The decisions in reading order."""
    return [block for item in content["items"] for block in item["blocks"] if block["kind"] == "decision"]


def document_of(
    content: Content, *, version: int = 0, published_on: datetime.date | None = None, **said: Any
) -> ProtocolDocument:
    """The frozen content as the PDF and the DOCX take it. `said`: correction, approved_by, approved_on."""
    day = datetime.date.fromisoformat
    people = content["people"]
    coming = content["next"]
    return ProtocolDocument(
        letterhead=Letterhead(authority=content["authority"]),
        town_name=content["town"],
        body_name=content["body"],
        meeting_title=content["title"],
        meeting_number=content["number"],
        held_on=day(content["day"]),
        starts_at=datetime.time.fromisoformat(content["starts"]),
        ends_at=datetime.time.fromisoformat(content["ends"]) if content["ends"] else None,
        place=content["place"],
        chair=content["chair"],
        version=version,
        present=tuple(Attendee(name=one["name"]) for one in people["present"]),
        absent=tuple(Attendee(name=one["name"]) for one in people["absent"]),
        substitutes=tuple(Attendee(name=one["name"], in_place_of=one["for"]) for one in people["substitutes"]),
        guests=tuple(Attendee(name=one["name"]) for one in people["guests"]),
        quorum=content["attendance"]["sentence"],
        items=tuple(_item_entry(item) for item in content["items"]),
        next_meeting=NextMeeting(title=meeting_words(coming), held_on=day(coming["day"])) if coming else None,
        signatures=tuple(content["signatures"]),
        status=Status.PUBLISHED if published_on else Status.DRAFT,
        published_on=published_on,
        is_demo=content["demo"],
        **said,
    )


def meeting_words(coming: Mapping[str, Any]) -> str:
    """The next meeting by number and title."""
    return _("Meeting %(number)s, %(title)s") % {"number": coming["number"], "title": coming["title"]}


def _item_entry(item: Content) -> ItemEntry:
    of_kind = {kind: [block for block in item["blocks"] if block["kind"] == kind] for kind in ("note", "decision", "task")}
    return ItemEntry(
        number=str(item["number"]),
        title=item["title"],
        starts_at=datetime.time.fromisoformat(item["starts"]) if item["starts"] else None,
        minutes=item["minutes"],
        discussion=tuple(block["text"] for block in of_kind["note"]),
        decisions=tuple(DecisionEntry(number=d["number"], text=d["text"], basis=d["basis"]) for d in of_kind["decision"]),
        tasks=tuple(
            TaskEntry(
                number=t["number"],
                text=t["text"],
                owner=t["owner"],
                due=datetime.date.fromisoformat(t["due"]) if t["due"] else None,
            )
            for t in of_kind["task"]
        ),
    )
