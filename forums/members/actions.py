"""The doors of the slice. Contact details are for those who write to members; everybody else sees who sits where."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import CHAIRS, LEADERS, READERS, REFERENTS

declare("member.view", _("Seeing the members of the forum, without contact details"), READERS)
declare("member.contacts", _("Seeing a member's contact details"), LEADERS)
declare("member.add", _("Adding a member"), LEADERS)
declare("member.edit", _("Changing a member's details"), LEADERS)
declare("member.end", _("Ending a membership"), LEADERS)
declare("member.appoint", _("Making a letter of appointment"), LEADERS)
declare("member.invite", _("Inviting a member to an account"), REFERENTS | CHAIRS)
declare("member.export", _("Taking the distribution list out as a file"), LEADERS)
declare("member.mix", _("Setting the wished mix of sectors"), LEADERS)
declare("seat.give", _("Giving a member a seat in a body"), LEADERS)
declare("seat.end", _("Ending a seat"), LEADERS)
