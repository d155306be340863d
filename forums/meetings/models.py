"""A meeting from plan to close: agenda, people invited, who came, and what was discussed."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Body
from forums.members.models import Member
from workit.tenancy import TownModel, history, scoped


class MeetingState(models.TextChoices):
    """DRAFT sends nothing; PLANNED is invited; OPEN is in progress; CLOSED is written up and published."""

    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("In progress")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Query words of meetings."""

    def upcoming(self) -> "MeetingQuerySet":
        """Drafted, planned or in progress, the nearest first."""
        return self.filter(state__in=[MeetingState.DRAFT, MeetingState.PLANNED, MeetingState.OPEN]).order_by("starts_at")

    def held(self) -> "MeetingQuerySet":
        """Closed, the latest first."""
        return self.filter(state=MeetingState.CLOSED).order_by("-starts_at")


@history
class Meeting(TownModel):
    """A meeting of a body."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(_("Number"))
    title = models.CharField(_("Title"), max_length=200)
    # The template it was planned from; null for a blank meeting.
    session = models.ForeignKey("workit.Session", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.CharField(_("Purpose"), max_length=400, blank=True)
    product = models.CharField(_("Product"), max_length=400, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=MeetingState.choices, default=MeetingState.DRAFT)
    starts_at = models.DateTimeField(_("Starts"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("Length in minutes"), default=180)
    place = models.CharField(_("Place"), max_length=200, blank=True)
    link = models.URLField(_("Link to join"), blank=True)
    greeting = models.TextField(_("Opening words of the invitation"), blank=True)
    # Calendar file: stable uid, rising sequence (RFC 5545).
    sequence = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, blank=True)
    # What the invited people were last told, to send an update only when something changed.
    invited_fingerprint = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    current_item = models.ForeignKey("AgendaItem", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(_("Why it was cancelled"), max_length=300, blank=True)
    # Attendance frozen at publication.
    members_counted = models.PositiveSmallIntegerField(null=True, blank=True)
    present_counted = models.PositiveSmallIntegerField(null=True, blank=True)
    room_checklist = models.JSONField(default=dict)
    created_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1)

    objects = scoped(MeetingQuerySet)

    class Meta:
        verbose_name = _("meeting")
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "body", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                name="invited_meeting_has_time", condition=Q(state__in=["draft", "cancelled"]) | Q(starts_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_at(self) -> datetime.datetime | None:
        """Planned end."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def uid(self) -> str:
        """The calendar uid; it never changes."""
        return f"{self.id}@workit"

    @property
    def days_until(self) -> int | None:
        """Days from today to the meeting."""
        return (timezone.localdate(self.starts_at) - timezone.localdate()).days if self.starts_at else None


class ItemKind(models.TextChoices):
    """What an agenda item is for."""

    INFORMATION = "information", _("Information")
    DISCUSSION = "discussion", _("Discussion")
    DECISION = "decision", _("Decision")
    BREAK = "break", _("Break")


@history
class AgendaItem(TownModel):
    """One item of the agenda. Its clock time is computed from the minutes before it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    title = models.CharField(_("Topic"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=20, choices=ItemKind.choices, default=ItemKind.DISCUSSION)
    is_internal = models.BooleanField(_("Internal"), default=False)
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=15)
    presenter = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    presenter_text = models.CharField(_("Presented by"), max_length=120, blank=True)
    facilitator_note = models.TextField(_("Private note for the facilitator"), blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="carried_to")
    # Anything of the town the item is about (an insight, a review): label, link and identity.
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    about_label = models.CharField(max_length=200, blank=True)
    about_url = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    skipped_reason = models.CharField(max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("agenda item")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "meeting", "position"],
                name="agenda_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


@history
class Topic(TownModel):
    """The backlog of a body: topics asked for, and unfinished items that wait for the next agenda."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="topics")
    title = models.CharField(_("Topic"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("Minutes"), default=15)
    kind = models.CharField(_("Kind"), max_length=20, choices=ItemKind.choices, default=ItemKind.DISCUSSION)
    from_item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    used_in = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("topic waiting for an agenda")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.title


class Answer(models.TextChoices):
    """An answer to an invitation."""

    NONE = "none", _("No answer yet")
    ACCEPTED = "accepted", _("Coming")
    TENTATIVE = "tentative", _("Maybe")
    DECLINED = "declined", _("Not this time")


class Presence(models.TextChoices):
    """Whether somebody came."""

    UNKNOWN = "unknown", _("Not marked")
    PRESENT = "present", _("Present")
    PARTLY = "partly", _("Partly present")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")
    SUBSTITUTE = "substitute", _("Substitute came")


class InviteeQuerySet(models.QuerySet["Invitee"]):
    """Query words of invitees."""

    def counted(self) -> "InviteeQuerySet":
        """Those whose attendance counts towards the mark: seated members, not guests."""
        return self.filter(is_guest=False)

    def came(self) -> "InviteeQuerySet":
        """Present in person, in part, or through a substitute."""
        return self.filter(presence__in=[Presence.PRESENT, Presence.PARTLY, Presence.SUBSTITUTE])


@history
class Invitee(TownModel):
    """Somebody invited to a meeting: a member, or a guest known only by name and mail."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitees")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    is_guest = models.BooleanField(default=False)
    name = models.CharField(_("Name or title"), max_length=120)
    email = models.EmailField(_("E-mail"), blank=True)
    sector = models.CharField(max_length=20, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("Answer"), max_length=10, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField(_("A word to the organisers"), max_length=300, blank=True)
    substitute_name = models.CharField(_("Substitute"), max_length=120, blank=True)
    substitute_email = models.EmailField(_("Substitute's e-mail"), blank=True)
    presence = models.CharField(_("Presence"), max_length=10, choices=Presence.choices, default=Presence.UNKNOWN)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    objects = scoped(InviteeQuerySet)

    class Meta:
        verbose_name = _("invitee")
        ordering = ["is_guest", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "meeting", "member"], condition=Q(member__isnull=False), name="invitee_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "meeting", "email"], condition=Q(is_guest=True) & ~Q(email=""), name="guest_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@history
class Note(TownModel):
    """A paragraph of discussion under an agenda item, saved as it is typed. `revision` keeps two writers apart."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("Discussion"), blank=True)
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("discussion note")
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text[:80]


@history
class Material(TownModel):
    """Background material of a meeting: a file, or one still promised by somebody."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("Title"), max_length=200)
    file = models.ForeignKey("workit.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promised_by = models.CharField(_("From whom"), max_length=120, blank=True)
    promised_for = models.DateField(_("Until"), null=True, blank=True)
    is_internal = models.BooleanField(_("Not sent with the invitation"), default=False)

    class Meta:
        verbose_name = _("material")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
