"""The meeting as the screen shows it: topics with their hours, blocks under each, people, what is missing before publishing.

Decisions are reached by their reverse name: their slice stands above this one.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.meetings import attendance
from forums.meetings.live_services import planned_tasks
from forums.meetings.models import AgendaItem, Invitee, ItemKind, Meeting, Note
from forums.members.models import Seat, SeatRole
from workit.web.days import clock

SHOWN_PEOPLE = 6


@dataclass
class TimedItem:
    """A topic with its hour on the clock and what was written under it."""

    item: AgendaItem
    number: int | None
    starts_at: datetime.datetime | None
    state: str
    blocks: list[Any] = field(default_factory=list)

    @property
    def is_break(self) -> bool:
        """Whether nothing is written here."""
        return self.item.kind == ItemKind.BREAK

    @property
    def is_untouched(self) -> bool:
        """Whether the topic was neither taken up nor written about."""
        return not self.is_break and not self.blocks and self.item.started_at is None and not self.item.skipped_reason

    @property
    def minutes_left(self) -> int | None:
        """Minutes until the planned end of the topic on the table; negative when it runs over."""
        if self.state != "now" or self.item.started_at is None:
            return None
        end = self.item.started_at + datetime.timedelta(minutes=self.item.minutes)
        return round((end - timezone.now()).total_seconds() / 60)


@dataclass(frozen=True)
class Line:
    """One thing of the line before publishing. `anchor` leads to the gap."""

    name: str
    mark: str
    text: str
    anchor: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether it must be filled first."""
        return self.mark == "watch"


class LiveMeeting:
    """Everything about one meeting in a fixed number of queries."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    @cached_property
    def items(self) -> list[TimedItem]:
        """The topics in order, with their blocks."""
        found, number, at = [], 0, self.meeting.starts_at
        items = list(self.meeting.items.select_related("presenter").order_by("position"))
        current = next((item.position for item in items if item.pk == self.meeting.current_item_id), None)
        for item in items:
            number += item.kind != ItemKind.BREAK
            state = self._state(item, current)
            timed = TimedItem(item, number if item.kind != ItemKind.BREAK else None, at, state, self._blocks.get(item.pk, []))
            found.append(timed)
            at = at + datetime.timedelta(minutes=item.minutes) if at else None
        return found

    def _state(self, item: AgendaItem, current: int | None) -> str:
        if item.pk == self.meeting.current_item_id:
            return "now"
        return "done" if item.ended_at or (current is not None and item.position < current) else "ahead"

    @cached_property
    def current(self) -> TimedItem | None:
        """The topic on the table."""
        return next((timed for timed in self.items if timed.state == "now"), None)

    @cached_property
    def following(self) -> TimedItem | None:
        """The topic after the one on the table."""
        after = self.current.item.position if self.current else 0
        return next((timed for timed in self.items if timed.item.position > after), None)

    @cached_property
    def notes(self) -> list[Any]:
        """All paragraphs."""
        return list(Note.objects.filter(item__meeting=self.meeting).order_by("position", "id"))

    @cached_property
    def decisions(self) -> list[Any]:
        """All decisions, in reading order."""
        found = self.meeting.decisions.select_related("owner").order_by("item__position", "position", "created_at")
        return list(found)

    @cached_property
    def tasks(self) -> list[Any]:
        """All tasks, in reading order within their topic."""
        return list(planned_tasks(self.meeting).select_related("owner").order_by("position", "number"))

    @cached_property
    def _blocks(self) -> dict[Any, list[Any]]:
        by_item = defaultdict(list)
        for kind, rows in (("note", self.notes), ("decision", self.decisions), ("task", self.tasks)):
            for row in rows:
                row.block = kind
                by_item[getattr(row, "agenda_item_id", None) or getattr(row, "item_id", None)].append(row)
        for rows in by_item.values():
            rows.sort(key=lambda row: row.position)
        return by_item

    @cached_property
    def invitees(self) -> list[Invitee]:
        """Everybody on the list: the chair first, members before guests, each with the words of the switch."""
        chairs = {
            seat.member_id: seat
            for seat in Seat.objects.filter(body=self.meeting.body_id)
            .active(timezone.localdate(self.meeting.starts_at))
            .exclude(role=SeatRole.MEMBER)
        }
        found = list(self.meeting.invitees.select_related("member__organisation"))
        for invitee in found:
            seat = chairs.get(invitee.member_id)
            invitee.seat_role = seat.role if seat else ""  # type: ignore[attr-defined]
            invitee.small = _describe(invitee, seat, self.meeting)  # type: ignore[attr-defined]
            form = invitee.member.address_form if invitee.member else ""
            invitee.words = attendance.presence_words(form)  # type: ignore[attr-defined]
            invitee.switch = switch_of(invitee)  # type: ignore[attr-defined]
        found.sort(key=lambda one: (one.is_guest, one.seat_role != SeatRole.CHAIR, not one.seat_role, one.name))  # type: ignore[attr-defined]
        return found

    @property
    def first_people(self) -> list[Invitee]:
        """Those shown at once."""
        return self.invitees[:SHOWN_PEOPLE]

    @property
    def more_people(self) -> list[Invitee]:
        """Those behind "more"."""
        return self.invitees[SHOWN_PEOPLE:]

    @cached_property
    def chair(self) -> str:
        """Who chairs: the person in the chair's seat, or the office the body names."""
        for invitee in self.invitees:
            if invitee.seat_role == SeatRole.CHAIR:  # type: ignore[attr-defined]
                return str(invitee.name)
        return str(self.meeting.body.get_chair_title_display())

    @cached_property
    def attendance(self) -> attendance.Attendance:
        """The count against the mark."""
        return attendance.count(self.meeting.body, self.invitees)

    @cached_property
    def untouched(self) -> list[TimedItem]:
        """Topics that were not discussed."""
        return [timed for timed in self.items if timed.is_untouched]

    @cached_property
    def lines(self) -> list[Line]:
        """The line before publishing."""
        return [self._attendance_line(), *self._decision_lines(), *self._task_lines(), *self._item_lines()]

    @property
    def gaps(self) -> list[Line]:
        """What must be filled before publishing."""
        return [line for line in self.lines if line.is_gap]

    @property
    def tasks_are_whole(self) -> bool:
        """Whether each task says what, who and until when."""
        return all(task.text.strip() and task.owner_id and task.due_on for task in self.tasks)

    def _attendance_line(self) -> Line:
        if not self.attendance.members:
            return Line("attendance", "watch", _("Nobody is on the attendance list"), "attendance")
        if n := self.attendance.unmarked:
            text = ngettext("The attendance of one person is not marked", "The attendance of %(n)s people is not marked", n)
            return Line("attendance", "watch", text % {"n": n}, "attendance")
        return Line("attendance", "ok", _("Attendance"))

    def _decision_lines(self) -> list[Line]:
        empty = [row for row in self.decisions if not row.text.strip()]
        if empty:
            text = ngettext("One decision has no wording", "%(n)s decisions have no wording", len(empty)) % {"n": len(empty)}
            return [Line("decisions", "watch", text, f"block-{empty[0].pk}")]
        n = len(self.decisions)
        text = ngettext("One decision", "%(n)s decisions", n) % {"n": n} if n else _("No decisions")
        return [Line("decisions", "ok" if n else "none", text)]

    def _task_lines(self) -> list[Line]:
        wanting = {
            "text": [task for task in self.tasks if not task.text.strip()],
            "owner": [task for task in self.tasks if task.owner_id is None],
            "due": [task for task in self.tasks if task.due_on is None],
        }
        words = {
            "text": lambda n: ngettext("One task says not what is to be done", "%(n)s tasks say not what is to be done", n),
            "owner": lambda n: ngettext("One task has nobody responsible", "%(n)s tasks have nobody responsible", n),
            "due": lambda n: ngettext("One task has no date", "%(n)s tasks have no date", n),
        }
        lines = [
            Line(f"tasks_{what}", "watch", words[what](len(tasks)) % {"n": len(tasks)}, f"block-{tasks[0].pk}")
            for what, tasks in wanting.items()
            if tasks
        ]
        n = len(self.tasks)
        if not lines and n:
            lines.append(Line("tasks", "ok", ngettext("One task", "%(n)s tasks", n) % {"n": n}))
        return lines

    def _item_lines(self) -> list[Line]:
        n = len(self.untouched)
        if not n:
            return []
        text = ngettext("One topic was not discussed yet", "%(n)s topics were not discussed yet", n) % {"n": n}
        return [Line("items", "none", text, f"item-{self.untouched[0].item.pk}")]


