"""The protocol of a meeting: versions that are never overwritten, remarks, and who was sent it (details.md 4)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from forums.meetings.models import Invitee, Meeting
from workit.tenancy import TownModel, history

# What was published stays as it was, whoever asks the database; only the files made from it are added later.
FROZEN = pgtrigger.ReadOnly(
    name="frozen",
    fields=["protocol", "number", "content", "content_sha256", "correction", "published_at", "published_by"],
)
KEPT = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)


class ProtocolStatus(models.TextChoices):
    """DRAFT is written; CIRCULATED is open for remarks of those who attended; PUBLISHED changes only by correction."""

    DRAFT = "draft", _("Draft")
    CIRCULATED = "circulated", _("Circulated for remarks")
    PUBLISHED = "published", _("Published")


@history
class Protocol(TownModel):
    """One protocol per meeting (unique with the town: a unique index on the meeting alone would see through the wall)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="protocols")
    status = models.CharField(max_length=12, choices=ProtocolStatus.choices, default=ProtocolStatus.DRAFT)
    remarks_until = models.DateField(_("Remarks until"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("protocol")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "meeting"], name="protocol_once"),
            models.CheckConstraint(
                name="published_protocol_has_time", condition=~Q(status="published") | Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.meeting)


@history
class ProtocolVersion(TownModel):
    """A published version, frozen: `content` is all that page, PDF and DOCX are made of. Number 1, then corrections."""

    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    correction = models.CharField(_("What was corrected and why"), max_length=400, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey("workit.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    docx = models.ForeignKey("workit.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("protocol version")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "protocol", "number"], name="protocol_version_once"),
            models.CheckConstraint(name="correction_says_what", condition=Q(number=1) | ~Q(correction="")),
        ]
        triggers: ClassVar = [FROZEN, KEPT]

    def __str__(self) -> str:
        return f"{self.protocol} · {self.number}"


@history
class Remark(TownModel):
    """A remark of somebody who attended, while the draft circulates."""

    protocol = models.ForeignKey(Protocol, on_delete=models.CASCADE, related_name="remarks")
    invitee = models.ForeignKey(Invitee, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("Remark"))
    at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("remark")
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:80]
