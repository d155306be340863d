"""The doors of the homes: the person's own, a town's, and the region's board, tasks and toolbox."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import ACCOMPANYING, PROGRAMME, READERS, Role

declare("home.view", _("Go to one's own home page"), (), where="signed_in")
declare("town.switch", _("Choose between one's towns"), (), where="signed_in")
declare("town_home.view", _("See the town's home page"), READERS)
declare("board.view", _("See the board of the region"), ACCOMPANYING | PROGRAMME | {Role.OBSERVER}, where="region")
declare("region_task.view", _("See overdue tasks of all towns"), ACCOMPANYING | PROGRAMME, where="region")
declare("toolbox.view", _("See the toolbox of the coordinator"), ACCOMPANYING | PROGRAMME, where="region")
declare("letter.write", _("Prepare a letter from the toolbox"), ACCOMPANYING | PROGRAMME, where="region")
declare("letter.send", _("Record that a letter was sent"), {Role.REGIONAL_COORDINATOR}, where="region")
