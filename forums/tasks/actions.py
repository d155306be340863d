"""The doors of the slice. Whoever leads sees every task of the town; others see and report on what concerns them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.members.models import SeatRole
from workit.access.actions import declare
from workit.access.roles import ACCOMPANYING, EVERY_ROLE, FORUM, LEADERS, READERS, REFERENTS, Role

OVERSEERS = READERS - {Role.FORUM_MEMBER, Role.TEAM_LEAD}
ACTORS = FORUM | ACCOMPANYING
GIVERS = LEADERS | {Role.TEAM_LEAD}


def owns(user: Any, task: Any) -> bool:
    """The task is on this person's list."""
    return task.owner is not None and task.owner.user_id == user.pk


def leads_team(user: Any, task: Any) -> bool:
    """The person leads the team whose task it is."""
    if Role.TEAM_LEAD not in user.roles_here or task.body_id is None:
        return False
    return bool(task.body.seats.active().filter(member__user=user, role=SeatRole.LEAD).exists())


def sees(user: Any, task: Any) -> bool:
    """Overseers see all; others what they own, asked for, or lead."""
    own = owns(user, task) or task.asked_by_id == user.pk
    return own or bool(user.roles_here & OVERSEERS) or leads_team(user, task)


def reports(user: Any, task: Any) -> bool:
    """The owner, whoever asked, the lead of the team, and the referents for those who told them."""
    own = owns(user, task) or task.asked_by_id == user.pk
    return own or bool(user.roles_here & REFERENTS) or leads_team(user, task)


def steers(user: Any, task: Any) -> bool:
    """Whoever asked for it, the lead of the team, and the referents."""
    return task.asked_by_id == user.pk or bool(user.roles_here & REFERENTS) or leads_team(user, task)


OWN = "own tasks: owner, who asked, the team's lead; referents all"
ASKED = "who asked, the team's lead; referents all"

declare("task.view", _("Seeing tasks"), READERS, when=sees, when_label="own tasks; overseers all")
declare("task.register", _("Seeing every task of the town"), OVERSEERS)
declare("task.export", _("Taking the list of tasks out as a file"), OVERSEERS)
declare("task.add", _("Giving a new task"), GIVERS)
declare("task.finish", _("Saying that a task is done"), ACTORS, when=reports, when_label=OWN)
declare("task.postpone", _("Postponing a task"), ACTORS, when=reports, when_label=OWN)
declare("task.comment", _("Commenting on a task"), ACTORS, when=sees, when_label="own tasks; overseers all")
declare("task.reassign", _("Giving a task to somebody else"), ACTORS, when=steers, when_label=ASKED)
declare("task.cancel", _("Cancelling a task"), ACTORS, when=steers, when_label=ASKED)
declare("task.confirm", _("Confirming that a task is done"), ACTORS, when=steers, when_label=ASKED)
declare("task.return", _("Returning a task that was said to be done"), ACTORS, when=steers, when_label=ASKED)
declare("task.remind", _("Reminding the owner of a task"), ACTORS, when=steers, when_label=ASKED)
declare("task.own", _("Seeing one's own tasks over all towns"), EVERY_ROLE, where="own")
declare("task.answer", _("Reporting on one's task by its link, without an account"), EVERY_ROLE, where="public")
