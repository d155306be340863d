"""What the way does at night: offers evidence that came up, and tells of a town that became stuck."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workit.jobs.registry import declare_periodic
from workit.places.models import Municipality
from workit.stages.evidence import refresh
from workit.stages.progress import Verdict
from workit.stages.telling import town_stuck
from workit.stages.way import way_of


def nightly(town: Municipality) -> dict[str, Any]:
    """Suggest evidence and, once for each stay, tell that the town is stuck; returns what came of it."""
    suggested = refresh(town)
    way = way_of(town)
    is_stuck = way.here is not None and way.verdict is Verdict.STUCK
    if way.here is not None and is_stuck:
        town_stuck(town, way.here, way.days)
    return {"suggested": suggested, "stuck": is_stuck}


declare_periodic("evidence.suggestions", nightly, label=_("Looking for evidence of milestones"))
