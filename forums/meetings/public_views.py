"""Answering by link, without an account. Opening a link changes nothing; an unknown and an expired link look the same."""

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forums.meetings import answers, calendars, documents, letters
from forums.meetings.answer_page import AnswerPage
from forums.meetings.forms import AnswerForm
from forums.meetings.invitations import ANSWER_LINK, SUBSTITUTE_LINK
from forums.meetings.models import Invitee, Material, MeetingState
from workit.access.actions import requires
from workit.access.requests import LinkRequest
from workit.documents import files
from workit.people.links import absolute
from workit.web.errors import DomainError


def _invitee(request: LinkRequest) -> Invitee | None:
    """Whom the link was made for; None for any link that is not open or not for this."""
    link = request.link
    if link is None or link.purpose not in (ANSWER_LINK, SUBSTITUTE_LINK):
        return None
    rows = Invitee.objects.select_related("meeting__body", "meeting__municipality", "member")
    found: Invitee | None = rows.filter(pk=link.object_id).first()
    return found


def _gone(request: LinkRequest) -> HttpResponse:
    return render(request, "forums/answer_gone.html", status=404)


@requires("answer.give")
def answer_form(request: LinkRequest, token: str) -> HttpResponse:
    """The invitation and its answer; sent by a press, and changed the same way."""
    invitee = _invitee(request)
    if invitee is None or request.link is None:
        return _gone(request)
    page = AnswerPage(invitee)
    is_substitute = request.link.purpose == SUBSTITUTE_LINK
    context = {"page": page, "meeting": invitee.meeting, "invitee": invitee, "token": token, "is_substitute": is_substitute}
    if request.method != "POST" or is_substitute:
        form = page.form(request.GET.get("answer", ""))
        return render(request, "forums/answer_form.html", {**context, "form": form, "thanks": "thanks" in request.GET})
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answers.answer(invitee=invitee, by=None, **form.given)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"{request.path}?thanks=1")
    return render(request, "forums/answer_form.html", {**context, "form": form}, status=422)


@require_safe
@requires("answer.give")
def answer_calendar(request: LinkRequest, token: str) -> HttpResponse:
    """The meeting for the person's calendar."""
    invitee = _invitee(request)
    if invitee is None or invitee.meeting.starts_at is None:
        return _gone(request)
    url = absolute(request.path.removesuffix("calendar/"))
    is_off = invitee.meeting.state == MeetingState.CANCELLED
    event = letters.calendar_of(invitee.meeting, url=url, invitee=invitee, is_cancelled=is_off)
    response = HttpResponse(
        documents.invitation_ics(event, language=get_language() or "he"), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, f"{_('meeting')}.ics") or "attachment"
    return response


@require_safe
@requires("answer.give")
def answer_material(request: LinkRequest, token: str, material: uuid.UUID) -> HttpResponse:
    """A file that goes with the invitation."""
    invitee = _invitee(request)
    if invitee is None:
        return _gone(request)
    rows = Material.objects.filter(meeting=invitee.meeting, is_internal=False, file__isnull=False).select_related("file")
    found = get_object_or_404(rows, pk=material)
    response = HttpResponse(files.read(found.file), content_type=found.file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, found.file.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@requires("feed.read")
def feed_read(request: LinkRequest, token: str) -> HttpResponse:
    """A person's meetings over all the towns of the person, as a calendar to subscribe to."""
    if request.link is None or request.link.purpose != calendars.FEED:
        raise Http404
    content = calendars.feed_of(request.link.object_id)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    return response
