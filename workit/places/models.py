"""Where things are: districts and bureaus of the Employment Service, regions of the programme, and all local authorities.

Global reference tables (CBS, see workit/reference/content/SOURCES.md). A municipality becomes a tenant when it joins.
"""

import datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Named(models.Model):
    """A thing with a name in each language of the product; Hebrew is the one that is always there."""

    name_he = models.CharField(_("Name (Hebrew)"), max_length=120)
    name_en = models.CharField(_("Name (English)"), max_length=120, blank=True)
    name_ar = models.CharField(_("Name (Arabic)"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language in force, else in Hebrew."""
        return getattr(self, f"name_{(get_language() or 'he')[:2]}", "") or self.name_he


class District(Named):
    """A district of the Employment Service."""

    code = models.SlugField(max_length=20, unique=True)

    class Meta:
        verbose_name = _("district")
        ordering = ["name_he"]


class Region(Named):
    """A region of the programme: the towns one coordinator accompanies."""

    code = models.SlugField(max_length=20, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("region")
        ordering = ["position", "name_he"]


class AuthorityType(models.TextChoices):
    """Legal form of a local authority (CBS)."""

    CITY = "city", _("City")
    LOCAL_COUNCIL = "local_council", _("Local council")
    REGIONAL_COUNCIL = "regional_council", _("Regional council")


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    """Query words of authorities."""

    def tenants(self) -> "MunicipalityQuerySet":
        """Towns that joined the programme and have not left."""
        return self.filter(joined_on__isnull=False, left_on__isnull=True)

    def known(self) -> "MunicipalityQuerySet":
        """Authorities of the reference list that are no tenants."""
        return self.filter(models.Q(joined_on__isnull=True) | models.Q(left_on__isnull=False))


class Municipality(Named):
    """A local authority. In user-facing code a *town*; the tenant when `joined_on` is set."""

    code = models.CharField(_("CBS code"), max_length=6, unique=True)
    name_ru = models.CharField(_("Name (Russian)"), max_length=120, blank=True)
    authority_type = models.CharField(max_length=20, choices=AuthorityType.choices)
    district_cbs = models.CharField(_("CBS district"), max_length=60, blank=True)
    cluster_name = models.CharField(_("Regional cluster"), max_length=120, blank=True)
    population = models.PositiveIntegerField(_("Population"), null=True)
    ses_cluster = models.PositiveSmallIntegerField(_("Socio-economic cluster"), null=True)
    periphery_cluster = models.PositiveSmallIntegerField(_("Periphery cluster"), null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, blank=True, related_name="towns")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="towns")
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        ordering = ["name_he"]
        constraints = [
            models.CheckConstraint(
                name="municipality_leaves_after_joining",
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("joined_on")),
            )
        ]

    @property
    def is_tenant(self) -> bool:
        """Whether the town takes part today."""
        return self.joined_on is not None and self.left_on is None

    @property
    def title(self) -> str:
        """The authority as it signs: "עיריית קריית אלון"; only Hebrew has the construct form ready."""
        form = {
            AuthorityType.CITY: "עיריית",
            AuthorityType.LOCAL_COUNCIL: "מועצה מקומית",
            AuthorityType.REGIONAL_COUNCIL: "מועצה אזורית",
        }[AuthorityType(self.authority_type)]
        return f"{form} {self.name_he}"

    def days_since_joining(self, on: datetime.date | None = None) -> int | None:
        """Days in the programme, or None for a town that is only known."""
        return ((on or timezone.localdate()) - self.joined_on).days if self.joined_on else None


class Bureau(Named):
    """An employment bureau; one bureau may serve several towns."""

    code = models.SlugField(max_length=40, unique=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="bureaus")
    towns: Any = models.ManyToManyField(Municipality, through="BureauTown", related_name="bureaus")

    class Meta:
        verbose_name = _("bureau")
        ordering = ["name_he"]


class BureauTown(models.Model):
    """Which towns a bureau serves."""

    bureau = models.ForeignKey(Bureau, on_delete=models.CASCADE)
    town = models.ForeignKey(Municipality, on_delete=models.CASCADE)

    class Meta:
        verbose_name = _("town of a bureau")
        constraints = [models.UniqueConstraint(fields=["bureau", "town"], name="bureau_town_once")]

    def __str__(self) -> str:
        return f"{self.bureau} · {self.town}"
