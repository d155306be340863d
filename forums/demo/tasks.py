"""Demonstration tasks in every state: done with what was done, open, overdue, postponed, waiting for confirmation."""

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from forums.demo.content import OUTCOMES, TASKS
from forums.meetings.models import AgendaItem, Meeting
from forums.members.models import Member
from forums.tasks.models import PostponeReason, Task, TaskComment, TaskStatus
from workit.access.roles import Role
from workit.demo.registry import DemoTown, demo_step

PER_MEETING = 2
# Tasks of meetings longer ago than this are finished.
FINISHED_AFTER = 25


def give_tasks(demo: DemoTown, meeting: Meeting, item: AgendaItem, members: list[Member]) -> None:
    """Two tasks in the minutes of a meeting; publishing gives them to their owners."""
    held_on = timezone.localdate(meeting.starts_at)
    number = (Task.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    is_over = _is_over(demo, meeting)
    tasks = []
    for place in range(PER_MEETING):
        text, owner, days = TASKS[(number + place - 1) % len(TASKS)]
        due_on = held_on + timedelta(days=days)
        tasks.append(
            Task(
                municipality=demo.town,
                number=number + place,
                text=text,
                body=meeting.body,
                owner=members[owner % len(members)],
                due_on=due_on if is_over else max(due_on, demo.today + timedelta(days=2 + 5 * place)),
                status=TaskStatus.PLANNED,
                asked_by=demo.people[Role.REFERENT_OPERATIONAL],
                source_type=meeting._meta.label_lower,
                source_id=meeting.id,
                agenda_item_id=item.id,
                position=100 + place,
            )
        )
    Task.objects.bulk_create(tasks)


def _is_over(demo: DemoTown, meeting: Meeting) -> bool:
    return (demo.today - timezone.localdate(meeting.starts_at)).days > FINISHED_AFTER


def finish_tasks(demo: DemoTown, meeting: Meeting) -> None:
    """Finish the tasks of a meeting long ago, with what was done."""
    if not _is_over(demo, meeting):
        return
    tasks = list(Task.objects.filter(source_id=meeting.id))
    for task in tasks:
        task.status, task.outcome = TaskStatus.DONE, OUTCOMES[task.number % len(OUTCOMES)]
        due_on = task.due_on or demo.today
        task.done_on, task.done_by = due_on - timedelta(days=2), demo.people[Role.REFERENT_OPERATIONAL]
    Task.objects.bulk_update(tasks, ["status", "outcome", "done_on", "done_by"])


@demo_step(40)
def make_late_tasks(demo: DemoTown) -> None:
    """The plan's overdue tasks, and for the referent one of each remaining state."""
    members = list(Member.objects.order_by("starts_on", "id"))
    referent = next((member for member in members if member.user_id == demo.people[Role.REFERENT_OPERATIONAL].id), members[0])
    number = (Task.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    common = {"municipality": demo.town, "asked_by": demo.people[Role.BUREAU_MANAGER]}
    for place in range(demo.plan.late_tasks):
        text, owner, _ = TASKS[(place + 3) % len(TASKS)]
        Task.objects.create(
            **common,
            number=number,
            text=text,
            owner=referent if place == 0 else members[owner % len(members)],
            due_on=demo.days_ago(3 + 4 * place),
        )
        number += 1
    for text, status, days in (
        ("תיאום פגישת הכנה עם מנהל הלשכה", TaskStatus.OPEN, 1),
        ("הזמנת אולם וציוד למפגש הבא", TaskStatus.OPEN, 3),
        ("עדכון רשימת התפוצה של הפורום", TaskStatus.WAITING, 2),
        ("הכנת שלטים למפגש פתוח", TaskStatus.CANCELLED, 4),
    ):
        Task.objects.create(
            **common,
            number=number,
            text=text,
            owner=referent,
            due_on=demo.today + timedelta(days=days),
            status=status,
            needs_confirmation=status == TaskStatus.WAITING,
            outcome="נוספו שתי נציגות." if status == TaskStatus.WAITING else "",
        )
        number += 1
    postponed = Task.objects.filter(status=TaskStatus.OPEN).order_by("due_on").last()
    if postponed is not None and postponed.due_on is not None:
        moved_to = postponed.due_on + timedelta(days=7)
        TaskComment.objects.create(
            municipality=demo.town,
            task=postponed,
            by=demo.people[Role.REFERENT_OPERATIONAL],
            moved_from=postponed.due_on,
            moved_to=moved_to,
            reason=PostponeReason.WAITING_FOR_OTHERS,
            waiting_for="מנהלת מרכז הצעירים",
        )
        postponed.due_on = moved_to
        postponed.postponed_times = 1
        postponed.save(update_fields=["due_on", "postponed_times"])
