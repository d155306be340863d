"""Notices in the app, what each person wants by mail, and the log that keeps a mail from going out twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workit.tenancy import TownModel, history, uuid7


class Category(models.TextChoices):
    """What a notice is about; preferences are per category."""

    MEETINGS = "meetings", _("Meetings")
    TASKS = "tasks", _("Tasks")
    PROTOCOLS = "protocols", _("Protocols and decisions")
    STAGES = "stages", _("The way and its milestones")
    ROLES = "roles", _("Roles and access")


class Delivery(models.TextChoices):
    """How mail of a category reaches the person."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the daily summary")
    NEVER = "never", _("Not by mail")


@history
class Notice(TownModel):
    """One thing a person should know. The text is made from the type when it is shown, in the reader's language."""

    to = models.ForeignKey("workit.User", on_delete=models.CASCADE, related_name="notices")
    type = models.CharField(max_length=60)
    category = models.CharField(max_length=20, choices=Category.choices)
    # What makes it the same notice: asking twice to tell a person tells once.
    key = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["municipality", "to", "type", "key"], name="notice_once")]
        indexes = [models.Index(fields=["municipality", "to", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.type} · {self.key}"


class Preference(models.Model):
    """What a person chose for one category. Global: it belongs to the person, not to a town."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("workit.User", on_delete=models.CASCADE, related_name="preferences")
    category = models.CharField(max_length=20, choices=Category.choices)
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.AT_ONCE)

    class Meta:
        verbose_name = _("notice preference")
        constraints = [models.UniqueConstraint(fields=["user", "category"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.category}: {self.delivery}"


class SendState(models.TextChoices):
    """How far a mail got. UNKNOWN: the process died between handing over and noting it; it is not sent again by itself."""

    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")


class SendLog(TownModel):
    """One mail to one address, entered before it is handed to the mail server: the row that keeps it from being doubled."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    recipient = models.EmailField()
    subject = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=SendState.choices, default=SendState.CLAIMED)
    error = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sent mail")
        ordering = ["-claimed_at"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "kind", "key", "recipient"], name="send_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.key}"
