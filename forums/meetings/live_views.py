"""The screen of a meeting in progress, and the small requests by which it is written."""

import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.bodies.models import Body
from forums.meetings import live_services as services
from forums.meetings.live_actions import EVERYWHERE, TEAMS
from forums.meetings.live_forms import ItemForm, NoteForm, PastMeetingForm, PersonForm, PresenceForm, TaskForm
from forums.meetings.live_requests import back_url, block_view, change_of, meeting_of, sent, wants_json, written
from forums.meetings.live_state import LiveMeeting, block_json, person_json
from forums.meetings.models import Invitee, Meeting, MeetingState, Note, Presence
from forums.members.models import Member, SeatRole
from workit.access.actions import requires
from workit.tenancy import uuid7
from workit.web.errors import DomainError

PANELS = ("agenda", "attendance", "readiness")


@require_POST
@requires("meeting.start")
def meeting_start(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Open a planned meeting and go to its screen."""
    meeting = meeting_of(request, pk, "meeting.start")
    try:
        services.start(meeting=meeting, by=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect(request.headers.get("referer") or "forums:meeting_list", town)
    return redirect("forums:meeting_live", town, pk)


@requires("meeting.past")
def meeting_past(request: HttpRequest, town: str) -> HttpResponse:
    """Write up a meeting that was not planned here."""
    form = PastMeetingForm(request.POST or None, bodies=_bodies_of(request), initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        meeting = services.open_past(
            body=cleaned["body"],
            title=cleaned["title"],
            starts_at=form.starts_at,
            minutes=cleaned["minutes"],
            place=cleaned["place"],
            by=request.user,  # type: ignore[arg-type]
        )
        return redirect("forums:meeting_live", town, meeting.pk)
    return render(request, "forums/meeting_live_past.html", {"form": form})


def _bodies_of(request: HttpRequest) -> object:
    """The bodies whose meetings the person writes up."""
    bodies = Body.objects.filter(closed_on=None)
    if EVERYWHERE & request.roles:  # type: ignore[attr-defined]
        return bodies
    return bodies.filter(kind__in=TEAMS, seats__role=SeatRole.LEAD, seats__member__user=request.user).distinct()


@require_safe
@requires("meeting.live")
def meeting_live(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The screen: agenda, paper, attendance. A published meeting leads to its protocol, a planned one offers to open."""
    meeting = meeting_of(request, pk, "meeting.live")
    if meeting.state == MeetingState.CLOSED:
        return redirect("forums:protocol_detail", town, pk)
    if meeting.state != MeetingState.OPEN:
        return render(request, "forums/meeting_live_start.html", {"meeting": meeting})
    live = LiveMeeting(meeting)
    context = {
        "meeting": meeting,
        "live": live,
        "owners": list(Member.objects.active().order_by("name")),
        "presences": [choice for choice in Presence.choices if choice[0] != Presence.UNKNOWN],
        "fresh": uuid7,
        "shows_gaps": "gaps" in request.GET,
    }
    return render(request, "forums/meeting_live.html", context)


@require_safe
@requires("meeting.changes")
def meeting_changes(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """What others wrote, asked every few seconds: one query while nothing changed."""
    meeting = meeting_of(request, pk, "meeting.changes")
    etag = f'"{meeting.revision}.{meeting.state}.{get_language()}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    live = LiveMeeting(meeting)
    context = {"meeting": meeting, "live": live}
    found = {
        "meeting": meeting.revision,
        "state": meeting.state,
        "closed_url": reverse("forums:protocol_detail", args=[town, pk]),
        # Signing in again in another tab makes the token of this page stale.
        "token": get_token(request),
        "blocks": [block_json(row) for timed in live.items for row in timed.blocks],
        "items": [str(timed.item.pk) for timed in live.items],
        "breaks": [str(timed.item.pk) for timed in live.items if timed.is_break],
        "current": str(meeting.current_item_id or ""),
        "people": [person_json(invitee) for invitee in live.invitees],
        "panels": {name: render_to_string(f"forums/meeting_live.html#{name}", context, request) for name in PANELS},
    }
    return JsonResponse(found, headers={"ETag": etag})


@require_POST
@requires("note.write")
@block_view
def note_write(request: HttpRequest, town: str, pk: uuid.UUID, block: uuid.UUID) -> HttpResponse:
    """Write a paragraph of discussion."""
    meeting = meeting_of(request, pk, "note.write")
    asked = sent(request)
    note = services.write_note(
        meeting=meeting,
        item=services.find_item(meeting, asked.item),
        pk=block,
        change=change_of(asked, NoteForm),
        position=asked.position,
        by=request.user,  # type: ignore[arg-type]
    )
    note.block = "note"  # type: ignore[attr-defined]
    return written(request, meeting, note)


@require_POST
@requires("note.remove")
@block_view
def note_remove(request: HttpRequest, town: str, pk: uuid.UUID, block: uuid.UUID) -> HttpResponse:
    """Remove a paragraph."""
    meeting = meeting_of(request, pk, "note.remove")
    note = Note.objects.filter(pk=block, item__meeting=meeting).first()
    if note is not None:
        services.remove_note(meeting=meeting, note=note)
    return removed(request, meeting)


def removed(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Answer a removal; what is gone already is gone."""
    if wants_json(request):
        return JsonResponse({"meeting": meeting.revision})
    return redirect(back_url(request, meeting))


@require_POST
@requires("meeting_task.write")
@block_view
def meeting_task_write(request: HttpRequest, town: str, pk: uuid.UUID, block: uuid.UUID) -> HttpResponse:
    """Write a task."""
    meeting = meeting_of(request, pk, "meeting_task.write")
    asked = sent(request)
    task = services.write_task(
        meeting=meeting,
        item=services.find_item(meeting, asked.item),
        pk=block,
        change=change_of(asked, TaskForm),
        position=asked.position,
        by=request.user,  # type: ignore[arg-type]
    )
    task.block = "task"  # type: ignore[attr-defined]
    return written(request, meeting, task)


@require_POST
@requires("meeting_task.remove")
@block_view
def meeting_task_remove(request: HttpRequest, town: str, pk: uuid.UUID, block: uuid.UUID) -> HttpResponse:
    """Remove a task that was not given yet."""
    meeting = meeting_of(request, pk, "meeting_task.remove")
    task = services.planned_tasks(meeting).filter(pk=block).first()
    if task is not None:
        services.remove_task(meeting=meeting, task=task)
    return removed(request, meeting)


@require_POST
@requires("attendance.mark")
@block_view
def attendance_mark(request: HttpRequest, town: str, pk: uuid.UUID, invitee: uuid.UUID) -> HttpResponse:
    """Mark whether somebody came."""
    meeting = meeting_of(request, pk, "attendance.mark")
    person: Invitee = get_object_or_404(Invitee.objects, pk=invitee, meeting=meeting)
    change = change_of(sent(request), partial(PresenceForm, meeting=meeting))
    person = services.mark(meeting=meeting, invitee=person, change=change, by=request.user)  # type: ignore[arg-type]
    return written(request, meeting, person, person=person_json(person))


@require_POST
@requires("attendance.add")
@block_view
def attendance_add(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Add somebody who came unannounced."""
    meeting = meeting_of(request, pk, "attendance.add")
    form = PersonForm(request.POST)
    if not form.is_valid():
        raise DomainError(next(iter(form.errors.values()))[0])
    person = services.add_person(meeting=meeting, pk=uuid7(), by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    return written(request, meeting, person)


@require_POST
@requires("attendance.close")
@block_view
def attendance_close(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Mark everybody not yet marked as absent."""
    meeting = meeting_of(request, pk, "attendance.close")
    services.mark_rest_absent(meeting=meeting, by=request.user)  # type: ignore[arg-type]
    return removed(request, meeting)


@require_POST
@requires("item.take_up")
@block_view
def item_take_up(request: HttpRequest, town: str, pk: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Go on to a topic."""
    meeting = meeting_of(request, pk, "item.take_up")
    found = services.take_up(meeting=meeting, item=services.find_item(meeting, item), by=request.user)  # type: ignore[arg-type]
    if wants_json(request):
        return JsonResponse({"meeting": meeting.revision})
    return redirect(f"{back_url(request, meeting)}#item-{found.pk}")


@require_POST
@requires("item.come_up")
@block_view
def item_come_up(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Add a topic that came up."""
    meeting = meeting_of(request, pk, "item.come_up")
    form = ItemForm(request.POST)
    if not form.is_valid():
        raise DomainError(next(iter(form.errors.values()))[0])
    item = services.add_item(meeting=meeting, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    messages.success(request, _("The topic was added at the end of the agenda."))
    return redirect(f"{back_url(request, meeting)}#item-{item.pk}")
