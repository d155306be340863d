"""Pages of the bodies of a town."""

import uuid

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.bodies import services
from forums.bodies.forms import BodyForm, OpenBodyForm
from forums.bodies.models import Body
from forums.bodies.services import SINGLE
from workit.access.actions import requires
from workit.access.requests import TownRequest
from workit.web.errors import DomainError


@requires("body.list")
def body_list(request: HttpRequest, town: str) -> HttpResponse:
    """The bodies of the town: what each is for, how many sit in it, how often it meets."""
    seats = Count("seats", filter=Q(seats__ends_on=None))
    bodies = list(Body.objects.annotate(members=seats).order_by("closed_on", "opened_on"))
    running = [body for body in bodies if body.closed_on is None]
    return render(request, "forums/body_list.html", {"running": running, "closed": [b for b in bodies if b.closed_on]})


@requires("body.open")
def body_open(request: TownRequest, town: str) -> HttpResponse:
    """Open a body or a team."""
    form = OpenBodyForm(request.POST or None, town=request.town, initial={"kind": request.GET.get("kind", "task_team")})
    if request.method == "POST" and form.is_valid():
        try:
            body = services.open_body(town=request.town, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("%(body)s was opened.") % {"body": body})
            return redirect("forums:body_edit", town, body.pk)
    return render(request, "forums/body_open.html", {"form": form})


@requires("body.edit")
def body_edit(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """The settings of a body."""
    body = get_object_or_404(Body.objects, pk=pk)
    form = BodyForm(request.POST or None, instance=Body.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_body(body=body, by=request.user, **form.settings)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The settings were saved."))
            return redirect("forums:body_list", town)
    return render(request, "forums/body_form.html", {"form": form, "body": body, "can_close": body.kind not in SINGLE})


@require_POST
@requires("body.close")
def body_close(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Close a team."""
    body = get_object_or_404(Body.objects, pk=pk, closed_on=None)
    try:
        services.close_body(body=body, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("forums:body_edit", town, body.pk)
    messages.success(request, _("%(body)s was closed.") % {"body": body})
    return redirect("forums:body_list", town)
