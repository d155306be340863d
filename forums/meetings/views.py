"""Pages of meetings: the list, a plan from its first line to the invitations, and a meeting that people were invited to."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from forums.bodies.models import Body
from forums.links import address
from forums.meetings import invitations, reminders, services, sessions
from forums.meetings.answers import is_answerable
from forums.meetings.forms import CancelForm, WhenForm, empty_row, read_rows, split_place
from forums.meetings.lists import MeetingsPage
from forums.meetings.live_actions import writes_for
from forums.meetings.models import Meeting, MeetingState, Topic
from forums.meetings.plan_page import AnswersPage, PlanPage
from forums.meetings.services import StaleError
from workit.access.actions import can, check, requires
from workit.access.requests import TownRequest
from workit.stages.models import Session
from workit.web.days import clock
from workit.web.errors import DomainError

PARTS = ("head", "when", "sum", "preview", "readiness")


def find(request: TownRequest, pk: uuid.UUID, action: str) -> Meeting:
    """The meeting, or 404; 403 when the role is right and this meeting is not. A draft is seen by its planners only."""
    rows = Meeting.objects.select_related("body", "session", "municipality", "created_by")
    meeting: Meeting = get_object_or_404(rows, pk=pk)
    if meeting.state == MeetingState.DRAFT and not can(request, "meeting.edit", meeting):
        get_object_or_404(rows.none())
    check(request, action, meeting)
    return meeting


def bodies_of(request: TownRequest) -> list[Body]:
    """The bodies the person plans meetings of."""
    bodies = Body.objects.filter(closed_on=None)
    return [body for body in bodies if writes_for(request.user, Meeting(body=body))]


@requires("meeting.list")
def meeting_list(request: TownRequest, town: str) -> HttpResponse:
    """Ahead, then held; by body."""
    page = MeetingsPage(
        request.town,
        body=request.GET.get("body", ""),
        with_drafts=can(request, "meeting.plan"),
        number=request.GET.get("page", "1"),
    )
    return render(request, "forums/meeting_list.html", {"page": page, "can_plan": can(request, "meeting.plan")})


@requires("meeting.plan")
def meeting_plan(request: TownRequest, town: str) -> HttpResponse:
    """Choose what the next meeting is planned from; nothing is kept before the form is sent."""
    bodies = bodies_of(request)
    chosen = request.POST.get("body") or request.GET.get("body", "")
    body = next((one for one in bodies if str(one.pk) == chosen), None) or next(
        (one for one in bodies if one.kind == "forum"), bodies[0] if bodies else None
    )
    if body is None:
        return render(request, "forums/meeting_plan_nobody.html")
    templates = sessions.templates_for(body)
    form = WhenForm(request.POST or None, initial=_suggestion(body, templates))
    if request.method == "POST" and form.is_valid():
        session = _session_of(request, body)
        place, link = split_place(form.cleaned_data["place"])
        meeting = services.plan(
            body=body,
            session=session,
            starts_at=form.starts_at,
            minutes=form.cleaned_data["length"],
            place=place,
            link=link,
            title=form.cleaned_data["title"],
            by=request.user,
        )
        return redirect("forums:meeting_edit", town, meeting.pk)
    upcoming = next((template.code for template in templates if template.is_next), "")
    chosen_code = request.POST.get("template", upcoming)
    context = {
        "form": form,
        "bodies": bodies,
        "body": body,
        "templates": templates,
        "chosen": chosen_code,
        "number": _next(body),
    }
    return render(request, "forums/meeting_plan.html", context)


def _next(body: Body) -> int:
    last = Meeting.objects.filter(body=body).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _suggestion(body: Body, templates: list[sessions.Template]) -> dict[str, Any]:
    start = timezone.localtime(sessions.suggested_start(body))
    next_one = next((template.session for template in templates if template.is_next), None)
    last = Meeting.objects.filter(body=body).exclude(place="").order_by("-starts_at").first()
    return {
        "day": start.date(),
        "hour": start.time(),
        "length": next_one.minutes if next_one else body.meeting_minutes,
        "place": last.place if last else "",
    }


def _session_of(request: TownRequest, body: Body) -> Session | None:
    methodology = sessions.methodology_of(request.town)
    code = request.POST.get("template", "")
    return Session.objects.filter(methodology=methodology, body_kind=body.kind, code=code).first() if code else None


@requires("meeting.view")
def meeting_detail(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Where a meeting is now: its plan, its answers, its screen, or its protocol."""
    meeting = find(request, pk, "meeting.view")
    if meeting.state == MeetingState.DRAFT:
        return redirect("forums:meeting_edit", town, pk)
    if meeting.state == MeetingState.OPEN and can(request, "meeting.live", meeting):
        return redirect("forums:meeting_live", town, pk)
    protocol = address("forums:protocol_detail", town, pk)
    if meeting.state == MeetingState.CLOSED and protocol:
        return redirect(protocol)
    own = meeting.invitees.filter(member__user=request.user).first()
    is_planner = can(request, "meeting.edit", meeting)
    plan = PlanPage(meeting)
    context = {
        "meeting": meeting,
        "page": AnswersPage(meeting),
        "plan": plan,
        "own": own,
        "can_answer": own is not None and is_answerable(meeting),
        "is_planner": is_planner,
        "remindable": reminders.remindable(meeting).count() if is_planner and meeting.state == MeetingState.PLANNED else 0,
        "materials": [one for one in plan.materials if is_planner or not one.is_internal],
        "can_start": meeting.state == MeetingState.PLANNED and can(request, "meeting.start", meeting),
    }
    return render(request, "forums/meeting_detail.html", context)


