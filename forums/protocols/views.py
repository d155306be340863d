"""The protocol: draft, check before publishing, the published page with its versions, corrections, remarks."""

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from forums.meetings.live_actions import writes_for
from forums.meetings.live_requests import meeting_of
from forums.meetings.live_state import LiveMeeting
from forums.meetings.models import Meeting, MeetingState
from forums.protocols import content as contents
from forums.protocols import services
from forums.protocols.actions import reads, reads_internal
from forums.protocols.changes import changes
from forums.protocols.forms import AnswerForm, CirculateForm, CorrectionForm, PublishForm
from forums.protocols.models import Protocol, ProtocolVersion, Remark
from workit.access.actions import can, requires
from workit.access.roles import Role
from workit.documents import files
from workit.people.models import RoleAssignment, User
from workit.web.days import table_day
from workit.web.errors import DomainError

FILE_TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@require_safe
@requires("protocol.preview")
def protocol_preview(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The draft as it will look."""
    meeting = meeting_of(request, pk, "protocol.preview")
    if meeting.state == MeetingState.CLOSED:
        return redirect("forums:protocol_detail", town, pk)
    protocol = services.protocol_of(meeting)
    remarks = list(protocol.remarks.select_related("invitee", "by"))
    context = {**page_of(contents.content_of(meeting)), "meeting": meeting, "protocol": protocol, "remarks": remarks}
    context |= {"circulate_form": CirculateForm(), "answer_form": AnswerForm()}
    return render(request, "forums/protocol_preview.html", context)


def page_of(content: contents.Content) -> dict[str, Any]:
    """What the paper shows, with days as days."""
    day = datetime.date.fromisoformat
    tasks = [{**task, "due": day(task["due"]) if task["due"] else None} for task in contents.tasks_of(content)]
    coming = content["next"]
    return {
        "content": content,
        "topics": content["items"],
        "held_on": day(content["day"]),
        "tasks": tasks,
        "next_meeting": {**coming, "day": day(coming["day"]), "words": contents.meeting_words(coming)} if coming else None,
    }


@require_safe
@requires("protocol.check")
def protocol_check(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """What will be sent, to whom, and what cannot be undone. With gaps, the way leads to the first of them."""
    meeting = meeting_of(request, pk, "protocol.check")
    if meeting.state == MeetingState.CLOSED:
        return redirect("forums:protocol_detail", town, pk)
    return _check_page(request, meeting)


def _check_page(request: HttpRequest, meeting: Meeting, *, status: int = 200, failed: str = "") -> HttpResponse:
    live = LiveMeeting(meeting)
    people, others = services.recipients_of(live.invitees), _mayors(meeting)
    context = {
        "meeting": meeting,
        "live": live,
        "people": people,
        "others": others,
        "silent": [one for one in live.invitees if not one.email],
        "failed": failed,
    }
    return render(request, "forums/protocol_check.html", context, status=status)


def _mayors(meeting: Meeting) -> list[User]:
    """The mayor, who gets the protocol besides those on the list."""
    held = RoleAssignment.objects.filter(role=Role.MAYOR, town=meeting.municipality).in_force(timezone.localdate())
    listed = set(meeting.invitees.values_list("email", flat=True))
    return [one.user for one in held.select_related("user") if one.user.email not in listed and one.user.is_active]


@require_POST
@requires("protocol.publish")
def protocol_publish(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Publish. A double click publishes once; a gap or a change since the check leads back."""
    meeting = meeting_of(request, pk, "protocol.publish")
    people = services.recipients_of(meeting.invitees.all())
    form = PublishForm(request.POST, people=people, others=_mayors(meeting))
    if not form.is_valid():
        return _check_page(request, meeting, status=422, failed=_("The list of recipients changed. Check again, then publish."))
    chosen = form.cleaned_data["recipients"]
    also = form.cleaned_data["also"]
    try:
        services.publish(
            meeting=meeting,
            by=request.user,  # type: ignore[arg-type]
            recipients=chosen,
            also=also,
            expected_revision=form.cleaned_data["revision"],
        )
    except DomainError as refused:
        return _check_page(request, meeting, status=409, failed=str(refused))
    n = len(chosen) + len(also)
    text = ngettext(
        "The protocol is published and is being sent to one person.",
        "The protocol is published and is being sent to %(n)s people.",
        n,
    )
    messages.success(request, text % {"n": n})
    return redirect("forums:protocol_detail", town, pk)


def _readable(request: HttpRequest, pk: uuid.UUID) -> Meeting:
    """A meeting whose protocol the person may read; another body's is missing to a member, like another town's."""
    meeting: Meeting = get_object_or_404(Meeting.objects.select_related("body", "municipality"), pk=pk)
    if not reads(request.user, meeting):  # type: ignore[arg-type]
        raise Http404
    return meeting


def _version(meeting: Meeting, number: int | None) -> ProtocolVersion:
    versions = ProtocolVersion.objects.filter(protocol__meeting=meeting).select_related(
        "protocol__approved_by", "published_by", "pdf", "docx"
    )
    wanted = versions.order_by("-number").first() if number is None else versions.filter(number=number).first()
    if wanted is None:
        raise Http404
    return wanted


@require_safe
@requires("protocol.view")
def protocol_detail(request: HttpRequest, town: str, pk: uuid.UUID, number: int | None = None) -> HttpResponse:
    """A published protocol: the latest version, or an earlier one."""
    meeting = _readable(request, pk)
    if number is None and meeting.state == MeetingState.OPEN and writes_for(request.user, meeting):  # type: ignore[arg-type]
        return redirect("forums:meeting_live", town, pk)
    version = _version(meeting, number)
    versions = list(version.protocol.versions.select_related("published_by").order_by("-number"))
    frozen, before = version.content, _before(version, versions)
    if not reads_internal(request.user):  # type: ignore[arg-type]
        frozen, before = contents.without_internal(frozen), before and contents.without_internal(before)
    context = {
        **page_of(frozen),
        "meeting": meeting,
        "protocol": version.protocol,
        "version": version,
        "versions": versions,
        "latest": versions[0],
        "changes": changes(before, frozen) if before else [],
        "is_intact": services.is_intact(version),
        "may_correct": can(request, "protocol.correct", meeting),
        "may_approve": can(request, "protocol.approve", meeting) and version.protocol.approved_at is None,
    }
    return render(request, "forums/protocol_detail.html", context)


def _before(version: ProtocolVersion, versions: list[ProtocolVersion]) -> contents.Content | None:
    """The content of the version before."""
    return next((one.content for one in versions if one.number == version.number - 1), None)


@require_safe
@requires("protocol.file")
def protocol_file(request: HttpRequest, town: str, pk: uuid.UUID, number: int, kind: str) -> HttpResponse:
    """The PDF or the Word document of a version."""
    version = _version(_readable(request, pk), number)
    stored = {"pdf": version.pdf, "docx": version.docx}.get(kind)
    if stored is None:
        messages.info(request, _("The file is being made. It will be here in a moment."))
        return redirect("forums:protocol_detail", town, pk)
    try:
        octets = files.read(stored)
    except DomainError as refused:
        messages.error(request, str(refused))
        return redirect("forums:protocol_detail", town, pk)
    headers = {"Content-Disposition": f'attachment; filename="{stored.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(octets, content_type=FILE_TYPES[kind], headers=headers)


@requires("protocol.correct")
def protocol_correct(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Correct words of a published protocol: a new version beside the old."""
    meeting = meeting_of(request, pk, "protocol.correct")
    latest = _version(meeting, None)
    form = CorrectionForm(request.POST or None, content=latest.content, initial={"version": latest.number})
    if request.method == "POST" and form.is_valid():
        try:
            version = services.correct(
                protocol=latest.protocol,
                by=request.user,  # type: ignore[arg-type]
                texts=form.texts(),
                correction=form.cleaned_data["correction"],
                expected_version=form.cleaned_data["version"],
                is_sent=form.cleaned_data["is_sent"],
            )
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Correction %(n)s is published. The version before is kept.") % {"n": version.number})
            return redirect("forums:protocol_detail", town, pk)
    return render(
        request,
        "forums/protocol_correct.html",
        {"form": form, "meeting": meeting, "version": latest, "items": _fields(form, latest)},
    )


def _fields(form: CorrectionForm, version: ProtocolVersion) -> list[dict[str, Any]]:
    """The fields of the correction under their topics."""
    return [
        {
            "title": f"{item['number']}. {item['title']}",
            "blocks": [{**block, "field": form[f"{block['kind']}:{block['id']}"]} for block in item["blocks"]],
        }
        for item in version.content["items"]
        if item["blocks"]
    ]


@require_POST
@requires("protocol.circulate")
def protocol_circulate(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Send the draft for remarks to those who came."""
    meeting = meeting_of(request, pk, "protocol.circulate")
    form = CirculateForm(request.POST)
    try:
        if not form.is_valid():
            raise DomainError(form.errors["until"][0])
        services.circulate(meeting=meeting, until=form.cleaned_data["until"], by=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("The draft is being sent to those who came. Remarks are taken until %(day)s.")
            % {"day": table_day(form.cleaned_data["until"])},
        )
    return redirect("forums:protocol_preview", town, pk)


@require_POST
@requires("protocol.answer_remark")
def protocol_answer_remark(request: HttpRequest, town: str, pk: uuid.UUID, remark: uuid.UUID) -> HttpResponse:
    """Say what was done about a remark."""
    meeting = meeting_of(request, pk, "protocol.answer_remark")
    found = get_object_or_404(Remark.objects.select_related("protocol"), pk=remark, protocol__meeting=meeting)
    try:
        services.answer_remark(remark=found, answer=request.POST.get("answer", ""), by=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        messages.error(request, str(refused))
    return redirect("forums:protocol_preview", town, pk)


@require_POST
@requires("protocol.approve")
def protocol_approve(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The chair approves what was published."""
    meeting = meeting_of(request, pk, "protocol.approve")
    protocol = get_object_or_404(Protocol.objects, meeting=meeting)
    try:
        services.approve(protocol=protocol, by=request.user)  # type: ignore[arg-type]
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The protocol is approved."))
    return redirect("forums:protocol_detail", town, pk)
