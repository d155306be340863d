"""The doors of the slice."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import ACCOMPANYING, CHAIRS, LEADERS, PROGRAMME, REFERENTS

declare("audit.view", _("Seeing who did and who saw what"), CHAIRS | REFERENTS | PROGRAMME)
declare("history.view", _("Seeing the history of a record"), LEADERS | ACCOMPANYING | PROGRAMME)
declare("security.view", _("Seeing sign-ins and changes of access"), PROGRAMME, where="programme")
