"""What the forum puts on home pages and boards: the next meeting, one's own tasks, attendance, overdue tasks."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone

from forums import matters
from forums.bodies.models import BodyKind
from forums.links import address
from forums.meetings.models import Answer, Invitee, Material, Meeting, MeetingState
from forums.tasks.models import Task, TaskStatus
from workit.home.cards import CardContent, OverdueTask, TownFacts, board_facts, overdue_source, town_card

MOST_TASKS = 6
MOST_NAMES = 2
WEEK = 7

matters.register()


@town_card("meeting", place="main", order=1)
def next_meeting(request: HttpRequest) -> CardContent:
    """The next meeting of the town: when, who comes against the mark, and what is ready."""
    town = request.town  # type: ignore[attr-defined]
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    meeting = (
        Meeting.objects.filter(municipality=town, starts_at__gte=today)
        .filter(state__in=[MeetingState.PLANNED, MeetingState.OPEN, MeetingState.DRAFT])
        .select_related("body")
        .order_by("starts_at")
        .first()
    )
    plan_url = address("forums:meeting_plan", town.code)
    if meeting is None:
        return CardContent("forums/meeting_card.html", {"meeting": None, "plan_url": plan_url, "town": town})
    invitees = list(Invitee.objects.filter(meeting=meeting).counted())
    coming = sum(invitee.answer == Answer.ACCEPTED for invitee in invitees)
    silent = [invitee.name for invitee in invitees if invitee.answer == Answer.NONE]
    mark = meeting.body.quorum_of(len(invitees))
    return CardContent(
        "forums/meeting_card.html",
        {
            "meeting": meeting,
            "town": town,
            "url": address("forums:meeting_detail", town.code, meeting.pk),
            "coming": coming,
            "members": len(invitees),
            "mark": mark,
            "missing": max(0, mark - coming),
            "silent": len(silent),
            "silent_names": silent[:MOST_NAMES],
            "items": meeting.items.count(),
            "promised": list(Material.objects.filter(meeting=meeting, file__isnull=True)[:MOST_NAMES]),
        },
    )


@town_card("tasks", place="side", order=2)
def my_tasks(request: HttpRequest) -> CardContent:
    """The person's own open tasks in the town: late, this week, later."""
    town, today = request.town, timezone.localdate()  # type: ignore[attr-defined]
    mine = list(Task.objects.filter(municipality=town).open().of_person(request.user.pk).late_first())
    shown = mine[:MOST_TASKS]
    # `due_on` is always set on an open task (database constraint).
    groups = {
        "late": [task for task in shown if task.due_on < today],
        "week": [task for task in shown if today <= task.due_on <= today + datetime.timedelta(days=WEEK)],
        "later": [task for task in shown if task.due_on > today + datetime.timedelta(days=WEEK)],
    }
    return CardContent(
        "forums/task_card.html",
        {"groups": groups, "count": len(mine), "url": address("forums:task_list", town.code), "town": town},
    )


@board_facts
def meetings(towns: Mapping[int, TownFacts], on: datetime.date) -> None:
    """The last meeting of each forum with its attendance, and whether one with the mayor is ahead."""
    last = (
        Meeting.objects.filter(municipality__in=towns, body__kind=BodyKind.FORUM)
        .held()
        .filter(starts_at__isnull=False)
        .select_related("body", "municipality")
        .order_by("municipality_id", "-starts_at")
        .distinct("municipality_id")
    )
    for meeting in last:
        facts = towns[meeting.municipality_id]
        facts.last_meeting_on = timezone.localdate(meeting.starts_at)
        facts.last_meeting_url = address("forums:meeting_detail", meeting.municipality.code, meeting.pk)
        facts.present, facts.members = meeting.present_counted, meeting.members_counted
        facts.mark = meeting.body.quorum_of(meeting.members_counted) if meeting.members_counted else None
    ahead = Meeting.objects.filter(
        municipality__in=towns,
        body__kind=BodyKind.MAYOR,
        state__in=[MeetingState.DRAFT, MeetingState.PLANNED, MeetingState.OPEN],
        starts_at__date__gte=on,
    )
    for town in ahead.values_list("municipality_id", flat=True):
        towns[town].has_mayor_meeting_ahead = True


@board_facts
def late_tasks(towns: Mapping[int, TownFacts], on: datetime.date) -> None:
    """How many tasks are overdue in each town."""
    late = Q(status=TaskStatus.OPEN, due_on__lt=on)
    counted = Task.objects.filter(municipality__in=towns).filter(late).order_by().values("municipality_id")
    for row in counted.annotate(number=Count("pk")):
        towns[row["municipality_id"]].overdue_tasks = row["number"]


@overdue_source
def overdue(towns: Iterable[int], on: datetime.date, user: Any) -> list[OverdueTask]:
    """Overdue tasks across towns, with their owners."""
    rows = Task.objects.filter(municipality__in=list(towns)).overdue(on).select_related("owner", "body", "municipality")
    return [
        OverdueTask(
            town=row.municipality_id,
            text=row.text,
            owner=str(row.owner or ""),
            due_on=row.due_on,
            url=address("forums:task_detail", row.municipality.code, row.pk),
            body=str(row.body or ""),
            is_mine=bool(row.owner and row.owner.user_id == user.pk),
        )
        for row in rows
    ]
