"""The meeting as it runs: opened, written down by several people at once, attended.

Every verb locks the meeting, refuses what is published, and raises the meeting's revision, by which the screens of the
others learn that something changed.
"""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.bodies.models import Body
from forums.meetings import blocks
from forums.meetings.blocks import Change
from forums.meetings.models import AgendaItem, Answer, Invitee, Meeting, MeetingState, Note, Presence
from forums.members.models import Member, Seat
from forums.tasks.models import Task, TaskStatus
from forums.tasks.services import plan_task
from workit.audit.record import record
from workit.people.models import User
from workit.web.errors import DomainError

# Somebody who is marked this long after the beginning came late; the hour is noted.
LATE_AFTER = datetime.timedelta(minutes=10)


@transaction.atomic
def start(*, meeting: Meeting, by: User | None) -> Meeting:
    """Open a planned meeting: everybody with a seat is on the attendance list, the first topic is taken up."""
    locked: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.state == MeetingState.OPEN:
        return locked
    if locked.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise DomainError(_("This meeting is over or was cancelled; it cannot be opened."))
    if locked.starts_at is None:
        raise DomainError(_("Set a day and an hour first, then open the meeting."))
    return _open(locked, by)


@transaction.atomic
def open_past(*, body: Body, title: str, starts_at: datetime.datetime, minutes: int, place: str, by: User | None) -> Meeting:
    """Open a meeting that was not planned here, to write it up."""
    number = Meeting.objects.filter(body=body).aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting.objects.create(
        municipality_id=body.municipality_id,
        body=body,
        number=number + 1,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        created_by=by,
    )
    AgendaItem.objects.create(
        municipality_id=body.municipality_id,
        meeting=meeting,
        position=1,
        title=title,
        minutes=minutes,
    )
    return _open(meeting, by)


def _open(meeting: Meeting, by: User | None) -> Meeting:
    seat_everybody(meeting)
    first = meeting.items.order_by("position").first()
    meeting.state, meeting.opened_at, meeting.revision = MeetingState.OPEN, timezone.now(), meeting.revision + 1
    if first is not None and timezone.localdate(meeting.starts_at) == timezone.localdate():
        first.started_at = timezone.now()
        first.save(update_fields=["started_at"])
        meeting.current_item = first
    meeting.save(update_fields=["state", "opened_at", "revision", "current_item"])
    record("meeting.started", subject=meeting, by=by, number=meeting.number)
    return meeting


def seat_everybody(meeting: Meeting) -> None:
    """Put everybody who holds a seat that day on the list, invited or not."""
    day = timezone.localdate(meeting.starts_at)
    listed = set(meeting.invitees.exclude(member=None).values_list("member_id", flat=True))
    seats = Seat.objects.filter(body=meeting.body_id).active(day).select_related("member")
    Invitee.objects.bulk_create(
        Invitee(
            municipality_id=meeting.municipality_id,
            meeting=meeting,
            member=seat.member,
            name=seat.member.name,
            email=seat.member.email,
            sector=seat.member.sector,
        )
        for seat in seats
        if seat.member_id not in listed
    )


def write_note(*, meeting: Meeting, item: AgendaItem, pk: uuid.UUID, change: Change, position: int, by: User | None) -> Note:
    """Write a paragraph of discussion."""
    with blocks.writing(meeting):
        note = Note.objects.filter(pk=pk, item__meeting=meeting).first()
        if note is None and change.is_new:
            made: Note = blocks.insert(Note, pk, **_place(item, position), text=change.fields.get("text", ""), by=by)
            return made
        found: Note = _found(note)
        blocks.write(found, change, by=by, saved_at=timezone.now())
        return found


def remove_note(*, meeting: Meeting, note: Note) -> None:
    """Remove a paragraph."""
    with blocks.writing(meeting):
        note.delete()


def write_task(*, meeting: Meeting, item: AgendaItem, pk: uuid.UUID, change: Change, position: int, by: User | None) -> Task:
    """Write a task under a topic; nobody is told before the protocol is published."""
    with blocks.writing(meeting):
        task = planned_tasks(meeting).filter(pk=pk).first()
        if task is None and change.is_new:
            return plan_task(
                town_id=item.municipality_id,
                by=by,
                pk=pk,
                body=meeting.body,
                agenda_item_id=item.pk,
                position=position,
                source_type="forums.meeting",
                source_id=meeting.pk,
                **change.fields,
            )
        found: Task = _found(task)
        blocks.write(found, change)
        return found


def remove_task(*, meeting: Meeting, task: Task) -> None:
    """Remove a task that was not given yet."""
    with blocks.writing(meeting):
        if task.status != TaskStatus.PLANNED:
            raise DomainError(_("This task was given already. Finish or cancel it in the task list."))
        task.delete()


def planned_tasks(meeting: Meeting) -> Any:
    """The tasks written in the minutes of the meeting."""
    return Task.objects.filter(source_type="forums.meeting", source_id=meeting.pk)


