"""Light directory of the organisations a town works with; questionnaire results live in mapping."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workit.tenancy import TownModel, history


class Sector(models.TextChoices):
    """The sectors a forum is put together from (handbook, chapter ב')."""

    GOVERNMENT = "government", _("Government")
    PHILANTHROPY = "philanthropy", _("Philanthropy")
    THIRD_SECTOR = "third_sector", _("Third sector")
    BUSINESS = "business", _("Business")
    LOCAL_GOVERNMENT = "local_government", _("Local government")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    ACADEMIA = "academia", _("Academia")


@history
class Organisation(TownModel):
    """A body that works in or for the town."""

    name = models.CharField(_("Name"), max_length=160)
    sector = models.CharField(_("Sector"), max_length=20, choices=Sector.choices)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=20, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("organisation")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="organisation_name_once")]

    def __str__(self) -> str:
        return self.name
