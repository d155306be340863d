"""Decisions as they are written during the meeting."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from forums.decisions import services
from forums.decisions.forms import DecisionForm
from forums.decisions.models import Decision
from forums.meetings.live_requests import block_view, change_of, meeting_of, sent, written
from forums.meetings.live_services import find_item
from forums.meetings.live_views import removed
from workit.access.actions import requires


@require_POST
@requires("decision.write")
@block_view
def decision_write(request: HttpRequest, town: str, pk: uuid.UUID, block: uuid.UUID) -> HttpResponse:
    """Write a decision."""
    meeting = meeting_of(request, pk, "decision.write")
    asked = sent(request)
    decision = services.write_decision(
        meeting=meeting,
        item=find_item(meeting, asked.item),
        pk=block,
        change=change_of(asked, DecisionForm),
        position=asked.position,
        by=request.user,  # type: ignore[arg-type]
    )
    decision.block = "decision"  # type: ignore[attr-defined]
    return written(request, meeting, decision)


@require_POST
@requires("decision.remove")
@block_view
def decision_remove(request: HttpRequest, town: str, pk: uuid.UUID, block: uuid.UUID) -> HttpResponse:
    """Remove a decision that was not taken yet."""
    meeting = meeting_of(request, pk, "decision.remove")
    decision = Decision.objects.filter(pk=block, meeting=meeting).first()
    if decision is not None:
        services.remove_decision(meeting=meeting, decision=decision)
    return removed(request, meeting)
