"""The methodology as the programme manager sees it: versions, stages, milestones, sessions; read-only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workit.access.actions import requires
from workit.places.models import Municipality
from workit.stages.evidence import kind_label
from workit.stages.models import Methodology, Milestone, TownStage
from workit.stages.way import handbook


@requires("methodology.view")
def methodology_detail(request: HttpRequest, methodology: int | None = None, milestone: str = "") -> HttpResponse:
    """One version, the current one unless named, with one of its milestones open."""
    versions = list(Methodology.objects.all())
    wanted = {"version": methodology} if methodology else {"is_current": True}
    chosen = get_object_or_404(Methodology, **wanted)
    stages = list(chosen.stages.prefetch_related("milestones"))
    milestones = Milestone.objects.filter(stage__methodology=chosen).select_related("stage")
    opened = get_object_or_404(milestones, code=milestone) if milestone else milestones.order_by("stage__number", "number")[0]
    on_version = dict.fromkeys((found.version for found in versions), 0)
    rows = TownStage.objects.filter(stage__number=1, municipality__in=Municipality.objects.tenants())
    for number in rows.values_list("stage__methodology__version", flat=True):
        on_version[number] += 1
    towns = on_version[chosen.version]
    news = ngettext(
        "Version %(version)s: %(count)s town is on it.", "Version %(version)s: %(count)s towns are on it.", towns
    ) % {"version": chosen.version, "count": towns}
    context = {
        "methodology": chosen,
        "versions": [(found, on_version[found.version]) for found in versions],
        "stages": stages,
        "milestone": opened,
        "reached": handbook(opened, "reached"),
        "why": handbook(opened, "why"),
        "watch_days": opened.content.get("watch_days", chosen.watch_days),
        "stuck_days": opened.content.get("stuck_days", chosen.stuck_days),
        "checklist": [
            (item, ", ".join(dict.fromkeys(kind_label(kind) for kind in item.evidence))) for item in opened.checklist.all()
        ],
        "sessions": chosen.sessions.filter(number__isnull=False),
        "templates": chosen.sessions.filter(number__isnull=True),
        "news": news,
        "state": _("The version in force") if chosen.is_current else _("A version not in force"),
    }
    return render(request, "workit/methodology_detail.html", context)
