"""A meeting in progress to write in: six members, four topics, the referent at the keyboard."""

import datetime
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from forums.bodies.models import Body
from forums.decisions.services import write_decision
from forums.meetings import live_services
from forums.meetings.blocks import Change
from forums.meetings.models import AgendaItem, Meeting
from forums.members.models import Member, Seat, SeatRole
from workit.tenancy import acting_for, uuid7

MEMBERS = ("מנכ״ל הרשות", "מנהל לשכת התעסוקה", "נציגת המעסיקים", "נציגת המכללה", "מנהלת מרכז הצעירים", "מנהל אגף רווחה")
TOPICS = (
    ("פתיחה", "information"),
    ("כיווני פעולה", "discussion"),
    ("הפסקה", "break"),
    ("מי עושה מה", "decision"),
    ("סיכום", "discussion"),
)


@dataclass
class Minutes:
    """The meeting with what tests need at hand."""

    town: Any
    by: Any
    meeting: Meeting
    items: list[AgendaItem]
    members: list[Member]

    def change(self, revision: int = 0, was: dict[str, Any] | None = None, **fields: Any) -> Change:
        """A change as the screen sends it."""
        return Change(fields, was or {}, revision)

    def note(self, text: str = "דיון", item: int = 1, **also: Any) -> Any:
        """A paragraph."""
        return live_services.write_note(
            meeting=self.meeting,
            item=self.items[item],
            pk=uuid7(),
            change=self.change(text=text),
            position=10,
            by=self.by,
            **also,
        )

    def task(self, item: int = 1, **fields: Any) -> Any:
        """A task; whole unless said otherwise."""
        whole = {
            "text": "פנייה למעסיקים",
            "owner": self.members[2],
            "due_on": timezone.localdate() + datetime.timedelta(days=7),
        }
        return live_services.write_task(
            meeting=self.meeting,
            item=self.items[item],
            pk=uuid7(),
            change=self.change(**{**whole, **fields}),
            position=30,
            by=self.by,
        )

    def decision(self, text: str = "יוקם צוות", item: int = 1, position: int = 20, **fields: Any) -> Any:
        """A decision."""
        change = self.change(text=text, **fields)
        return write_decision(
            meeting=self.meeting, item=self.items[item], pk=uuid7(), change=change, position=position, by=self.by
        )

    def mark_all(self, present: int = 5) -> None:
        """Mark everybody: the first so many came."""
        for order, invitee in enumerate(self.meeting.invitees.order_by("member__email")):
            change = self.change(invitee.revision, presence="yes" if order < present else "no")
            live_services.mark(meeting=self.meeting, invitee=invitee, change=change, by=self.by)

    def url(self, path: str = "") -> str:
        """An address of the screen."""
        return f"/t/{self.town.code}/meetings/{self.meeting.pk}/live/{path}"

    def protocol_url(self, path: str = "") -> str:
        """An address of the protocol."""
        return f"/t/{self.town.code}/meetings/{self.meeting.pk}/protocol/{path}"


def make_minutes(town: Any, by: Any, **body: Any) -> Minutes:
    """Build it; the town must be in force."""
    by.roles_here = frozenset({"referent_operational"})
    forum = Body.objects.create(municipality=town, kind="forum", name="פורום התעסוקה היישובי", **body)
    members = []
    for order, name in enumerate(MEMBERS):
        member = Member.objects.create(municipality=town, name=name, sector="business", email=f"member{order}@forum.example")
        Seat.objects.create(municipality=town, body=forum, member=member, role=SeatRole.MEMBER if order else SeatRole.CHAIR)
        members.append(member)
    meeting = Meeting.objects.create(
        municipality=town, body=forum, number=5, title="בניית תוכנית עבודה", state="planned", place="אולם הישיבות",
        starts_at=timezone.now() - datetime.timedelta(minutes=30),
    )  # fmt: skip
    items = [
        AgendaItem.objects.create(municipality=town, meeting=meeting, position=order, title=title, kind=kind, minutes=20)
        for order, (title, kind) in enumerate(TOPICS, start=1)
    ]
    live_services.start(meeting=meeting, by=by)
    meeting.refresh_from_db()
    return Minutes(town, by, meeting, items, members)


def post(client: Any, url: str, **body: Any) -> Any:
    """Send JSON as the screen's script does."""
    return client.post(url, json.dumps(body), content_type="application/json")


def new() -> uuid.UUID:
    """An id as a browser makes it."""
    return uuid.uuid4()


__all__ = ["Minutes", "acting_for", "make_minutes", "new", "post"]
