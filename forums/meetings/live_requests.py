"""How the meeting screen asks and is answered: JSON from its script, plain forms without it, by the same views."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from forums.meetings.blocks import Change, ConflictError
from forums.meetings.live_forms import BlockForm, cleaned, cleaned_quietly
from forums.meetings.live_services import GoneError
from forums.meetings.live_state import block_json
from forums.meetings.models import Meeting
from workit.access.actions import check
from workit.web.errors import DomainError

JSON = "application/json"
LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What a request asks of a block."""

    fields: dict[str, str]
    was: dict[str, str]
    revision: int
    item: str
    position: int


def meeting_of(request: HttpRequest, pk: uuid.UUID, action: str) -> Meeting:
    """The meeting of the address, or 404; 403 when the role is right and this meeting is not."""
    found: Meeting = get_object_or_404(Meeting.objects.select_related("body", "municipality"), pk=pk)
    check(request, action, found)
    return found


def wants_json(request: HttpRequest) -> bool:
    """Whether the screen's script asks."""
    return request.content_type == JSON


def sent(request: HttpRequest) -> Sent:
    """Read a request of either kind."""
    if not wants_json(request):
        fields = {name: str(value) for name, value in request.POST.items() if name not in SYSTEM}
        return Sent(fields, {}, _number(request.POST.get("revision")), request.POST.get("item", ""), LAST)
    try:
        body = json.loads(request.body[:LARGEST])
        fields, was = _texts(body.get("fields")), _texts(body.get("was"))
        return Sent(
            fields, was, _number(body.get("revision")), str(body.get("item", "")), _number(body.get("position")) or LAST
        )
    except (ValueError, AttributeError) as error:
        raise DomainError("The request cannot be read.") from error


SYSTEM = frozenset({"csrfmiddlewaretoken", "revision", "item"})
BLOCKS = frozenset({"note", "decision", "task"})
# After everything else that stands under the topic.
LAST = 1_000_000
MOST = 2_000_000_000


def _number(value: Any) -> int:
    text = str(value or "0")
    return min(int(text), MOST) if text.isascii() and text.isdigit() else 0


def _texts(value: Any) -> dict[str, str]:
    texts = {True: "on", False: "", None: ""}
    return (
        {str(name): texts.get(one, str(one)) if isinstance(one, bool | None) else str(one) for name, one in value.items()}
        if value
        else {}
    )


def change_of(request_sent: Sent, form: Callable[[dict[str, str]], BlockForm]) -> Change:
    """The change of a request, cleaned by the form of its block."""
    fields = cleaned(form(request_sent.fields), request_sent.fields)
    was = cleaned_quietly(form(request_sent.was), request_sent.was) if request_sent.was else {}
    return Change(fields, was, request_sent.revision)


def block_view(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer what a block's verb refuses: 409 with the other person's words, 410 when it is gone, 422 with a sentence."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ConflictError as conflict:
            return _conflict(request, conflict, kwargs)
        except DomainError as refused:
            if wants_json(request):
                return JsonResponse({"message": str(refused)}, status=410 if isinstance(refused, GoneError) else 422)
            messages.error(request, str(refused))
            return HttpResponseRedirect(live_url(kwargs))

    return answered


def _conflict(request: HttpRequest, conflict: ConflictError, kwargs: dict[str, Any]) -> HttpResponse:
    row = conflict.row
    if wants_json(request):
        theirs: dict[str, Any] = {"id": str(row.pk), "revision": row.revision, "fields": {}}
        if row._meta.model_name in BLOCKS:
            row.block = row._meta.model_name
            theirs = block_json(row)
        return JsonResponse({"theirs": theirs, "clashes": conflict.clashes, "who": conflict.who}, status=409)
    context = {
        "theirs": getattr(row, "text", ""),
        "mine": request.POST.get("text", ""),
        "row": row,
        "who": conflict.who,
        "item": request.POST.get("item", ""),
        "back": live_url(kwargs),
    }
    return render(request, "forums/meeting_live_conflict.html", context, status=409)


def live_url(kwargs: dict[str, Any]) -> str:
    """The screen of the meeting."""
    return reverse("forums:meeting_live", args=[kwargs["town"], kwargs["pk"]])


def written(request: HttpRequest, meeting: Meeting, row: Any, **also: Any) -> HttpResponse:
    """Answer a change that was written: the block as it stands, or back to it on the screen."""
    if wants_json(request):
        block = block_json(row) if hasattr(row, "block") else {"id": str(row.pk), "revision": row.revision}
        return JsonResponse({"block": block, "meeting": meeting.revision, **also})
    anchor = f"block-{row.pk}" if hasattr(row, "block") else f"person-{row.pk}"
    return HttpResponseRedirect(f"{back_url(request, meeting)}#{anchor}")


def back_url(request: HttpRequest, meeting: Meeting) -> str:
    """The screen of the meeting, from within a view."""
    return reverse("forums:meeting_live", args=[request.town.code, meeting.pk])  # type: ignore[attr-defined]
