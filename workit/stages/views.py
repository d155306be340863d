"""Pages of a town's way: the way in words, a stage with its gate, a milestone with its evidence."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workit.access.actions import requires
from workit.access.roles import FORUM, Role
from workit.home.navigation import town_way
from workit.stages import evidence as evidence_registry
from workit.stages import progress, services
from workit.stages.forms import AssignForm, CloseStageForm, ConfirmForm, EvidenceForm, ReasonForm
from workit.stages.history import history_of
from workit.stages.holders import assignments_in, holders
from workit.stages.models import ChecklistItem, Evidence, TownMilestone, TownStage
from workit.stages.way import handbook, state_label
from workit.web.errors import DomainError

CARRIERS = FORUM | {Role.REGIONAL_COORDINATOR}


def _milestone(request: HttpRequest, code: str) -> TownMilestone:
    """The town's milestone of that code, or 404."""
    return get_object_or_404(
        TownMilestone.objects.select_related("milestone__stage", "owner", "confirmed_by", "municipality"),
        municipality=request.town,  # type: ignore[attr-defined]
        milestone__code=code,
    )


def _stage(request: HttpRequest, number: int) -> TownStage:
    """The town's stage of that number, or 404."""
    return get_object_or_404(
        TownStage.objects.select_related("stage", "closed_by", "municipality"),
        municipality=request.town,  # type: ignore[attr-defined]
        stage__number=number,
    )


def _told(request: HttpRequest, deed: Callable[[], Any], done: str) -> bool:
    """Do it and say so; or say what the service refuses."""
    try:
        deed()
    except DomainError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True


def _first_error(form: Any) -> str:
    """The first thing a small form lacks; its page has room for one sentence."""
    return str(next(iter(form.errors.values()))[0])


@requires("way.view")
def way_detail(request: HttpRequest, town: str) -> HttpResponse:
    """The whole way as a list: for reading aloud, for print, and the way to every milestone."""
    way = town_way(request)
    rows = [(row, *state_label(row, way)) for row in way.milestones]
    stages = [(stage, [row for row in rows if row[0].milestone.stage_id == stage.stage_id]) for stage in way.stages]
    return render(request, "workit/stage_list.html", {"way": way, "stages": stages, "news": " ".join(way.sentences())})


@requires("stage.view")
def stage_detail(request: HttpRequest, town: str, number: int) -> HttpResponse:
    """A stage: what it is for, its milestones, and the gate."""
    return _stage_page(request, _stage(request, number))


def _stage_page(request: HttpRequest, stage: TownStage, form: Any = None) -> HttpResponse:
    way = town_way(request)
    of_stage = [row for row in way.milestones if row.milestone.stage_id == stage.stage_id]
    rows = [(row, *state_label(row, way)) for row in of_stage]
    open_codes = {step.code for step in progress.open_required(way.steps, stage.stage.number)}
    context = {
        "stage": stage,
        "way": way,
        "rows": rows,
        "done": sum(row.state in progress.BEHIND for row in of_stage),
        "waiting": [row for row in of_stage if row.milestone.code in open_codes],
        "expected_on": way.expected_start(stage.stage.number),
        "summary": handbook(stage.stage, "summary"),
        "gate": handbook(stage.stage, "gate"),
        "form": form or CloseStageForm(initial={"closed_on": timezone.localdate()}),
        "reopen_form": ReasonForm(auto_id="reopen_%s"),
        "history": history_of(stage),
    }
    return render(request, "workit/stage_detail.html", context)


