"""The doors of the slice."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import READERS

declare("file.download", _("Downloading a file of the town"), READERS)
