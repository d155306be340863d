"""The way: the methodology as versioned data, and where each town stands on it (handbook, chapter ג')."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workit.access.roles import Role
from workit.tenancy import TownModel, history, scoped


class Methodology(models.Model):
    """A version of the methodology. Global; a town keeps the version it started with until it is migrated."""

    version = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(max_length=120)
    settings = models.JSONField(default=dict)
    letters = models.JSONField(default=dict)
    is_current = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("methodology")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_methodology")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def watch_days(self) -> int:
        """Days in one milestone after which a town is watched."""
        return int(self.settings["watch_days"])

    @property
    def stuck_days(self) -> int:
        """Days in one milestone after which a town counts as stuck."""
        return int(self.settings["stuck_days"])


class Translated(models.Model):
    """Methodology text: Hebrew is the handbook's wording, English and Arabic are translations."""

    name_he = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_ar = models.CharField(max_length=200, blank=True)
    short_he = models.CharField(max_length=60, blank=True)
    short_en = models.CharField(max_length=60, blank=True)
    short_ar = models.CharField(max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def _in_language(self, field: str) -> str:
        return getattr(self, f"{field}_{(get_language() or 'he')[:2]}", "") or getattr(self, f"{field}_he")

    @property
    def name(self) -> str:
        """The name in the language in force, else in Hebrew."""
        return self._in_language("name")

    @property
    def short(self) -> str:
        """The short name for column heads and ribbons."""
        return self._in_language("short") or self.name


class Stage(Translated):
    """One of the three stages."""

    methodology = models.ForeignKey(Methodology, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("stage")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["methodology", "number"], name="stage_number_once")]


class Milestone(Translated):
    """One of the fifteen milestones; `content` holds why, help, titles and the action to take when a town is stuck."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)
    is_required = models.BooleanField(default=True)
    owner_role = models.CharField(max_length=30, choices=Role.choices, blank=True)
    typical_days = models.PositiveSmallIntegerField(default=35)
    evidence = models.JSONField(default=list)
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("milestone")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "number"], name="milestone_number_once"),
            models.UniqueConstraint(fields=["stage", "code"], name="milestone_code_once"),
        ]


class ChecklistItem(models.Model):
    """A finer step under a milestone."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="checklist")
    number = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=60)
    text_he = models.CharField(max_length=400)
    text_en = models.CharField(max_length=400, blank=True)
    is_required = models.BooleanField(default=True)
    evidence = models.JSONField(default=list)

    class Meta:
        verbose_name = _("checklist item")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["milestone", "code"], name="checklist_code_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The text in the language in force, else in Hebrew."""
        return (self.text_en if (get_language() or "he").startswith("en") else "") or self.text_he


