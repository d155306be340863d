"""The decision register: what was decided, by whom in which way, and what became of it (details.md 5)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Body
from forums.meetings.models import AgendaItem, Meeting
from forums.members.models import Member
from workit.tenancy import TownModel, history


class DecisionKind(models.TextChoices):
    """How it was decided (the mandate rule: equals discuss, the authority decides at junctions)."""

    CONSENSUS = "consensus", _("Agreed by all")
    VOTE = "vote", _("By vote")
    RULING = "ruling", _("Ruling of the authority")


class DecisionStatus(models.TextChoices):
    """What became of it. PROPOSED: written in minutes that are not published yet."""

    PROPOSED = "proposed", _("Proposed")
    TAKEN = "taken", _("Taken")
    IN_EXECUTION = "in_execution", _("In execution")
    DONE = "done", _("Done")
    CHANGED = "changed", _("Changed by a later decision")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class MayorApproval(models.TextChoices):
    """Whether the mayor must validate it, and whether that happened."""

    NOT_NEEDED = "not_needed", _("Not needed")
    NEEDED = "needed", _("Waiting for the mayor")
    GIVEN = "given", _("Approved by the mayor")
    REFUSED = "refused", _("Refused by the mayor")


@history
class Decision(TownModel):
    """A numbered decision. `label` is meeting.item as people quote it; year and serial make the register number."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    year = models.PositiveSmallIntegerField()
    # Given when it is taken, so that the register has no holes.
    serial = models.PositiveIntegerField(null=True, blank=True)
    label = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(_("Decision"), blank=True)
    reason = models.TextField(_("Reason"), blank=True)
    kind = models.CharField(
        _("How it was decided"), max_length=10, choices=DecisionKind.choices, default=DecisionKind.CONSENSUS
    )
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(_("Status"), max_length=20, choices=DecisionStatus.choices, default=DecisionStatus.PROPOSED)
    mayor_approval = models.CharField(max_length=12, choices=MayorApproval.choices, default=MayorApproval.NOT_NEEDED)
    mayor_approved_on = models.DateField(null=True, blank=True)
    mayor_approved_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    due_on = models.DateField(_("Due"), null=True, blank=True)
    decided_on = models.DateField(_("Decided on"), default=timezone.localdate)
    changed_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    is_public = models.BooleanField(_("Public"), default=False)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("decision")
        ordering = ["-year", "-serial"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "year", "serial"], name="decision_number_once"),
            models.CheckConstraint(
                name="taken_decision_has_text", condition=Q(status="proposed") | (~Q(text="") & Q(serial__isnull=False))
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    @property
    def register_number(self) -> str:
        """The number in the register: town code, year, serial; nothing before it is taken."""
        return f"{self.municipality.code}/{self.year}/{self.serial}" if self.serial else ""
