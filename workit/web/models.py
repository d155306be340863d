"""What somebody typed and has not sent yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workit.tenancy import TownModel


class Draft(TownModel):
    """The unsent content of one form of one person; removed when the form is sent."""

    user = models.ForeignKey("workit.User", on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=120)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        constraints = [models.UniqueConstraint(fields=["municipality", "user", "form"], name="draft_once")]

    def __str__(self) -> str:
        return self.form
