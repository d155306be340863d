"""Who did what and who saw what: entries are added in the same transaction as the deed and never changed."""

import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.tenancy import TownModel

ADD_ONLY = pgtrigger.Protect(name="add_only", operation=pgtrigger.Update | pgtrigger.Delete)


class AuditEntry(TownModel):
    """One verb in one town. `facts` holds ids, numbers and field names, never a person's details."""

    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=60)
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    # The roles the person held here at that moment: an entry stays readable after a hand-over.
    roles = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField()
    previous_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["municipality", "number"], name="audit_number_once")]
        indexes = [models.Index(fields=["municipality", "subject_id", "number"], name="audit_by_subject")]
        triggers: ClassVar = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.number} · {self.verb}"


class SecurityQuerySet(models.QuerySet["SecurityEntry"]):
    """Query words of security entries."""

    def refused_today(self) -> int:
        """How many attempts to sign in were refused in the last 24 hours."""
        since = timezone.now() - datetime.timedelta(hours=24)
        return self.filter(verb="sign_in.refused", at__gte=since).count()


class SecurityEntry(models.Model):
    """What concerns no single town: sign-ins, refused attempts, roles, invitations, tenants."""

    at = models.DateTimeField(default=timezone.now)
    verb = models.CharField(max_length=60)
    by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)

    objects = SecurityQuerySet.as_manager()

    class Meta:
        verbose_name = _("security entry")
        ordering = ["-at"]
        triggers: ClassVar = [ADD_ONLY]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} · {self.verb}"