@require_POST
@requires("stage.close")
def stage_close(request: HttpRequest, town: str, number: int) -> HttpResponse:
    """Record that the steering team closed the stage."""
    stage = _stage(request, number)
    form = CloseStageForm(request.POST)
    if form.is_valid():
        try:
            services.close_stage(
                town_stage=stage,
                by=request.user,  # type: ignore[arg-type]
                confirmation=form.cleaned_data["confirmation"],
                on=form.cleaned_data["closed_on"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The stage is closed."))
            return redirect("workit:stage_detail", town, number)
    return _stage_page(request, stage, form)


@require_POST
@requires("stage.reopen")
def stage_reopen(request: HttpRequest, town: str, number: int) -> HttpResponse:
    """Open a closed stage again."""
    stage, form = _stage(request, number), ReasonForm(request.POST)
    if form.is_valid():
        _told(
            request,
            lambda: services.reopen_stage(town_stage=stage, by=request.user, reason=form.cleaned_data["reason"]),  # type: ignore[arg-type]
            _("The stage is open again."),
        )
    else:
        messages.error(request, _first_error(form))
    return redirect("workit:stage_detail", town, number)


@requires("milestone.view")
def milestone_detail(request: HttpRequest, town: str, milestone: str) -> HttpResponse:
    """A milestone: why, checklist, evidence, who carries it, history."""
    return _milestone_page(request, _milestone(request, milestone))


def _milestone_page(request: HttpRequest, row: TownMilestone, **forms: Any) -> HttpResponse:
    way = town_way(request)
    here = request.town  # type: ignore[attr-defined]
    pieces = list(Evidence.objects.filter(municipality=here, town_milestone=row).select_related("confirmed_by", "file", "item"))
    checklist = evidence_registry.checklist_of(row, pieces)
    order = [found.pk for found in way.milestones]
    place = order.index(row.pk)
    seen = services.fingerprint(row)
    mark, word = state_label(row, way)
    context = {
        "row": row,
        "milestone": row.milestone,
        "way": way,
        "mark": mark,
        "word": word,
        "is_here": way.here is not None and way.here.pk == row.pk,
        "is_behind": row.state in progress.BEHIND,
        "checklist": checklist,
        "ticked": sum(state.is_done for state in checklist),
        "suggested": [piece for piece in pieces if piece.confirmed_at is None and piece.refused_at is None],
        "confirmed": [piece for piece in pieces if piece.confirmed_at is not None],
        "suggests_itself": evidence_registry.is_suggested(row, checklist, pieces),
        "why": handbook(row.milestone, "why"),
        "help": handbook(row.milestone, "help"),
        "reached": handbook(row.milestone, "reached"),
        "owner_role_holders": assignments_in(here, [row.milestone.owner_role]) if row.milestone.owner_role else [],
        "owner_role": Role(row.milestone.owner_role).label if row.milestone.owner_role else "",
        "previous": way.milestones[place - 1] if place else None,
        "following": way.milestones[place + 1] if place + 1 < len(order) else None,
        "history": history_of(row),
        "confirm_form": ConfirmForm(initial={"done_on": timezone.localdate(), "seen": seen}, auto_id="confirm_%s"),
        "dismiss_form": ReasonForm(initial={"seen": seen}, auto_id="dismiss_%s"),
        "reopen_form": ReasonForm(initial={"seen": seen}, auto_id="reopen_%s"),
        "assign_form": AssignForm(
            people=_carriers(row, here),
            initial={"owner": row.owner_id, "target_on": row.target_on, "seen": seen},
            auto_id="assign_%s",
        ),
        "evidence_form": EvidenceForm(initial={"happened_on": timezone.localdate()}, auto_id="evidence_%s"),
        "form": None,
        **forms,
    }
    return render(request, "workit/milestone_detail.html", context)


def _carriers(row: TownMilestone, town: Any) -> list[Any]:
    """Who may carry a milestone: the people of the forum, the coordinator, and whoever carries it now."""
    people = holders(town, CARRIERS)
    return people if row.owner is None or row.owner in people else [*people, row.owner]


@require_POST
@requires("milestone.confirm")
def milestone_confirm(request: HttpRequest, town: str, milestone: str) -> HttpResponse:
    """Confirm that a milestone was reached."""
    row, form = _milestone(request, milestone), ConfirmForm(request.POST, auto_id="confirm_%s")
    if form.is_valid():
        try:
            services.confirm(town_milestone=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(milestone)s: confirmed.") % {"milestone": row.milestone})
            return redirect("workit:milestone_detail", town, milestone)
    return _milestone_page(request, _milestone(request, milestone), confirm_form=form, form=form)


@require_POST
@requires("milestone.dismiss")
def milestone_dismiss(request: HttpRequest, town: str, milestone: str) -> HttpResponse:
    """Say that a milestone does not apply to the town."""
    row, form = _milestone(request, milestone), ReasonForm(request.POST, auto_id="dismiss_%s")
    if form.is_valid():
        try:
            services.dismiss(town_milestone=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(milestone)s: not applicable here.") % {"milestone": row.milestone})
            return redirect("workit:milestone_detail", town, milestone)
    return _milestone_page(request, _milestone(request, milestone), dismiss_form=form, form=form)


@require_POST
@requires("milestone.reopen")
def milestone_reopen(request: HttpRequest, town: str, milestone: str) -> HttpResponse:
    """Open a milestone again, with a reason."""
    row, form = _milestone(request, milestone), ReasonForm(request.POST, auto_id="reopen_%s")
    if form.is_valid():
        try:
            services.reopen(town_milestone=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(milestone)s: open again.") % {"milestone": row.milestone})
            return redirect("workit:milestone_detail", town, milestone)
    return _milestone_page(request, _milestone(request, milestone), reopen_form=form, form=form)


@require_POST
@requires("milestone.assign")
def milestone_assign(request: HttpRequest, town: str, milestone: str) -> HttpResponse:
    """Say who carries the milestone, and by when."""
    row = _milestone(request, milestone)
    form = AssignForm(request.POST, people=_carriers(row, request.town), auto_id="assign_%s")  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            services.assign(town_milestone=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("workit:milestone_detail", town, milestone)
    return _milestone_page(request, _milestone(request, milestone), assign_form=form, form=form)


@require_POST
@requires("milestone.tick")
def milestone_tick(request: HttpRequest, town: str, milestone: str, item: str) -> HttpResponse:
    """Tick a checklist item, or take the tick back."""
    row = _milestone(request, milestone)
    found = get_object_or_404(ChecklistItem, milestone=row.milestone, code=item)
    services.tick(
        town_milestone=row,
        item=found,
        by=request.user,  # type: ignore[arg-type]
        is_done=request.POST.get("is_done") == "1",
    )
    return redirect("workit:milestone_detail", town, milestone)


@require_POST
@requires("evidence.add")
def evidence_add(request: HttpRequest, town: str, milestone: str) -> HttpResponse:
    """Add evidence by hand."""
    row, form = _milestone(request, milestone), EvidenceForm(request.POST, auto_id="evidence_%s")
    if form.is_valid():
        try:
            services.add_evidence(town_milestone=row, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The evidence was added."))
            return redirect("workit:milestone_detail", town, milestone)
    return _milestone_page(request, row, evidence_form=form, form=form)


def _piece(request: HttpRequest, code: str, pk: Any) -> Evidence:
    return get_object_or_404(
        Evidence.objects.select_related("town_milestone__milestone"),
        municipality=request.town,  # type: ignore[attr-defined]
        town_milestone__milestone__code=code,
        pk=pk,
    )


@require_POST
@requires("evidence.confirm")
def evidence_confirm(request: HttpRequest, town: str, milestone: str, pk: Any) -> HttpResponse:
    """Agree that a suggested object shows the milestone."""
    services.confirm_evidence(evidence=_piece(request, milestone, pk), by=request.user)  # type: ignore[arg-type]
    return redirect("workit:milestone_detail", town, milestone)


@require_POST
@requires("evidence.refuse")
def evidence_refuse(request: HttpRequest, town: str, milestone: str, pk: Any) -> HttpResponse:
    """Say that a suggested object does not show the milestone."""
    services.refuse_evidence(evidence=_piece(request, milestone, pk), by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("It will not be suggested again."))
    return redirect("workit:milestone_detail", town, milestone)