def switch_of(invitee: Invitee) -> str:
    """Where the switch stands."""
    if invitee.presence in attendance.CAME:
        return "yes"
    return "no" if invitee.presence in attendance.MISSED else ""


def _describe(invitee: Invitee, seat: Any, meeting: Meeting) -> str:
    """The small line under a name: the office in the body, or the sector."""
    if seat is not None and seat.role == SeatRole.CHAIR:
        return _("Chair of the %(body)s") % {"body": meeting.body.get_kind_display()}
    member = invitee.member
    if member is not None and member.title:
        return member.title
    if member is not None and member.organisation is not None:
        return str(member.organisation)
    return str(member.get_sector_display()) if member else _("Guest")


def block_json(row: Any) -> dict[str, Any]:
    """A block as the screen's script reads it; field names are those of the forms."""
    fields: dict[str, Any] = {"text": row.text}
    if row.block in ("decision", "task"):
        fields |= {"owner": str(row.owner_id or ""), "due_on": row.due_on.isoformat() if row.due_on else ""}
    if row.block == "decision":
        votes = {name: "" if getattr(row, name) is None else str(getattr(row, name)) for name in VOTES}
        fields |= {"kind": row.kind, "mayor": row.mayor_approval != "not_needed", "is_public": row.is_public, **votes}
        fields["reason"] = row.reason
    item = getattr(row, "agenda_item_id", None) or getattr(row, "item_id", None)
    return {
        "id": str(row.pk),
        "block": row.block,
        "item": str(item),
        "position": row.position,
        "revision": row.revision,
        "label": getattr(row, "label", ""),
        "fields": fields,
    }


VOTES = ("votes_for", "votes_against", "votes_abstained")


def person_json(invitee: Invitee) -> dict[str, Any]:
    """A person of the list as the screen's script reads it."""
    return {
        "id": str(invitee.pk),
        "revision": invitee.revision,
        "switch": switch_of(invitee),
        "fields": {
            "presence": invitee.presence,
            "substitute_name": invitee.substitute_name,
            "arrived_at": clock(invitee.arrived_at),
            "left_at": clock(invitee.left_at),
        },
    }
