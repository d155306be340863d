"""The bodies that meet: steering team, forum, task teams, project teams (handbook, chapters ב' and ה')."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.tenancy import TownModel, history


class BodyKind(models.TextChoices):
    """What a body is."""

    MAYOR = "mayor", _("Meetings with the mayor")
    STEERING = "steering", _("Steering team")
    FORUM = "forum", _("Forum")
    TASK_TEAM = "task_team", _("Task team")
    PROJECT_TEAM = "project_team", _("Project team")


class ChairTitle(models.TextChoices):
    """Who chairs; a setting of the body, the CEO unless the town decides otherwise."""

    MAYOR = "mayor", _("Mayor")
    CEO = "ceo", _("Municipal CEO")
    DEPUTY_CEO = "deputy_ceo", _("Deputy CEO")
    DEPARTMENT_HEAD = "department_head", _("Head of department")


@history
class Body(TownModel):
    """A body of a town with the settings its health is measured against."""

    kind = models.CharField(_("Kind"), max_length=20, choices=BodyKind.choices)
    name = models.CharField(_("Name"), max_length=120)
    purpose = models.CharField(_("Purpose"), max_length=400, blank=True)
    chair_title = models.CharField(_("Chair"), max_length=20, choices=ChairTitle.choices, default=ChairTitle.CEO)
    # Two thirds of the active members, or their substitutes (details.md 3).
    quorum_numerator = models.PositiveSmallIntegerField(default=2)
    quorum_denominator = models.PositiveSmallIntegerField(default=3)
    quorum_blocks = models.BooleanField(_("No decisions below the attendance mark"), default=False)
    meeting_minutes = models.PositiveSmallIntegerField(_("Length of a meeting, in minutes"), default=180)
    rhythm_weeks_from = models.PositiveSmallIntegerField(_("Weeks between meetings, from"), default=4)
    rhythm_weeks_to = models.PositiveSmallIntegerField(_("Weeks between meetings, to"), default=6)
    # Above this share of substitutes among those present, the body is losing its people.
    most_substitutes_percent = models.PositiveSmallIntegerField(_("Substitutes, at most (percent)"), default=20)
    # How many of each sector are wished for; empty: the model's own mix (forums/members/mix.py).
    wished_mix = models.JSONField(default=dict, blank=True)
    opened_on = models.DateField(_("Opened on"), default=timezone.localdate)
    closes_on = models.DateField(_("Planned end"), null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("body")
        ordering = ["opened_on"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="body_name_once"),
            models.CheckConstraint(
                name="quorum_is_a_fraction",
                condition=models.Q(quorum_denominator__gt=0) & models.Q(quorum_numerator__lte=models.F("quorum_denominator")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def quorum_of(self, members: int) -> int:
        """How many must be present out of that many active members: the fraction, rounded up."""
        return -(-members * self.quorum_numerator // self.quorum_denominator)
