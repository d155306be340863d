"""Open tasks of a member who leaves: counted, and passed on."""

from forums.members.leaving import MATTERS, Matter
from forums.members.models import Member
from forums.tasks.models import Task
from forums.tasks.services import hand_over_tasks
from workit.people.models import User


def count(member: Member) -> int:
    """Open tasks of the member."""
    return int(Task.objects.filter(owner=member).open().count())


def hand_over(outgoing: Member, heir: Member, by: User) -> int:
    """Give them to the heir, each with a line in its story."""
    return hand_over_tasks(outgoing=outgoing, heir=heir, by=by)


MATTERS.append(Matter(count, hand_over))
