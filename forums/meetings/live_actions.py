"""The doors of a meeting in progress: who writes the minutes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.bodies.models import BodyKind
from forums.meetings.models import Meeting
from forums.members.models import Seat, SeatRole
from workit.access.actions import declare
from workit.access.roles import REFERENTS, Role
from workit.people.models import User

EVERYWHERE = REFERENTS | {Role.BUREAU_MANAGER}
WRITERS = EVERYWHERE | {Role.TEAM_LEAD}
TEAMS = (BodyKind.TASK_TEAM, BodyKind.PROJECT_TEAM)
OWN_TEAM = "a team lead: the meetings of the own team"


def writes_for(user: User, meeting: Meeting) -> bool:
    """Referents and the bureau manager write for every body, a team lead for the team that is led."""
    if EVERYWHERE & user.roles_here:
        return True
    if meeting.body.kind not in TEAMS:
        return False
    led = Seat.objects.filter(body=meeting.body_id, role=SeatRole.LEAD, member__user=user)
    return bool(led.active().exists())


def _door(name: str, label: Any) -> None:
    declare(name, label, WRITERS, when=writes_for, when_label=OWN_TEAM)


_door("meeting.start", _("Open a meeting"))
_door("meeting.past", _("Write up a meeting that was not planned here"))
_door("meeting.live", _("Write the minutes while the meeting runs"))
_door("meeting.changes", _("See what others write in the minutes"))
_door("note.write", _("Write discussion into the minutes"))
_door("note.remove", _("Remove discussion from the minutes"))
_door("meeting_task.write", _("Write a task into the minutes"))
_door("meeting_task.remove", _("Remove a task from the minutes"))
_door("attendance.mark", _("Mark who came"))
_door("attendance.add", _("Add somebody who came unannounced"))
_door("attendance.close", _("Mark everybody not yet marked as absent"))
_door("item.take_up", _("Go on to a topic"))
_door("item.come_up", _("Add a topic that came up"))
