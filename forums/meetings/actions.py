"""The doors of planning a meeting, inviting to it and answering; those of a running meeting are in live_actions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.meetings.live_actions import OWN_TEAM, WRITERS, writes_for
from workit.access.actions import declare
from workit.access.roles import EVERY_ROLE, READERS

declare("meeting.list", _("Seeing the meetings of a town"), READERS)
declare("meeting.view", _("Seeing a meeting: agenda, answers, materials"), READERS)
declare("meeting.answer", _("Answering one's own invitation"), READERS)
declare("meeting.plan", _("Planning a meeting"), WRITERS)


def _door(name: str, label: Any) -> None:
    declare(name, label, WRITERS, when=writes_for, when_label=OWN_TEAM)


_door("meeting.edit", _("Changing when, where and about what a meeting is"))
_door("meeting.invite", _("Sending the invitations and their changes"))
_door("meeting.remind", _("Reminding those who have not answered"))
_door("meeting.cancel", _("Cancelling a meeting"))
_door("meeting.copy", _("Planning a meeting like another"))
_door("meeting.delete", _("Deleting a draft"))
_door("invitee.edit", _("Choosing who is invited, and answering for them"))
_door("material.edit", _("Adding materials to a meeting"))
_door("topic.edit", _("Keeping the backlog of topics"))

declare("answer.give", _("Answering an invitation by its link, without an account"), EVERY_ROLE, where="public")
declare("feed.read", _("Reading one's calendar feed by its secret address"), EVERY_ROLE, where="public")
declare("feed.manage", _("Making and closing one's calendar feed"), EVERY_ROLE, where="signed_in")
