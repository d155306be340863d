"""The hand-over of the coordinator's role: the region at a glance, and each town."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from workit.access.actions import check, requires
from workit.access.roles import LEADERS
from workit.audit.record import record_view
from workit.people.models import RoleAssignment
from workit.stages import handover as services
from workit.stages.forms import IntroducedForm, SummaryForm
from workit.stages.history import history_of
from workit.stages.holders import assignments_in
from workit.stages.models import Handover
from workit.stages.region import may_in, towns_here
from workit.web.errors import DomainError


def _handover(request: HttpRequest, pk: Any) -> Handover:
    related = ("municipality", "outgoing__user", "outgoing__region", "incoming__user", "approved_by")
    return get_object_or_404(Handover.objects.select_related(*related), pk=pk)


@requires("handover.view")
def handover_list(request: HttpRequest, region: str) -> HttpResponse:
    """Each hand-over that is near: from whom to whom, the overlap, and how far every part got."""
    towns = {town.pk: town for town in towns_here(request)}
    regions = {town.region_id for town in towns.values()}
    shown = [
        _at_a_glance(outgoing, towns)
        for outgoing in services.handovers_near(timezone.localdate())
        if outgoing.region_id in regions
    ]
    return render(request, "workit/handover_list.html", {"handovers": shown, "region_code": region})


def _at_a_glance(outgoing: RoleAssignment, towns: dict[int, Any]) -> dict[str, Any]:
    rows = list(
        Handover.objects.filter(outgoing=outgoing, municipality__in=towns)
        .select_related("municipality")
        .order_by("municipality__name_he")
    )
    matters = services.open_matters([row.municipality_id for row in rows], outgoing.user)
    incoming = outgoing.successor
    overlap = 0
    if incoming is not None and outgoing.ends_on is not None:
        overlap = max(0, (outgoing.ends_on - incoming.starts_on).days + 1)
    return {
        "outgoing": outgoing,
        "incoming": incoming,
        "overlap": overlap,
        "rows": [(row, matters[row.municipality_id], services.missing(row, matters[row.municipality_id])) for row in rows],
        "total": len(rows),
        "summaries": sum(bool(row.summary) for row in rows),
        "open_tasks": sum(matters.values()),
        "introduced": sum(row.introduced_on is not None for row in rows),
        "contacts": sum(row.contacts_passed_at is not None for row in rows),
        "approved": sum(row.approved_at is not None for row in rows),
    }


@require_POST
@requires("handover.begin")
def handover_begin(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """Open the hand-over in each town of a coordinator's region."""
    outgoing = get_object_or_404(RoleAssignment.objects.select_related("successor", "region"), pk=pk)
    inside = [town for town in towns_here(request) if town.region_id == outgoing.region_id]
    if not inside or not all(may_in(request, "handover.begin", town.pk) for town in inside):
        raise PermissionDenied("handover.begin")
    try:
        rows = services.begin(outgoing=outgoing, incoming=outgoing.successor, by=request.user)  # type: ignore[arg-type]
    except DomainError as error:
        messages.error(request, str(error))
    else:
        told = ngettext("The hand-over began in %(n)s town.", "The hand-over began in %(n)s towns.", len(rows))
        messages.success(request, told % {"n": len(rows)})
    return redirect("workit:handover_list", region)


@requires("handover.view")
def handover_detail(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """One town's hand-over, with its contacts; that they were seen is recorded."""
    return _handover_page(request, region, _handover(request, pk))


def _handover_page(request: HttpRequest, region: str, handover: Handover, **forms: Any) -> HttpResponse:
    contacts = assignments_in(handover.municipality, LEADERS)
    if contacts:
        people = [str(row.user_id) for row in contacts]
        record_view("handover.contacts_viewed", subject=handover, by=request.user, people=people)  # type: ignore[arg-type]
    matters = services.open_matters([handover.municipality_id], handover.outgoing.user)[handover.municipality_id]
    is_outgoing = handover.outgoing.user_id == request.user.pk
    context = {
        "handover": handover,
        "contacts": contacts,
        "matters": matters,
        "missing": services.missing(handover, matters),
        "may_write": is_outgoing and may_in(request, "handover.write", handover.municipality_id) and not handover.approved_at,
        "may_approve": may_in(request, "handover.approve", handover.municipality_id) and not handover.approved_at,
        "summary_form": SummaryForm(initial={"summary": handover.summary}),
        "introduced_form": IntroducedForm(
            initial={"introduced_on": handover.introduced_on or timezone.localdate()}, auto_id="introduced_%s"
        ),
        "history": history_of(handover),
        "region_code": region,
        "form": None,
        **forms,
    }
    return render(request, "workit/handover_detail.html", context)


def _write(request: HttpRequest, region: str, pk: Any, deed: Callable[[Handover], str]) -> HttpResponse:
    """Only the outgoing coordinator writes; what the service refuses is said."""
    handover = _handover(request, pk)
    check(request, "handover.write", handover)
    try:
        messages.success(request, deed(handover))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("workit:handover_detail", region, pk)


@require_POST
@requires("handover.write")
def handover_summarise(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """Write the summary of the town."""
    handover, form = _handover(request, pk), SummaryForm(request.POST)
    check(request, "handover.write", handover)
    if not form.is_valid():
        return _handover_page(request, region, handover, summary_form=form, form=form)

    def deed(found: Handover) -> str:
        services.summarise(handover=found, by=request.user, summary=form.cleaned_data["summary"])  # type: ignore[arg-type]
        return _("The summary is kept.")

    return _write(request, region, pk, deed)


@require_POST
@requires("handover.write")
def handover_move_tasks(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """Move the open tasks to the successor."""

    def deed(handover: Handover) -> str:
        moved = services.move_tasks(handover=handover, by=request.user)  # type: ignore[arg-type]
        return ngettext("%(n)s task was moved.", "%(n)s tasks were moved.", moved) % {"n": moved}

    return _write(request, region, pk, deed)


@require_POST
@requires("handover.write")
def handover_introduce(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """Say when the successor was introduced."""
    handover, form = _handover(request, pk), IntroducedForm(request.POST, auto_id="introduced_%s")
    check(request, "handover.write", handover)
    if not form.is_valid():
        return _handover_page(request, region, handover, introduced_form=form, form=form)

    def deed(found: Handover) -> str:
        services.introduce(handover=found, by=request.user, on=form.cleaned_data["introduced_on"])  # type: ignore[arg-type]
        return _("The introductory meeting is recorded.")

    return _write(request, region, pk, deed)


@require_POST
@requires("handover.write")
def handover_pass_contacts(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """Say that the contacts were gone through together."""

    def deed(handover: Handover) -> str:
        services.pass_contacts(handover=handover, by=request.user)  # type: ignore[arg-type]
        return _("The contacts were passed.")

    return _write(request, region, pk, deed)


@require_POST
@requires("handover.approve")
def handover_approve(request: HttpRequest, region: str, pk: Any) -> HttpResponse:
    """The district manager approves one town."""
    handover = _handover(request, pk)
    if not may_in(request, "handover.approve", handover.municipality_id):
        raise PermissionDenied("handover.approve")
    try:
        services.approve(handover=handover, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The hand-over of %(town)s is approved.") % {"town": handover.municipality})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("workit:handover_detail", region, pk)
