"""The doors of the slice."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import CHAIRS, EVERY_ROLE, PROGRAMME, REFERENTS

declare("notice.list", _("Seeing one's own notices"), EVERY_ROLE, where="own")
declare("notice.open", _("Opening a notice"), EVERY_ROLE, where="own")
declare("notice.read", _("Marking notices as read"), EVERY_ROLE, where="own")
declare("notice.preferences", _("Choosing what comes by mail"), EVERY_ROLE, where="own")
declare("mail.list", _("Seeing which mails went out"), REFERENTS | CHAIRS | PROGRAMME)
