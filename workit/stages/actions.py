"""The doors of the way: milestones, stages, evidence, the methodology, visits and the hand-over."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import ACCOMPANYING, LEADERS, PROGRAMME, READERS, REFERENTS, Role

# Who runs the process from day to day; the mayor and the CEO see it and are not asked to tick boxes.
RUNNERS = REFERENTS | {Role.BUREAU_MANAGER, Role.REGIONAL_COORDINATOR}
DECIDERS = LEADERS | {Role.REGIONAL_COORDINATOR}

declare("way.view", _("See the town's way"), READERS)
declare("milestone.view", _("See a milestone"), READERS)
declare("milestone.confirm", _("Confirm that a milestone was reached"), DECIDERS)
declare("milestone.dismiss", _("Mark a milestone as not applicable"), DECIDERS)
declare("milestone.reopen", _("Open a milestone again"), DECIDERS)
declare("milestone.assign", _("Set who carries a milestone and by when"), DECIDERS)
declare("milestone.tick", _("Tick the checklist of a milestone"), RUNNERS)
declare("evidence.add", _("Add evidence to a milestone"), RUNNERS)
declare("evidence.confirm", _("Confirm suggested evidence"), RUNNERS)
declare("evidence.refuse", _("Refuse suggested evidence"), RUNNERS)
declare("stage.view", _("See a stage and what its closing waits for"), READERS)
declare("stage.close", _("Record that the steering team closed a stage"), DECIDERS)
declare("stage.reopen", _("Open a stage again"), DECIDERS)
declare("methodology.view", _("See the methodology"), PROGRAMME | {Role.OBSERVER}, where="programme")

COORDINATOR = frozenset({Role.REGIONAL_COORDINATOR})
declare("visit.view", _("See the visits of the region"), ACCOMPANYING | PROGRAMME, where="region")
declare("visit.plan", _("Plan a visit"), COORDINATOR, where="region")
declare("visit.write_up", _("Write up a visit"), COORDINATOR, where="region")
declare("visit.cancel", _("Cancel a visit"), COORDINATOR, where="region")
declare("handover.view", _("See the hand-over of the coordinator's role"), ACCOMPANYING | PROGRAMME, where="region")
declare("handover.begin", _("Begin the hand-over of the coordinator's role"), ACCOMPANYING | PROGRAMME, where="region")
declare(
    "handover.write",
    _("Write the hand-over of a town"),
    COORDINATOR,
    where="region",
    when=lambda user, handover: handover.outgoing.user_id == user.pk,
    when_label="only the outgoing coordinator",
)
declare(
    "handover.approve",
    _("Approve the hand-over of a town"),
    frozenset({Role.DISTRICT_MANAGER}),
    where="region",
)
