"""Who is told of what happened on the way."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.access.roles import REFERENTS, Role
from workit.notices.models import Category
from workit.notices.registry import declare_notice
from workit.notices.services import tell
from workit.people.models import User
from workit.places.models import Municipality
from workit.stages.holders import holders
from workit.stages.models import TownMilestone, TownStage

declare_notice("milestone.confirmed", category=Category.STAGES, label=_("%(town)s: %(milestone)s was confirmed"))
declare_notice("stage.closed", category=Category.STAGES, label=_("%(town)s: stage %(number)s was closed"))
declare_notice("stage.reopened", category=Category.STAGES, label=_("%(town)s: stage %(number)s was opened again"))
declare_notice("town.stuck", category=Category.STAGES, label=_("%(town)s has been at %(milestone)s for %(days)s days"))

FOLLOWERS = REFERENTS | {Role.BUREAU_MANAGER, Role.REGIONAL_COORDINATOR}


def milestone_confirmed(row: TownMilestone, *, by: User) -> None:
    """The referents, the bureau manager and the coordinator hear of each milestone."""
    _tell(
        "milestone.confirmed",
        row.municipality,
        FOLLOWERS,
        key=f"{row.pk}:{row.done_on}",
        url=reverse("workit:milestone_detail", args=[row.municipality.code, row.milestone.code]),
        facts={"town": str(row.municipality), "milestone": row.milestone.name},
        by=by,
    )


def stage_closed(stage: TownStage, *, by: User) -> None:
    """Whoever leads the town's process hears that a stage was closed, the mayor and the CEO too."""
    _tell_of_stage("stage.closed", stage, by=by, key=f"{stage.pk}:{stage.closed_on}")


def stage_reopened(stage: TownStage, *, by: User) -> None:
    """The same people hear that it was opened again."""
    _tell_of_stage("stage.reopened", stage, by=by, key=f"{stage.pk}:{timezone.now().isoformat()}")


def town_stuck(town: Municipality, row: TownMilestone, days: int) -> None:
    """Once for each stay at a milestone: the referents and the coordinator learn that the town is stuck."""
    _tell(
        "town.stuck",
        town,
        REFERENTS | {Role.REGIONAL_COORDINATOR},
        key=f"{row.pk}:{row.entered_on}",
        url=reverse("workit:milestone_detail", args=[town.code, row.milestone.code]),
        facts={"town": str(town), "milestone": row.milestone.name, "days": days},
    )


def _tell_of_stage(kind: str, stage: TownStage, *, by: User, key: str) -> None:
    _tell(
        kind,
        stage.municipality,
        FOLLOWERS | {Role.MAYOR, Role.CEO},
        key=key,
        url=reverse("workit:stage_detail", args=[stage.municipality.code, stage.stage.number]),
        facts={"town": str(stage.municipality), "number": stage.stage.number},
        by=by,
    )


def _tell(
    kind: str, town: Municipality, roles: Iterable[str], *, key: str, url: str, facts: dict[str, Any], by: User | None = None
) -> None:
    tell(kind, to=holders(town, roles), town=town, key=key, url=url, facts=facts, by=by)