def mark(*, meeting: Meeting, invitee: Invitee, change: Change, by: User | None) -> Invitee:
    """Mark who came. "yes" and "no" are what the switch says; a named substitute who came stands for the member."""
    with blocks.writing(meeting):
        fields = dict(change.fields)
        name = fields.get("substitute_name", invitee.substitute_name)
        if fields.get("presence") == "yes":
            fields["presence"] = Presence.SUBSTITUTE if name and invitee.answer == Answer.DECLINED else Presence.PRESENT
        elif fields.get("presence") == "no":
            fields["presence"] = Presence.ABSENT
        elif fields.get("substitute_name") and "presence" not in fields:
            fields["presence"] = Presence.SUBSTITUTE
        if fields.get("presence") in (Presence.PRESENT, Presence.SUBSTITUTE) and _is_late(meeting, invitee):
            fields.setdefault("arrived_at", blocks.now())
        was = {name: getattr(invitee, name) for name in fields if name not in change.was} | dict(change.was)
        blocks.write(invitee, Change(fields, was, change.revision))
        return invitee


def _is_late(meeting: Meeting, invitee: Invitee) -> bool:
    """Whether the person comes while the meeting has been running for a while."""
    if meeting.starts_at is None or invitee.arrived_at or invitee.presence != Presence.ABSENT:
        return False
    begun = meeting.starts_at
    return begun + LATE_AFTER < timezone.now() < begun + datetime.timedelta(minutes=meeting.minutes)


def mark_rest_absent(*, meeting: Meeting, by: User | None) -> int:
    """Mark everybody who is not marked yet as absent."""
    with blocks.writing(meeting):
        unmarked = meeting.invitees.filter(presence=Presence.UNKNOWN)
        changed: int = unmarked.update(presence=Presence.ABSENT, revision=2)
        return changed


def add_person(*, meeting: Meeting, pk: uuid.UUID, member: Member | None, name: str, email: str, by: User | None) -> Invitee:
    """Put somebody who came unannounced on the list, present. Only those who hold a seat count towards the mark."""
    with blocks.writing(meeting):
        known = Invitee.objects.filter(meeting=meeting, pk=pk).first()
        if known is None and member is not None:
            known = Invitee.objects.filter(meeting=meeting, member=member).first()
        if known is None and email:
            known = Invitee.objects.filter(meeting=meeting, is_guest=True, email=email).first()
        if known is not None:
            if known.presence != Presence.PRESENT:
                known.presence = Presence.PRESENT
                known.revision += 1
                known.save(update_fields=["presence", "revision"])
            return known
        day = timezone.localdate(meeting.starts_at)
        seated = member is not None and Seat.objects.filter(body=meeting.body_id, member=member).active(day).exists()
        added: Invitee = blocks.insert(
            Invitee,
            pk,
            municipality_id=meeting.municipality_id,
            meeting=meeting,
            member=member,
            is_guest=not seated,
            name=member.name if member else name.strip(),
            email=member.email if member else email,
            sector=member.sector if member else "",
            presence=Presence.PRESENT,
        )
        return added


def take_up(*, meeting: Meeting, item: AgendaItem, by: User | None) -> AgendaItem:
    """Go on to a topic; the one before it ends now."""
    with blocks.writing(meeting) as locked:
        if locked.current_item_id == item.pk:
            return item
        if locked.current_item is not None:
            locked.current_item.ended_at = timezone.now()
            locked.current_item.save(update_fields=["ended_at"])
        item.started_at, item.ended_at, item.skipped_reason = item.started_at or timezone.now(), None, ""
        item.save(update_fields=["started_at", "ended_at", "skipped_reason"])
        locked.current_item = item
        locked.save(update_fields=["current_item"])
        return item


def add_item(*, meeting: Meeting, title: str, minutes: int, by: User | None) -> AgendaItem:
    """Add a topic that came up, at the end of the agenda."""
    with blocks.writing(meeting):
        last = meeting.items.aggregate(last=Max("position"))["last"] or 0
        item: AgendaItem = AgendaItem.objects.create(
            municipality_id=meeting.municipality_id,
            meeting=meeting,
            position=last + 1,
            title=title,
            minutes=minutes,
        )
        return item


def _place(item: AgendaItem, position: int) -> Mapping[str, Any]:
    return {"municipality_id": item.municipality_id, "item": item, "position": position}


def _found(row: Any) -> Any:
    """The row, or a sentence that it is gone: somebody else removed it while this was typed."""
    if row is None:
        raise GoneError(_("Somebody else removed this while you were typing."))
    return row


class GoneError(DomainError):
    """The block was removed by somebody else; what was typed is still on the writer's screen."""


def find_item(meeting: Meeting, pk: uuid.UUID | str) -> AgendaItem:
    """A topic of this meeting, or 404."""
    try:
        found: AgendaItem = get_object_or_404(AgendaItem.objects, pk=pk, meeting=meeting)
    except ValidationError as error:
        raise Http404 from error
    return found
