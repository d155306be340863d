"""The doors of the decision register."""

from django.utils.translation import gettext_lazy as _

from forums.meetings.live_actions import OWN_TEAM, WRITERS, writes_for
from workit.access.actions import declare
from workit.access.roles import LEADERS, READERS, REFERENTS, Role

declare("decision.list", _("See the decision register"), READERS)
declare("decision.view", _("See a decision"), READERS)
declare("decision.write", _("Write a decision into the minutes"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("decision.remove", _("Remove a decision from the minutes"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("decision.move", _("Say what became of a decision"), LEADERS)
declare("decision.replace", _("Say that a later decision changed one"), LEADERS)
declare("decision.answer", _("Note the mayor's answer to a decision"), REFERENTS | {Role.MAYOR})
