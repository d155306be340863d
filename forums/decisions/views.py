"""The decision register: what was decided and what became of it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from forums.bodies.models import Body
from forums.decisions import services
from forums.decisions.forms import MayorForm, MoveForm, RegisterForm, ReplaceForm
from forums.decisions.models import Decision, DecisionStatus, MayorApproval
from forums.members.models import Seat
from workit.access.actions import can, requires
from workit.access.roles import ACCOMPANYING, LEADERS, PROGRAMME, Role
from workit.web.errors import DomainError

PAGE = 30
WIDE_READERS = LEADERS | ACCOMPANYING | PROGRAMME | {Role.OBSERVER}
STANDING = (DecisionStatus.TAKEN, DecisionStatus.IN_EXECUTION)


def readable(request: HttpRequest) -> QuerySet[Decision]:
    """Decisions the person may read: members those of the bodies they sit in, and nobody below the leaders internal ones."""
    found: QuerySet[Decision] = Decision.objects.exclude(status=DecisionStatus.PROPOSED)
    roles: frozenset[str] = request.roles  # type: ignore[attr-defined]
    if not LEADERS & roles:
        found = found.exclude(item__is_internal=True)
    if not WIDE_READERS & roles:
        seats = Seat.objects.filter(member__user=request.user.pk).active()
        found = found.filter(body__in=seats.values("body"))
    return found


@require_safe
@requires("decision.list")
def decision_list(request: HttpRequest, town: str) -> HttpResponse:
    """The register: what waits first, then what is being carried out, then the rest, the latest first."""
    everything = readable(request)
    form = RegisterForm(request.GET)
    form.is_valid()
    shown = _narrowed(everything, form.cleaned_data)
    waiting_first = shown.alias(waits=Count("pk", filter=Q(mayor_approval=MayorApproval.NEEDED)))
    ordered = waiting_first.order_by("-waits", "-year", "-serial").select_related("body", "meeting", "owner", "municipality")
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    for decision in page.object_list:
        decision.how = services.how_decided(decision)  # type: ignore[attr-defined]
    context = {
        "page": page,
        "query": query.urlencode(),
        "form": form,
        "news": news(everything),
        "statuses": DecisionStatus.choices[1:],
        "bodies": Body.objects.filter(decisions__in=everything).distinct(),
        "today": timezone.localdate(),
    }
    return render(request, "forums/decision_list.html", context)


def _narrowed(decisions: QuerySet[Decision], chosen: dict[str, Any]) -> QuerySet[Decision]:
    if chosen.get("status"):
        decisions = decisions.filter(status=chosen["status"])
    if chosen.get("body"):
        decisions = decisions.filter(body=chosen["body"])
    if chosen.get("mayor"):
        decisions = decisions.filter(mayor_approval=MayorApproval.NEEDED)
    if chosen.get("words"):
        decisions = decisions.filter(text__icontains=chosen["words"])
    return decisions


def news(decisions: QuerySet[Decision]) -> str:
    """The one sentence a mayor reads: what waits, what is late, what stands."""
    counts = decisions.aggregate(
        all=Count("pk"),
        mayor=Count("pk", filter=Q(mayor_approval=MayorApproval.NEEDED, status__in=STANDING)),
        late=Count("pk", filter=Q(due_on__lt=timezone.localdate(), status__in=STANDING)),
        standing=Count("pk", filter=Q(status__in=STANDING)),
    )
    if not counts["all"]:
        return _("No decision was published yet.")
    if n := counts["mayor"]:
        return ngettext("One decision waits for the mayor's approval.", "%(n)s decisions wait for the mayor's approval.", n) % {
            "n": n
        }
    if n := counts["late"]:
        return ngettext("One decision is past its day.", "%(n)s decisions are past their day.", n) % {"n": n}
    if n := counts["standing"]:
        return ngettext(
            "One decision is being carried out, none is late.", "%(n)s decisions are being carried out, none is late.", n
        ) % {"n": n}
    return _("Every decision was carried out.")


def _decision(request: HttpRequest, pk: uuid.UUID) -> Decision:
    related = readable(request).select_related(
        "body", "meeting", "owner", "changed_by", "municipality", "mayor_approved_by", "item"
    )
    found: Decision = get_object_or_404(related, pk=pk)
    return found


@require_safe
@requires("decision.view")
def decision_detail(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """One decision: its words, how it was taken, what became of it."""
    return _detail(request, _decision(request, pk))


def _detail(request: HttpRequest, decision: Decision, *, status: int = 200, **forms: Any) -> HttpResponse:
    waits = decision.mayor_approval == MayorApproval.NEEDED
    context = {
        "decision": decision,
        "how": services.how_decided(decision),
        "replaces": list(decision.changes.select_related("municipality")),
        "move_form": forms.get("move") or MoveForm(decision=decision),
        "moves": services.NEXT.get(decision.status) and can(request, "decision.move", decision),
        "replace_form": forms.get("replace") or ReplaceForm(decision=decision),
        "replaceable": decision.status in STANDING and can(request, "decision.replace", decision),
        "mayor_form": forms.get("mayor") or MayorForm(),
        "answers": waits and can(request, "decision.answer", decision),
    }
    return render(request, "forums/decision_detail.html", context, status=status)


def _do(
    request: HttpRequest, decision: Decision, name: str, form: Any, verb: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Run a verb with a form; what is refused stands at the form."""
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It stands in the register."))
            return redirect("forums:decision_detail", request.town.code, decision.pk)  # type: ignore[attr-defined]
    return _detail(request, decision, status=422, **{name: form})


@require_POST
@requires("decision.move")
def decision_move(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Say where the decision stands."""
    decision = _decision(request, pk)
    form = MoveForm(request.POST, decision=decision)
    by: Any = request.user
    return _do(request, decision, "move", form, lambda said: services.move(decision=decision, status=said["status"], by=by))


@require_POST
@requires("decision.replace")
def decision_replace(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Say which later decision changed this one."""
    decision = _decision(request, pk)
    form = ReplaceForm(request.POST, decision=decision)
    by: Any = request.user
    return _do(
        request,
        decision,
        "replace",
        form,
        lambda said: services.replace(decision=decision, by_decision=said["by_decision"], by=by),
    )


@require_POST
@requires("decision.answer")
def decision_answer(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Note the mayor's answer."""
    decision = _decision(request, pk)
    if decision.mayor_approval == MayorApproval.NOT_NEEDED:
        raise Http404
    form = MayorForm(request.POST)
    by: Any = request.user
    return _do(
        request,
        decision,
        "mayor",
        form,
        lambda said: services.answer_for_mayor(decision=decision, approved=said["approved"] == "yes", on=said["on"], by=by),
    )
