"""The models of the forum's slices, gathered where Django looks for them."""

from forums.bodies.models import Body
from forums.decisions.models import Decision
from forums.meetings.models import AgendaItem, Invitee, Material, Meeting, Note, Topic
from forums.members.models import Member, Seat
from forums.protocols.models import Protocol, ProtocolVersion, Remark
from forums.tasks.models import Task, TaskComment

__all__ = [
    "AgendaItem", "Body", "Decision", "Invitee", "Material", "Meeting", "Member", "Note", "Protocol", "ProtocolVersion",
    "Remark", "Seat", "Task", "TaskComment", "Topic",
]  # fmt: skip
