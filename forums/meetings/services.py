"""Planning a meeting: drafted from a template, changed, copied, cancelled, deleted. Inviting is in invitations.py."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.bodies.models import Body
from forums.meetings.agenda import Day, Slot
from forums.meetings.models import AgendaItem, Invitee, ItemKind, Meeting, MeetingState, Topic
from forums.meetings.sessions import Presenters, aim_of, checklist_of, product_of
from forums.members.models import Member, Seat
from forums.tasks.models import Task
from workit.audit.record import record
from workit.people.models import User
from workit.stages import evidence
from workit.stages.models import Session
from workit.web.errors import DomainError

EDITABLE = (MeetingState.DRAFT, MeetingState.PLANNED)
NUMBER_LOCK = 1_404
REVIEW_MINUTES = 10


class StaleError(DomainError):
    """Somebody else changed the plan since the writer looked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item of the agenda as a writer leaves it; the id comes from the writer, so that saving twice makes one."""

    id: uuid.UUID
    title: str
    minutes: int
    kind: str = ItemKind.DISCUSSION
    presenter: uuid.UUID | None = None
    presenter_text: str = ""
    is_internal: bool = False
    facilitator_note: str = ""


@transaction.atomic
def plan(
    *,
    body: Body,
    session: Session | None,
    starts_at: datetime.datetime | None,
    minutes: int,
    by: User | None,
    title: str = "",
    place: str = "",
    link: str = "",
) -> Meeting:
    """Draft a meeting: agenda of the template, what the last meeting left open, everybody with a seat. Nothing is sent."""
    meeting = Meeting.objects.create(
        municipality_id=body.municipality_id,
        body=body,
        number=_next_number(body),
        session=session,
        title=title or (session.name if session else _("Meeting of %(body)s") % {"body": body}),
        purpose=aim_of(session) if session else "",
        product=product_of(session) if session else "",
        starts_at=starts_at,
        minutes=minutes,
        place=place,
        link=link,
        room_checklist=checklist_of(session),
        created_by=by,
    )
    fill_agenda(meeting)
    invite_seats(meeting)
    record("meeting.planned", subject=meeting, by=by, number=meeting.number, session=session.code if session else "")
    evidence.refresh(body.municipality)
    return meeting


def _next_number(body: Body) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [NUMBER_LOCK, body.municipality_id])
    return int(Meeting.objects.filter(body=body).aggregate(last=Max("number"))["last"] or 0) + 1


def fill_agenda(meeting: Meeting) -> None:
    """The items of the template, after the opening what carries over from the last meeting of the body."""
    presenters = Presenters(meeting.body)
    items = []
    for entry in meeting.session.agenda if meeting.session else []:
        member, words = presenters.of(entry.get("presenter_role"))
        items.append(
            _item(
                meeting,
                title=entry["title_he"],
                kind=entry["kind"],
                minutes=entry["minutes"],
                presenter=member,
                presenter_text=words,
                facilitator_note=entry.get("note_he") or "",
            )
        )
    carried = carried_over(meeting, items)
    items = [*items[:1], *carried, *items[1:]]
    for position, item in enumerate(items, start=1):
        item.position = position
    AgendaItem.objects.bulk_create(items)


def _item(meeting: Meeting, **fields: Any) -> AgendaItem:
    return AgendaItem(municipality_id=meeting.municipality_id, meeting=meeting, **fields)


def carried_over(meeting: Meeting, items: Iterable[AgendaItem] = ()) -> list[AgendaItem]:
    """Items the last meeting did not come to, and a look at the open tasks unless the template has one."""
    found = [
        _item(
            meeting,
            title=item.title,
            kind=item.kind,
            minutes=item.minutes,
            presenter=item.presenter,
            presenter_text=item.presenter_text,
            facilitator_note=item.facilitator_note,
            carried_from=item,
        )
        for item in unfinished(meeting.body)
    ]
    open_tasks = Task.objects.filter(body=meeting.body).open().count()
    if open_tasks and not any("משימות" in item.title for item in items):
        words = ngettext("Follow-up of the open task", "Follow-up of the %(count)s open tasks", open_tasks)
        found.insert(0, _item(meeting, title=words % {"count": open_tasks}, kind=ItemKind.INFORMATION, minutes=REVIEW_MINUTES))
    return found


def unfinished(body: Body) -> list[AgendaItem]:
    """Items of the body's last meeting that were never taken up and left nothing behind."""
    last = Meeting.objects.filter(body=body).held().first()
    if last is None or not last.items.filter(started_at__isnull=False).exists():
        return []
    left = last.items.filter(started_at=None, notes=None, decisions=None).exclude(kind=ItemKind.BREAK)
    return list(left.select_related("presenter"))


