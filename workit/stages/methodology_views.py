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
def methodology_detail(request: HttpRequest, version: int | None = None, code: str = "") -> HttpResponse:
    """One version, the current one unless named, with one of its milestones open."""
    versions = list(Methodology.objects.all())
    wanted = {"version": version} if version else {"is_current": True}
    methodology = get_object_or_404(Methodology, **wanted)
    stages = list(methodology.stages.prefetch_related("milestones"))
    milestones = Milestone.objects.filter(stage__methodology=methodology).select_related("stage")
    milestone = get_object_or_404(milestones, code=code) if code else milestones.order_by("stage__number", "number")[0]
    on_version = dict.fromkeys((found.version for found in versions), 0)
    rows = TownStage.objects.filter(stage__number=1, municipality__in=Municipality.objects.tenants())
    for number in rows.values_list("stage__methodology__version", flat=True):
        on_version[number] += 1
    towns = on_version[methodology.version]
    news = ngettext(
        "Version %(version)s: %(count)s town is on it.", "Version %(version)s: %(count)s towns are on it.", towns
    ) % {"version": methodology.version, "count": towns}
    context = {
        "methodology": methodology,
        "versions": [(found, on_version[found.version]) for found in versions],
        "stages": stages,
        "milestone": milestone,
        "reached": handbook(milestone, "reached"),
        "why": handbook(milestone, "why"),
        "watch_days": milestone.content.get("watch_days", methodology.watch_days),
        "stuck_days": milestone.content.get("stuck_days", methodology.stuck_days),
        "checklist": [
            (item, ", ".join(dict.fromkeys(kind_label(kind) for kind in item.evidence)))
            for item in milestone.checklist.all()
        ],
        "sessions": methodology.sessions.filter(number__isnull=False),
        "templates": methodology.sessions.filter(number__isnull=True),
        "news": news,
        "state": _("In force") if methodology.is_current else _("Not in force"),
    }
    return render(request, "workit/methodology_detail.html", context)
