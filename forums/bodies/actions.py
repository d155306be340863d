"""The doors of the slice."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import LEADERS, READERS, REFERENTS, Role

SETTERS = REFERENTS | {Role.BUREAU_MANAGER}

declare("body.list", _("Seeing the bodies of a town"), READERS)
declare("body.open", _("Opening a body or a team"), LEADERS)
declare("body.edit", _("Changing the settings of a body"), SETTERS)
declare("body.close", _("Closing a team"), SETTERS)