def invite_seats(meeting: Meeting) -> None:
    """Put everybody with a seat in the body on the list."""
    listed = set(meeting.invitees.exclude(member=None).values_list("member_id", flat=True))
    seats = Seat.objects.filter(body=meeting.body).active(_day_of(meeting)).select_related("member")
    Invitee.objects.bulk_create(_invitee(meeting, seat.member) for seat in seats if seat.member_id not in listed)


def _day_of(meeting: Meeting) -> datetime.date | None:
    return timezone.localdate(meeting.starts_at) if meeting.starts_at else None


def _invitee(meeting: Meeting, member: Member, *, is_guest: bool = False) -> Invitee:
    return Invitee(
        municipality_id=meeting.municipality_id,
        meeting=meeting,
        member=member,
        is_guest=is_guest,
        name=member.name,
        email=member.email,
        sector=member.sector,
    )


def uninvited_seats(meeting: Meeting) -> list[Member]:
    """Members of the body who are not on the list."""
    listed = meeting.invitees.exclude(member=None).values("member_id")
    seats = Seat.objects.filter(body=meeting.body).active(_day_of(meeting)).exclude(member__in=listed)
    return [seat.member for seat in seats.select_related("member").order_by("member__name")]


def editable(meeting: Meeting, revision: int | None = None) -> Meeting:
    """The meeting, locked for a change; call in a transaction.

    Raises DomainError when its time of planning is over, and StaleError when somebody else changed it since that revision.
    """
    locked: Meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body", "session", "municipality").get(pk=meeting.pk)
    )
    if locked.state == MeetingState.CANCELLED:
        raise DomainError(_("The meeting was cancelled."))
    if locked.state not in EDITABLE:
        raise DomainError(_("The meeting has begun; its agenda is kept on the screen of the meeting."))
    if revision is not None and locked.revision != revision:
        raise StaleError(_("Somebody else changed the plan meanwhile."))
    return locked


@transaction.atomic
def edit(*, meeting: Meeting, by: User | None, revision: int | None, rows: Sequence[Row] | None, **fields: Any) -> Meeting:
    """Write when, where, about what, and the agenda. What is already there is written once: saving again changes nothing.

    Raises StaleError when somebody else changed the plan since `revision`; None writes whatever happened.
    """
    locked = editable(meeting, revision)
    changed = [name for name, value in fields.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, fields[name])
    if locked.state == MeetingState.PLANNED and locked.starts_at is None:
        raise DomainError(_("People are invited already: the meeting needs a day and an hour."))
    if rows is not None and _write_rows(locked, rows):
        changed.append("agenda")
    if changed:
        locked.revision += 1
        locked.save(update_fields=[*(name for name in changed if name != "agenda"), "revision"])
        record("meeting.changed", subject=locked, by=by, fields=changed)
    return locked


FIELDS = ("title", "minutes", "kind", "presenter_id", "presenter_text", "is_internal", "facilitator_note", "position")


def _write_rows(meeting: Meeting, rows: Sequence[Row]) -> bool:
    """Make the agenda what the rows say; whether anything changed."""
    present = {item.pk: item for item in meeting.items.all()}
    members = set(Member.objects.filter(pk__in=[row.presenter for row in rows if row.presenter]).values_list("pk", flat=True))
    gone = [pk for pk in present if pk not in {row.id for row in rows}]
    changed = bool(gone)
    meeting.items.filter(pk__in=gone).delete()
    for position, row in enumerate(rows, start=1):
        wanted = {
            "title": row.title[:200],
            "minutes": row.minutes,
            "kind": row.kind,
            "presenter_id": row.presenter if row.presenter in members else None,
            "presenter_text": row.presenter_text[:120],
            "is_internal": row.is_internal,
            "facilitator_note": row.facilitator_note,
            "position": position,
        }
        item = present.get(row.id)
        if item is None:
            if AgendaItem.objects.filter(pk=row.id).exists():
                raise DomainError(_("An item belongs to another meeting. Reload the page."))
            AgendaItem.objects.create(pk=row.id, municipality_id=meeting.municipality_id, meeting=meeting, **wanted)
            changed = True
        elif different := [name for name in FIELDS if getattr(item, name) != wanted[name]]:
            for name in different:
                setattr(item, name, wanted[name])
            item.revision += 1
            item.save(update_fields=[*(name.removesuffix("_id") for name in different), "revision"])
            changed = True
    return changed


def day_of(meeting: Meeting, items: Iterable[AgendaItem]) -> Day:
    """The agenda laid out against the clock."""
    slots = [Slot(item.minutes, item.kind == ItemKind.BREAK, item.title) for item in items]
    return Day(slots, meeting.minutes, meeting.starts_at)


