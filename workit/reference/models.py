"""Code lists shipped with the product (CBS; see workit/reference/content/SOURCES.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeList(models.TextChoices):
    """The lists that are loaded."""

    INDUSTRY_SECTION = "industry_section", _("Industry section")
    INDUSTRY = "industry", _("Industry")
    OCCUPATION_GROUP = "occupation_group", _("Occupation group")
    LOCALITY = "locality", _("Locality")


class Code(models.Model):
    """One entry of a list. Global reference data."""

    list = models.CharField(max_length=20, choices=CodeList.choices)
    code = models.CharField(max_length=12)
    parent = models.CharField(max_length=12, blank=True)
    name_he = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    name_ar = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("code")
        ordering = ["list", "code"]
        constraints = [models.UniqueConstraint(fields=["list", "code"], name="code_once")]

    def __str__(self) -> str:
        return f"{self.code} · {self.name_he}"
