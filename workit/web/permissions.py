"""The doors of the slice: how the pages look, open to everybody."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import Role

declare("look.set", _("Choosing theme and contrast"), Role.values, where="public")
declare("components.view", _("Seeing the components page"), Role.values, where="public")
declare("statement.view", _("Reading the statements on accessibility and privacy"), Role.values, where="public")
