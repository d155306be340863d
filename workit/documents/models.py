"""Files people add and documents the system makes: content in the database's own storage folder, checked by its hash."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workit.tenancy import TownModel, history


@history
class StoredFile(TownModel):
    """A file of a town; served only through a view that checks the action and the town."""

    name = models.CharField(_("File name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("Size in bytes"))
    sha256 = models.CharField(max_length=64)
    # Path under MEDIA_ROOT, made from town and id; the name a person gave is never part of it.
    path = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, default="attachment")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("workit.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("file")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["municipality", "sha256"])]

    def __str__(self) -> str:
        return self.name
