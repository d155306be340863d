"""Open tasks of a person who leaves a role: counted, and passed to the successor (the hand-over of the coordinator)."""

from collections.abc import Iterable

from django.db.models import Count

from forums.members.models import Member
from forums.tasks.models import Task, TaskComment, TaskStatus
from workit.audit.record import record
from workit.organisations.models import Sector
from workit.people.models import User
from workit.places.models import Municipality
from workit.stages.handover import MATTERS, OpenMatters

OPEN = (TaskStatus.OPEN, TaskStatus.WAITING)


def count(towns: Iterable[int], user: User) -> dict[int, int]:
    """Open tasks of the person in each of the towns that has any."""
    rows = Task.objects.filter(municipality__in=list(towns), status__in=OPEN, owner__user=user).order_by()
    return {row["municipality_id"]: row["n"] for row in rows.values("municipality_id").annotate(n=Count("pk"))}


def move(town: Municipality, outgoing: User, incoming: User, by: User) -> int:
    """Give the person's open tasks in the town to the successor, each with a comment; who is no member yet becomes one."""
    tasks = list(Task.objects.select_for_update(of=("self",)).filter(municipality=town, status__in=OPEN, owner__user=outgoing))
    if not tasks:
        return 0
    heir = Member.objects.filter(municipality=town, user=incoming).active().first() or Member.objects.create(
        municipality=town,
        name=incoming.display_name,
        email=incoming.email,
        user=incoming,
        sector=Sector.GOVERNMENT,
        address_form=incoming.address_form,
        language=incoming.language,
    )
    for task in tasks:
        task.owner, task.revision = heir, task.revision + 1
        task.save(update_fields=["owner", "revision"])
        TaskComment.objects.create(municipality=town, task=task, by=by, text=HANDED_OVER)
        record("task.handed_over", subject=task, by=by, to=str(heir.pk))
    return len(tasks)


# Stored text, so in the language the product is written in for its users.
HANDED_OVER = "המשימה עברה בהעברת מקל."


def register() -> None:
    """Let the core's hand-over count and move tasks."""
    if not any(kind.count is count for kind in MATTERS):
        MATTERS.append(OpenMatters(count, move))
