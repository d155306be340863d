"""The doors of the slice: towns of the programme, regions, bureaus and the lists everything rests on."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import PROGRAMME, Role

SEERS = PROGRAMME | {Role.OBSERVER}

declare("programme.view", _("See the towns of the programme"), SEERS, where="programme")
declare("town.add", _("Make an authority a town of the programme"), PROGRAMME, where="programme")
declare("town.edit", _("Change region, district and bureaus of a town"), PROGRAMME, where="programme")
declare("town.leave", _("Record that a town left the programme"), PROGRAMME, where="programme")
declare("bureau.view", _("See the employment bureaus"), SEERS, where="programme")
declare("bureau.edit", _("Add or change an employment bureau"), PROGRAMME, where="programme")
declare("region.edit", _("Add or change a region"), PROGRAMME, where="programme")
declare("reference.view", _("See the reference lists"), SEERS, where="programme")
declare("programme_report.view", _("See the report of the programme"), SEERS, where="programme")