@transaction.atomic
def shorten(*, meeting: Meeting, by: User | None) -> Meeting:
    """Shorten items alike so that the agenda fits, the gentlest way."""
    locked = editable(meeting)
    items = list(locked.items.all())
    fix = day_of(locked, items).shortening
    if fix is None:
        return locked
    for place in fix.places:
        items[place].minutes = fix.to_minutes
        items[place].revision += 1
        items[place].save(update_fields=["minutes", "revision"])
    return _touched(locked, by, "agenda")


@transaction.atomic
def extend(*, meeting: Meeting, by: User | None) -> Meeting:
    """Make the meeting as long as its agenda."""
    locked = editable(meeting)
    locked.minutes = day_of(locked, locked.items.all()).total or locked.minutes
    locked.save(update_fields=["minutes"])
    return _touched(locked, by, "minutes")


@transaction.atomic
def apply_session(*, meeting: Meeting, session: Session | None, by: User | None) -> Meeting:
    """Start the agenda again from another template; the items that were there are removed. Only for a draft."""
    locked = editable(meeting)
    if locked.state != MeetingState.DRAFT:
        raise DomainError(_("People are invited already; the template can no longer be changed."))
    locked.items.all().delete()
    locked.session = session
    if session is not None:
        locked.title, locked.minutes = session.name, session.minutes
        locked.purpose, locked.product = aim_of(session), product_of(session)
    locked.room_checklist = checklist_of(session)
    locked.save(update_fields=["session", "title", "minutes", "purpose", "product", "room_checklist"])
    fill_agenda(locked)
    return _touched(locked, by, "session")


@transaction.atomic
def use_topic(*, meeting: Meeting, topic: Topic, by: User | None) -> AgendaItem:
    """Put a topic of the backlog on the agenda, before the last item."""
    locked = editable(meeting)
    items = list(locked.items.all())
    place = max(0, len(items) - 1)
    item = _item(locked, position=place + 1, title=topic.title, minutes=topic.minutes, kind=topic.kind)
    item.carried_from = topic.from_item
    for position, later in enumerate(items[place:], start=place + 2):
        later.position = position
        later.save(update_fields=["position"])
    item.save(force_insert=True)
    topic.used_in = item
    topic.save(update_fields=["used_in"])
    _touched(locked, by, "agenda")
    return item


@transaction.atomic
def add_topic(*, body: Body, title: str, minutes: int, by: User | None) -> Topic:
    """Put a topic into the backlog of a body."""
    topic: Topic = Topic.objects.create(
        municipality_id=body.municipality_id,
        body=body,
        title=title,
        minutes=minutes,
        asked_by=by,
    )
    record("topic.added", subject=topic, by=by)
    return topic


def waiting_topics(body: Body) -> Any:
    """Topics of the backlog that are on no agenda."""
    return Topic.objects.filter(body=body, used_in=None)


def _touched(meeting: Meeting, by: User | None, what: str) -> Meeting:
    meeting.revision += 1
    meeting.save(update_fields=["revision"])
    record("meeting.changed", subject=meeting, by=by, fields=[what])
    return meeting


@transaction.atomic
def copy(*, meeting: Meeting, by: User | None) -> Meeting:
    """Draft a meeting with the same agenda and people; what was discussed and decided stays where it is."""
    body = meeting.body
    made = Meeting.objects.create(
        municipality_id=meeting.municipality_id,
        body=body,
        number=_next_number(body),
        session=meeting.session,
        title=meeting.title,
        purpose=meeting.purpose,
        product=meeting.product,
        minutes=meeting.minutes,
        place=meeting.place,
        link=meeting.link,
        greeting=meeting.greeting,
        room_checklist=dict.fromkeys(meeting.room_checklist, False),
        created_by=by,
    )
    AgendaItem.objects.bulk_create(
        _item(
            made,
            **{name: getattr(item, name) for name in FIELDS},
        )
        for item in meeting.items.all()
    )
    invite_seats(made)
    record("meeting.copied", subject=made, by=by, source=str(meeting.pk))
    return made


@transaction.atomic
def delete(*, meeting: Meeting, by: User | None) -> None:
    """Delete a draft nobody was told of.

    Raises DomainError for any other meeting: those are cancelled, and stay.
    """
    locked = editable(meeting)
    if locked.state != MeetingState.DRAFT or locked.invited_at:
        raise DomainError(_("People know of the meeting. It can be cancelled, not deleted."))
    record("meeting.deleted", subject=locked, by=by, number=locked.number)
    locked.delete()


@transaction.atomic
def tick_room(*, meeting: Meeting, done: Iterable[str], by: User | None, added: str = "") -> Meeting:
    """Keep the room checklist: what is done, and a line of one's own."""
    locked: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    ticked = set(done)
    locked.room_checklist = {words: words in ticked for words in locked.room_checklist}
    if added.strip():
        locked.room_checklist[added.strip()[:120]] = False
    locked.save(update_fields=["room_checklist"])
    return locked
