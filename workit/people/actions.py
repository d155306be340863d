"""The doors of the slice: the own account, people and roles of a town, and of the whole programme."""

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import ACCOMPANYING, EVERY_ROLE, LEADERS, PROGRAMME, Role
from workit.people.granting import GIVERS

declare("account.view", _("See one's own account"), (), where="signed_in")
declare("account.edit", _("Choose form of address, language and shortcuts"), (), where="signed_in")
declare("session.time", _("See how long one's session lasts, and go on with it"), (), where="signed_in")
declare("session.end", _("End one's own sessions"), (), where="signed_in")
declare("identity.confirm", _("Confirm by a code who one is"), (), where="signed_in")
declare("invitation.accept", _("Accept an invitation"), EVERY_ROLE, where="public")
declare("invitation.refuse", _("Say that an invitation was not meant for oneself"), EVERY_ROLE, where="public")
declare("access.ask", _("Ask for access to a page"), EVERY_ROLE)

declare("person.view", _("See the people of the town and their roles"), LEADERS | ACCOMPANYING | PROGRAMME | {Role.OBSERVER})
declare("invitation.send", _("Invite a person to a role in the town"), GIVERS)
declare("invitation.send_again", _("Send an invitation again"), GIVERS)
declare("invitation.withdraw", _("Take an invitation back"), GIVERS)
declare("role.end", _("End a role in the town"), GIVERS)
declare("role.hand_over", _("Hand a role in the town over"), GIVERS)

declare("assignment.view", _("See all people and roles"), PROGRAMME | {Role.OBSERVER}, where="programme")
declare("assignment.invite", _("Invite a person to any role"), PROGRAMME, where="programme")
declare("assignment.end", _("End any role"), PROGRAMME, where="programme")
declare("assignment.hand_over", _("Hand any role over"), PROGRAMME, where="programme")
declare("assignment.invite_again", _("Send any invitation again"), PROGRAMME, where="programme")
declare("assignment.withdraw", _("Take any invitation back"), PROGRAMME, where="programme")
declare("account.disable", _("Close or open an account"), PROGRAMME, where="programme")
