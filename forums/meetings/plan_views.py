"""The smaller verbs of a plan: people, materials, the room, the backlog, and what is printed."""

import uuid

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from forums.bodies.models import Body
from forums.meetings import answers, documents, invitations, letters, materials, services
from forums.meetings.answer_page import AnswerPage
from forums.meetings.forms import AnswerForm, GuestForm, MaterialForm, TopicForm
from forums.meetings.models import Invitee, Material, Meeting, MeetingState
from forums.meetings.views import find
from forums.members.models import Member
from workit.access.actions import check, requires
from workit.access.requests import TownRequest
from workit.people.links import absolute
from workit.web.durations import duration_words
from workit.web.errors import DomainError


def _back(request: TownRequest, meeting: Meeting, place: str) -> HttpResponse:
    """To the page the button stood on."""
    came = request.POST.get("next", "")
    if came and url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        return redirect(f"{came}#{place}")
    name = "forums:meeting_edit" if meeting.state in services.EDITABLE else "forums:meeting_detail"
    response = redirect(name, meeting.municipality.code, meeting.pk)
    response["Location"] += f"#{place}"
    return response


@require_POST
@requires("invitee.edit")
def meeting_invitees(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Put somebody on the list: a member of the town, every member of the body, or a guest by mail."""
    meeting = find(request, pk, "invitee.edit")
    if "seats" in request.POST:
        services.invite_seats(services.editable(meeting))
        return _back(request, meeting, "people")
    form = GuestForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _back(request, meeting, "people")
    cleaned = form.cleaned_data
    try:
        if cleaned.get("member"):
            invitations.add_member(meeting=meeting, member=cleaned["member"], by=request.user)
        else:
            invitations.add_guest(meeting=meeting, email=cleaned["email"], name=cleaned["name"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, meeting, "people")


def find_invitee(request: TownRequest, pk: uuid.UUID, action: str) -> Invitee:
    """Somebody on a list, or 404."""
    rows = Invitee.objects.select_related("meeting__body", "meeting__municipality", "member")
    invitee: Invitee = get_object_or_404(rows, pk=pk)
    check(request, action, invitee.meeting)
    return invitee


@require_POST
@requires("invitee.edit")
def invitee_remove(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Take somebody off the list."""
    invitee = find_invitee(request, pk, "invitee.edit")
    meeting = invitee.meeting
    try:
        invitations.remove_invitee(invitee=invitee, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, meeting, "people")


@requires("invitee.edit")
def invitee_answer(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Take down an answer given by phone."""
    invitee = find_invitee(request, pk, "invitee.edit")
    return _answered(request, invitee, _("The answer of %(name)s was taken down.") % {"name": invitee.name})


@requires("meeting.answer")
def meeting_answer(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Answer one's own invitation."""
    rows = Invitee.objects.select_related("meeting__body", "meeting__municipality", "member")
    invitee: Invitee = get_object_or_404(rows, meeting=pk, member__user=request.user)
    return _answered(request, invitee, _("Thank you, the answer was taken down."))


def _answered(request: TownRequest, invitee: Invitee, thanks: str) -> HttpResponse:
    page = AnswerPage(invitee)
    form = AnswerForm(request.POST) if request.method == "POST" else page.form(request.GET.get("answer", ""))
    if request.method == "POST" and form.is_valid():
        try:
            answers.answer(invitee=invitee, by=request.user, **form.given)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, thanks)
            return redirect("forums:meeting_detail", invitee.meeting.municipality.code, invitee.meeting.pk)
    is_own = invitee.member is not None and invitee.member.user_id == request.user.pk
    context = {"page": page, "form": form, "meeting": invitee.meeting, "invitee": invitee, "is_own": is_own}
    return render(request, "forums/meeting_answer.html", context)


@require_POST
@requires("material.edit")
def meeting_material(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Add a file, or the promise of one."""
    meeting = find(request, pk, "material.edit")
    form = MaterialForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _back(request, meeting, "materials")
    try:
        materials.add(meeting=meeting, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, meeting, "materials")


def _material(request: TownRequest, pk: uuid.UUID) -> Material:
    rows = Material.objects.select_related("meeting__body", "meeting__municipality")
    material: Material = get_object_or_404(rows, pk=pk)
    check(request, "material.edit", material.meeting)
    return material


@require_POST
@requires("material.edit")
def material_deliver(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The file that was awaited has come."""
    material = _material(request, pk)
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        messages.error(request, _("A file has to be chosen"))
        return _back(request, material.meeting, "materials")
    try:
        materials.deliver(material=material, file=file, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return _back(request, material.meeting, "materials")


@require_POST
@requires("material.edit")
def material_remove(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Take a material off the meeting."""
    material = _material(request, pk)
    meeting = material.meeting
    materials.remove(material=material, by=request.user)
    return _back(request, meeting, "materials")


@require_POST
@requires("meeting.edit")
def meeting_room(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Keep the room checklist."""
    meeting = find(request, pk, "meeting.edit")
    services.tick_room(meeting=meeting, done=request.POST.getlist("done"), added=request.POST.get("added", ""), by=request.user)
    messages.success(request, _("The checklist was saved."))
    return _back(request, meeting, "room")


@requires("topic.edit")
def body_topics(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The backlog of a body: topics that wait for an agenda."""
    body = get_object_or_404(Body.objects, pk=pk)
    check(request, "topic.edit", Meeting(body=body))
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        services.add_topic(body=body, title=cleaned["title"], minutes=cleaned["minutes"] or 15, by=request.user)
        messages.success(request, _("The topic waits for the next agenda."))
        return redirect("forums:body_topics", town, pk)
    topics = services.waiting_topics(body)
    context = {"body": body, "form": form, "topics": [(topic, duration_words(topic.minutes)) for topic in topics]}
    return render(request, "forums/body_topics.html", context)


def _download(content: bytes, name: str, content_type: str, *, is_attachment: bool = True) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(is_attachment, name) or "attachment"
    return response


def _with_time(meeting: Meeting) -> Meeting:
    if meeting.starts_at is None:
        raise Http404
    return meeting


@require_safe
@requires("meeting.view")
def meeting_agenda(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The agenda to print."""
    meeting = _with_time(find(request, pk, "meeting.view"))
    content = documents.agenda_pdf(letters.agenda_document(meeting), language=(get_language() or "he")[:2])
    name = _("Agenda of meeting %(number)s") % {"number": meeting.number}
    return _download(content, f"{name}.pdf", "application/pdf")


@require_safe
@requires("meeting.edit")
def meeting_tags(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Name tags of everybody who may come; whoever declined has none, the substitute has."""
    meeting = find(request, pk, "meeting.edit")
    content = documents.name_tags_pdf(tags_of(meeting), body_name=meeting.body.name, language=(get_language() or "he")[:2])
    name = _("Name tags of meeting %(number)s") % {"number": meeting.number}
    return _download(content, f"{name}.pdf", "application/pdf")


def tags_of(meeting: Meeting) -> list[documents.NameTag]:
    """A tag for each person who may come."""
    found = []
    for invitee in meeting.invitees.select_related("member__organisation"):
        member: Member | None = invitee.member
        organisation = member.organisation.name if member and member.organisation else ""
        if invitee.answer != "declined":
            found.append(documents.NameTag(name=invitee.name, role=member.title if member else "", organisation=organisation))
        elif invitee.substitute_name:
            found.append(documents.NameTag(name=invitee.substitute_name, organisation=organisation))
    return found


@require_safe
@requires("meeting.view")
def meeting_calendar(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The meeting for one's own calendar."""
    meeting = _with_time(find(request, pk, "meeting.view"))
    url = absolute(request.path.removesuffix("calendar/"))
    is_off = meeting.state == MeetingState.CANCELLED
    content = documents.invitation_ics(
        letters.calendar_of(meeting, url=url, is_cancelled=is_off), language=get_language() or "he"
    )
    return _download(content, f"{_('meeting')}.ics", "text/calendar; charset=utf-8")


@require_safe
@requires("meeting.edit")
def meeting_preview(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """What a guest will see on a phone; nothing can be sent from it."""
    meeting = find(request, pk, "meeting.edit")
    guest = meeting.invitees.filter(is_guest=True).first() or meeting.invitees.first()
    invitee = guest or Invitee(meeting=meeting, name=_("a guest"), municipality=meeting.municipality)
    page = AnswerPage(invitee)
    context = {"page": page, "form": page.form(""), "meeting": meeting, "invitee": invitee, "is_preview": True}
    return render(request, "forums/answer_form.html", context)
