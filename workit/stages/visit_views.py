"""The coordinator's visits: list, plan, write up, cancel."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from workit.access.actions import requires
from workit.access.roles import LEADERS
from workit.audit.record import record_view
from workit.stages import visits
from workit.stages.forms import PlanVisitForm, ReasonForm, WriteUpForm
from workit.stages.history import history_of
from workit.stages.holders import assignments_in
from workit.stages.models import Visit
from workit.stages.region import may_in, towns_for
from workit.web.errors import DomainError
from workit.web.words import number_word, starts_sentence

MOST_PAST = 60


def _visit(request: HttpRequest, pk: Any) -> Visit:
    return get_object_or_404(Visit.objects.select_related("municipality", "by"), pk=pk)


def _need(request: HttpRequest, action: str, visit: Visit) -> None:
    """403 when the person's role in this visit's own town does not open the door."""
    if not may_in(request, action, visit.municipality_id):
        raise PermissionDenied(action)


@requires("visit.view")
def visit_list(request: HttpRequest, region: str) -> HttpResponse:
    """What waits to be written up, what is ahead, what was held."""
    now = timezone.now()
    rows = Visit.objects.select_related("municipality", "by")
    open_rows = rows.filter(held_on__isnull=True, cancelled_reason="")
    waiting = list(open_rows.filter(planned_at__lt=now).order_by("planned_at"))
    ahead = list(open_rows.filter(planned_at__gte=now).order_by("planned_at"))
    held = list(rows.filter(held_on__isnull=False).order_by("-held_on")[:MOST_PAST])
    return render(
        request,
        "workit/visit_list.html",
        {"waiting": waiting, "ahead": ahead, "held": held, "news": _news(len(waiting), len(ahead)), "region_code": region},
    )


def _news(waiting: int, ahead: int) -> str:
    """The title: what waits first."""
    if not waiting and not ahead:
        return _("No visit is planned.")
    parts = []
    if waiting:
        parts.append(
            ngettext("One visit waits to be written up", "%(count)s visits wait to be written up", waiting)
            % {"count": number_word(waiting)}
        )
    if ahead:
        parts.append(ngettext("one visit is ahead", "%(count)s visits are ahead", ahead) % {"count": number_word(ahead)})
    return starts_sentence(", ".join(parts)) + "."


@requires("visit.plan")
def visit_plan(request: HttpRequest, region: str) -> HttpResponse:
    """Plan a visit; town, kind and purpose may come filled from the board."""
    towns = towns_for(request, "visit.plan")
    if request.method == "POST":
        form = PlanVisitForm(request.POST, towns=towns)
        if form.is_valid():
            cleaned = form.cleaned_data
            visit = visits.plan(
                town=cleaned["town"],
                by=request.user,  # type: ignore[arg-type]
                planned_at=form.planned_at,
                purpose=cleaned["purpose"],
                kind=cleaned["kind"],
                place=cleaned["place"],
            )
            messages.success(request, _("The visit in %(town)s is planned.") % {"town": visit.municipality})
            return redirect("workit:visit_list", region)
    else:
        given = {name: request.GET[name] for name in ("town", "kind", "purpose") if name in request.GET}
        form = PlanVisitForm(initial=given, towns=towns)
    return render(request, "workit/visit_form.html", {"form": form, "region_code": region})


@requires("visit.view")
def visit_detail(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """A visit with whom to call; that the contacts were seen is recorded."""
    visit = _visit(request, pk)
    return _visit_page(request, region, visit)


def _visit_page(request: HttpRequest, region: str, visit: Visit, **forms: Any) -> HttpResponse:
    contacts = assignments_in(visit.municipality, LEADERS)
    if contacts:
        record_view("visit.contacts_viewed", subject=visit, by=request.user, people=[str(row.user_id) for row in contacts])  # type: ignore[arg-type]
    context = {
        "visit": visit,
        "contacts": contacts,
        "region_code": region,
        "may_write": may_in(request, "visit.write_up", visit.municipality_id),
        "write_form": WriteUpForm.of(visit),
        "cancel_form": ReasonForm(auto_id="cancel_%s"),
        "history": list(history_of(visit)),
        "form": None,
        **forms,
    }
    return render(request, "workit/visit_detail.html", context)


@require_POST
@requires("visit.write_up")
def visit_write_up(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """Say what was found and agreed."""
    visit, form = _visit(request, pk), WriteUpForm(request.POST)
    _need(request, "visit.write_up", visit)
    if form.is_valid():
        try:
            visits.write_up(visit=visit, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The visit is written up."))
            return redirect("workit:visit_detail", region, pk)
    return _visit_page(request, region, visit, write_form=form, form=form)


@require_POST
@requires("visit.cancel")
def visit_cancel(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """Cancel a visit that is ahead."""
    visit, form = _visit(request, pk), ReasonForm(request.POST, auto_id="cancel_%s")
    _need(request, "visit.cancel", visit)
    if form.is_valid():
        try:
            visits.cancel(visit=visit, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The visit is cancelled."))
            return redirect("workit:visit_list", region)
    return _visit_page(request, region, visit, cancel_form=form, form=form)