class Session(Translated):
    """A meeting template: one of the seven sessions of the forum, or a recurring kind (number null).

    `content` holds aim, flow, method, product, timed agenda, materials and checklist, as methodology_v1.json has them.
    """

    methodology = models.ForeignKey(Methodology, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    code = models.SlugField(max_length=40)
    body_kind = models.CharField(max_length=20, default="forum")
    minutes = models.PositiveSmallIntegerField(default=180)
    milestone = models.ForeignKey(Milestone, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions")
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("session template")
        ordering = [models.F("number").asc(nulls_last=True), "code"]
        constraints = [models.UniqueConstraint(fields=["methodology", "code"], name="session_code_once")]

    @property
    def agenda(self) -> list[dict[str, Any]]:
        """The timed agenda: title_he, kind, minutes, presenter_role, note_he per item."""
        return list(self.content.get("agenda", []))


class State(models.TextChoices):
    """Where a town stands with a milestone."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


@history
class TownStage(TownModel):
    """A stage of one town; closed when its required milestones are done and the steering team confirmed."""

    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    confirmation = models.CharField(_("What the steering team confirmed, and where"), max_length=400, blank=True)
    reopened_reason = models.CharField(_("Why it was reopened"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("stage of a town")
        ordering = ["stage__number"]
        constraints = [models.UniqueConstraint(fields=["municipality", "stage"], name="town_stage_once")]

    def __str__(self) -> str:
        return str(self.stage)


class TownMilestoneQuerySet(models.QuerySet["TownMilestone"]):
    """Query words of a town's milestones."""

    def on_the_way(self) -> "TownMilestoneQuerySet":
        """In reading order, with what a page shows of each."""
        return self.select_related("milestone__stage").order_by("milestone__stage__number", "milestone__number")


@history
class TownMilestone(TownModel):
    """A milestone of one town: state, owner, dates. `entered_on` is the day it became the place where the town is."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("State"), max_length=20, choices=State.choices, default=State.NOT_STARTED)
    reason = models.CharField(_("Reason"), max_length=400, blank=True)
    owner = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    target_on = models.DateField(_("Target date"), null=True, blank=True)
    entered_on = models.DateField(null=True, blank=True)
    moved_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    confirmed_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")

    objects = scoped(TownMilestoneQuerySet)

    class Meta:
        verbose_name = _("milestone of a town")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "milestone"], name="town_milestone_once"),
            models.CheckConstraint(name="done_milestone_has_date", condition=~Q(state="done") | Q(done_on__isnull=False)),
            models.CheckConstraint(name="not_applicable_has_reason", condition=~Q(state="not_applicable") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return str(self.milestone)

    def days_here(self, on: datetime.date | None = None) -> int:
        """Days since the town came to this milestone; 0 before it did."""
        return max(0, ((on or timezone.localdate()) - self.entered_on).days) if self.entered_on else 0


@history
class TownChecklistItem(TownModel):
    """A checklist item ticked by a person, or not applicable with a reason."""

    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    is_done = models.BooleanField(default=False)
    done_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = _("checklist item of a town")
        constraints = [models.UniqueConstraint(fields=["municipality", "item"], name="town_checklist_once")]

    def __str__(self) -> str:
        return str(self.item)


@history
class Evidence(TownModel):
    """What shows that a milestone was reached: a real object of the system (suggested) or a file or note of a person."""

    town_milestone = models.ForeignKey(TownMilestone, on_delete=models.CASCADE, related_name="evidence")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    provider = models.CharField(max_length=60)
    label = models.CharField(_("What it is"), max_length=200)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey("workit.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    happened_on = models.DateField(_("Date"), default=timezone.localdate)
    suggested_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("evidence")
        ordering = ["happened_on"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "town_milestone", "provider", "object_id"], name="evidence_once")
        ]

    def __str__(self) -> str:
        return self.label


class VisitKind(models.TextChoices):
    """How the coordinator was in touch."""

    VISIT = "visit", _("Visit")
    CALL = "call", _("Call")
    MAIL = "mail", _("Letter or mail")
    STEERING = "steering", _("Steering meeting")


@history
class Visit(TownModel):
    """A visit of the regional coordinator in a town: planned, then written up."""

    kind = models.CharField(_("Kind"), max_length=10, choices=VisitKind.choices, default=VisitKind.VISIT)
    planned_at = models.DateTimeField(_("When"))
    purpose = models.CharField(_("Purpose"), max_length=300)
    place = models.CharField(_("Place"), max_length=200, blank=True)
    held_on = models.DateField(_("Held on"), null=True, blank=True)
    summary = models.TextField(_("What was found and agreed"), blank=True)
    cancelled_reason = models.CharField(_("Why it was cancelled"), max_length=300, blank=True)
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("visit")
        ordering = ["-planned_at"]

    def __str__(self) -> str:
        return f"{self.planned_at:%d.%m.%Y} · {self.purpose}"


@history
class Handover(TownModel):
    """One town's part of the coordinator's hand-over (העברת מקל): summary, open matters, contacts, first meeting."""

    outgoing = models.ForeignKey("workit.RoleAssignment", on_delete=models.PROTECT, related_name="+")
    incoming = models.ForeignKey("workit.RoleAssignment", on_delete=models.PROTECT, null=True, related_name="+")
    summary = models.TextField(_("Summary of the town"), blank=True)
    tasks_moved_at = models.DateTimeField(null=True, blank=True)
    introduced_on = models.DateField(_("Introductory meeting held on"), null=True, blank=True)
    contacts_passed_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("hand-over of a town")
        constraints = [models.UniqueConstraint(fields=["municipality", "outgoing"], name="handover_once")]

    def __str__(self) -> str:
        return str(self.outgoing)