@requires("meeting.edit")
def meeting_edit(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The plan. Without script each button of the page sends the whole form here."""
    meeting = find(request, pk, "meeting.edit")
    if meeting.state not in services.EDITABLE:
        return redirect("forums:meeting_detail", town, pk)
    if request.method == "POST":
        return _edited(request, meeting)
    return render(request, "forums/meeting_edit.html", {"page": PlanPage(meeting), "meeting": meeting})


def _edited(request: TownRequest, meeting: Meeting) -> HttpResponse:
    form, rows = WhenForm(request.POST), read_rows(request.POST)
    wanted, _sep, which = request.POST.get("do", "save").partition(":")
    form.is_valid()
    try:
        meeting = _save(request, meeting, form, rows, wanted == "force")
    except StaleError as error:
        context = {"page": PlanPage(meeting, form, rows), "meeting": meeting, "stale": str(error)}
        return render(request, "forums/meeting_edit.html", context, status=409)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("forums:meeting_detail", meeting.municipality.code, meeting.pk)
    is_moving = wanted in ("up", "down", "remove", "add", "topic", "shorten", "extend", "template")
    broken = [row for row in rows if row.error]
    if not is_moving and (form.errors or broken):
        context = {"page": PlanPage(meeting, form, rows), "meeting": meeting, "form": form, "broken": broken}
        return render(request, "forums/meeting_edit.html", context, status=422)
    return _go_on(request, meeting, wanted, which)


def _save(request: TownRequest, meeting: Meeting, form: WhenForm, rows: list[Any], is_forced: bool) -> Meeting:
    """Keep everything that was typed well; what was not stays on the page with its error."""
    stated = request.POST.get("revision", "")
    revision = int(stated) if stated.isdecimal() and not is_forced else None
    kept = [row.row for row in rows]
    saved = services.edit(meeting=meeting, by=request.user, revision=revision, rows=kept, **form.fields_of_meeting)
    invitations.follow_up(saved, request.user)
    return saved


def _go_on(request: TownRequest, meeting: Meeting, wanted: str, which: str) -> HttpResponse:
    """Do what the pressed button asks, after the save."""
    town = meeting.municipality.code
    try:
        if wanted in ("up", "down", "remove", "add"):
            _move(request, meeting, wanted, which)
        elif wanted == "shorten":
            services.shorten(meeting=meeting, by=request.user)
        elif wanted == "extend":
            services.extend(meeting=meeting, by=request.user)
        elif wanted == "template":
            session = _session_of(request, meeting.body)
            services.apply_session(meeting=meeting, session=session, by=request.user)
        elif wanted == "topic":
            topic = get_object_or_404(Topic.objects, pk=which, body=meeting.body, used_in=None)
            services.use_topic(meeting=meeting, topic=topic, by=request.user)
        elif wanted == "check":
            return redirect("forums:meeting_check", town, meeting.pk)
    except DomainError as error:
        messages.error(request, str(error))
    if wanted == "save":
        messages.success(request, _("Saved."))
    response = redirect("forums:meeting_edit", town, meeting.pk)
    if wanted != "save":
        response["Location"] += "#agenda"
    return response


def _move(request: TownRequest, meeting: Meeting, wanted: str, which: str) -> None:
    rows = read_rows(request.POST)
    place = next((number for number, row in enumerate(rows) if row.id == which), None)
    if wanted == "add":
        rows.append(empty_row())
    elif place is None:
        return
    elif wanted == "remove":
        del rows[place]
    else:
        other = place + (1 if wanted == "down" else -1)
        if 0 <= other < len(rows):
            rows[place], rows[other] = rows[other], rows[place]
    services.edit(meeting=meeting, by=request.user, revision=None, rows=[row.row for row in rows])


@require_POST
@requires("meeting.edit")
def meeting_save(request: TownRequest, town: str, pk: uuid.UUID) -> JsonResponse:
    """Keep what was typed, a moment after it was typed; answers with the parts of the page that follow from it."""
    meeting = find(request, pk, "meeting.edit")
    form, rows = WhenForm(request.POST), read_rows(request.POST)
    form.is_valid()
    try:
        meeting = _save(request, meeting, form, rows, request.POST.get("do") == "force")
    except StaleError as error:
        return JsonResponse({"message": str(error)}, status=409)
    except DomainError as error:
        return JsonResponse({"message": str(error)}, status=422)
    page = PlanPage(meeting)
    context = {"page": page, "meeting": meeting}
    parts = {part: render_to_string(f"forums/meeting_edit.html#{part}", context, request) for part in PARTS}
    saved = _("Saved at %(hour)s") % {"hour": clock(timezone.now())}
    return JsonResponse({"revision": meeting.revision, "saved": saved, "parts": parts})


@requires("meeting.invite")
def meeting_check(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """What goes out, to whom, and what cannot be undone; the second look before sending."""
    meeting = find(request, pk, "meeting.invite")
    if meeting.state not in services.EDITABLE:
        return redirect("forums:meeting_detail", town, pk)
    return render(request, "forums/meeting_check.html", {"page": PlanPage(meeting), "meeting": meeting})


@require_POST
@requires("meeting.invite")
def meeting_invite(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Send the invitations, or what changed since."""
    meeting = find(request, pk, "meeting.invite")
    try:
        if meeting.state == MeetingState.DRAFT:
            meeting = invitations.invite(meeting=meeting, by=request.user)
            count = meeting.invitees.count()
        else:
            count = invitations.issue(meeting=meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("forums:meeting_check", town, pk)
    words = ngettext("%(count)s person is being written to.", "%(count)s people are being written to.", count)
    messages.success(request, words % {"count": count} if count else _("Everybody knows already; nothing was sent."))
    return redirect("forums:meeting_detail", town, pk)


@require_POST
@requires("meeting.remind")
def meeting_remind(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Write to those who have not answered."""
    meeting = find(request, pk, "meeting.remind")
    try:
        count = reminders.remind(meeting=meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        words = ngettext(
            "A reminder is on its way to %(count)s person.", "A reminder is on its way to %(count)s people.", count
        )
        nobody = _("Everybody answered, or was written to within the last day.")
        messages.success(request, words % {"count": count} if count else nobody)
    return redirect("forums:meeting_detail", town, pk)


@requires("meeting.cancel")
def meeting_cancel(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Ask why, then cancel."""
    meeting = find(request, pk, "meeting.cancel")
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.cancel(meeting=meeting, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The meeting was cancelled."))
            return redirect("forums:meeting_detail", town, pk)
    context = {"meeting": meeting, "form": form, "page": PlanPage(meeting)}
    return render(request, "forums/meeting_cancel.html", context)


@require_POST
@requires("meeting.copy")
def meeting_copy(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Plan a meeting like this one."""
    made = services.copy(meeting=find(request, pk, "meeting.copy"), by=request.user)
    messages.success(request, _("A draft with the same agenda was made. The day is still to be set."))
    return redirect("forums:meeting_edit", town, made.pk)


@require_POST
@requires("meeting.delete")
def meeting_delete(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Delete a draft."""
    meeting = find(request, pk, "meeting.delete")
    try:
        services.delete(meeting=meeting, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("forums:meeting_detail", town, pk)
    messages.success(request, _("The draft was deleted."))
    return redirect("forums:meeting_list", town)
