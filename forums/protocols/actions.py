"""The doors of the protocol."""

from django.utils.translation import gettext_lazy as _

from forums.meetings.live_actions import OWN_TEAM, WRITERS, writes_for
from forums.meetings.models import Meeting
from forums.members.models import Seat
from workit.access.actions import declare
from workit.access.roles import ACCOMPANYING, CHAIRS, LEADERS, PROGRAMME, READERS, Role
from workit.people.models import User

WIDE_READERS = LEADERS | ACCOMPANYING | PROGRAMME | {Role.OBSERVER}
OWN_BODIES = "members and team leads: bodies they sit in"


def reads(user: User, meeting: Meeting) -> bool:
    """Leaders and those who accompany the town read every protocol, members those of the bodies they sit in."""
    if WIDE_READERS & user.roles_here:
        return True
    return bool(Seat.objects.filter(body=meeting.body_id, member__user=user).active().exists())


def reads_internal(user: User) -> bool:
    """Internal topics are for the referents, the chairs and the bureau manager."""
    return bool(LEADERS & user.roles_here)


declare("protocol.view", _("Read a published protocol"), READERS, when=reads, when_label=OWN_BODIES)
declare("protocol.file", _("Download a protocol"), READERS, when=reads, when_label=OWN_BODIES)
declare("protocol.preview", _("See the draft of a protocol"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("protocol.check", _("Check a protocol before publishing"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("protocol.publish", _("Publish a protocol"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("protocol.circulate", _("Send a draft for remarks"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("protocol.correct", _("Correct a published protocol"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("protocol.answer_remark", _("Answer a remark on a draft"), WRITERS, when=writes_for, when_label=OWN_TEAM)
declare("protocol.approve", _("Approve a protocol as the chair"), CHAIRS)
declare("protocol.remark", _("Remark on a draft by a link"), (), where="public")
declare("protocol.read", _("Read a published protocol by a link"), (), where="public")
