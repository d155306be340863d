"""The lists of tasks: a person's own, what was asked of others, and the whole town's, late first."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.tasks.models import Task, TaskStatus
from workit.people.models import User
from workit.web.days import near_day, table_day
from workit.web.words import number_word, starts_sentence

WEEK = 6
SHOWN_LATER = 3
MOST_ASKED = 8
MOST_DONE = 5
TWICE = 2
LIVE = (TaskStatus.OPEN, TaskStatus.WAITING)


def known() -> QuerySet[Task]:
    """Every task somebody was given, with what a row shows; those of unpublished minutes are nobody's yet."""
    found: QuerySet[Task] = Task.objects.exclude(status=TaskStatus.PLANNED)
    return found.select_related("body", "owner__organisation", "owner__user", "asked_by", "done_by", "municipality")


@dataclass(frozen=True, slots=True)
class Pill:
    """A filter by body with its count."""

    key: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A task asked of somebody else, with what it needs now: remind, call, confirm, or nothing."""

    task: Task
    kind: str
    words: str
    need: str

    @property
    def rank(self) -> tuple[int, datetime.date]:
        """Late first, then what waits for the reader, then what was postponed twice, then by date."""
        order = {"late": 0, "now": 1, "watch": 2, "": 3}
        return order[self.kind], self.task.due_on or datetime.date.max


@dataclass(frozen=True, slots=True)
class OwnList:
    """A person's page of tasks."""

    late: Sequence[Task]
    week: Sequence[Task]
    later: Sequence[Task]
    waiting: Sequence[Task]
    asked: Sequence[Asked]
    done: Sequence[Task]
    pills: Sequence[Pill]

    @property
    def count(self) -> int:
        """Open tasks shown."""
        return len(self.late) + len(self.week) + len(self.later)

    @property
    def asked_shown(self) -> Sequence[Asked]:
        """What fits beside the own list."""
        return self.asked[:MOST_ASKED]

    @property
    def news(self) -> str:
        """The title: how many are late and how many are due this week, in words."""
        late, week, later = len(self.late), len(self.week), len(self.later)
        confirm = sum(row.need == "confirm" for row in self.asked)
        if not late and not week and not later:
            if confirm:
                return ngettext("One task waits for your confirmation.", "%(n)s tasks wait for your confirmation.", confirm) % {
                    "n": number_word(confirm, feminine=True)
                }
            return _("No task waits for you.")
        parts = []
        if late:
            n = number_word(late, feminine=True)
            parts.append(ngettext("one task is overdue", "%(n)s tasks are overdue", late) % {"n": n})
        if week:
            n = number_word(week, feminine=True)
            if late:
                parts.append(ngettext("one is for this week", "%(n)s are for this week", week) % {"n": n})
            else:
                parts.append(ngettext("one task is for this week", "%(n)s tasks are for this week", week) % {"n": n})
        if not parts:
            n = number_word(later, feminine=True)
            words = ngettext("nothing this week, one task later on", "nothing this week, %(n)s tasks later on", later)
            parts.append(words % {"n": n})
        return starts_sentence(", ".join(parts)) + "."


def own_list(user: User, *, body: str = "", on: datetime.date | None = None) -> OwnList:
    """The person's tasks in the towns in force; `body` (an id, or "none") narrows them."""
    on = on or timezone.localdate()
    mine = list(known().filter(owner__user=user, status__in=LIVE).late_first())  # type: ignore[attr-defined]
    everything = [task for task in mine if task.status == TaskStatus.OPEN]
    chosen = [task for task in everything if not body or _body_key(task) == body]
    # `due_on` is always set on an open task (database constraint).
    soon = on + datetime.timedelta(days=WEEK)
    asked = [
        asked_of(task, on)
        for task in known().filter(asked_by=user, status__in=LIVE).exclude(owner__user=user)
        if not body or _body_key(task) == body
    ]
    since = on - datetime.timedelta(days=WEEK)
    done = known().filter(status=TaskStatus.DONE, done_on__gte=since).filter(Q(owner__user=user) | Q(asked_by=user))
    return OwnList(
        late=[task for task in chosen if task.due_on < on],
        week=[task for task in chosen if on <= task.due_on <= soon],
        later=[task for task in chosen if task.due_on > soon],
        waiting=[task for task in mine if task.status == TaskStatus.WAITING and (not body or _body_key(task) == body)],
        asked=sorted(asked, key=lambda row: row.rank),
        done=list(done.order_by("-done_on", "-number")[:MOST_DONE]),
        pills=_pills(everything, body),
    )


def _body_key(task: Task) -> str:
    return str(task.body_id or "none")


def _pills(tasks: Sequence[Task], chosen: str) -> list[Pill]:
    counted = Counter(_body_key(task) for task in tasks)
    names = {_body_key(task): str(task.body or _("No body in particular")) for task in tasks}
    by_count = sorted(counted, key=lambda key: (key == "none", -counted[key], names[key]))
    bodies = [Pill(key, names[key], counted[key], key == chosen) for key in by_count]
    if len(bodies) < TWICE and not chosen:
        return []
    return [Pill("", _("All bodies"), len(tasks), not chosen), *bodies]


def asked_of(task: Task, on: datetime.date) -> Asked:
    """What a task asked of somebody else needs now."""
    late = task.days_late(on)
    if late:
        return Asked(task, "late", ngettext("%(n)s day", "%(n)s days", late) % {"n": late}, "remind")
    if task.status == TaskStatus.WAITING:
        return Asked(task, "now", _("Waits for your confirmation"), "confirm")
    if task.postponed_times >= TWICE:
        times = task.postponed_times
        words = ngettext("Postponed once", "Postponed %(n)s times", times) % {"n": times}
        return Asked(task, "watch", words, "call")
    return Asked(task, "", near_day(task.due_on, on) if task.due_on else "", "")


def register(chosen: dict[str, Any]) -> QuerySet[Task]:
    """The town's tasks that fit, late first."""
    today, state = timezone.localdate(), chosen.get("state") or ""
    rows = known()
    narrowed = {
        "": rows.filter(status__in=LIVE),
        "late": rows.filter(status=TaskStatus.OPEN, due_on__lt=today),
        "waiting": rows.filter(status=TaskStatus.WAITING),
        "postponed": rows.filter(status=TaskStatus.OPEN, postponed_times__gte=TWICE),
        "done": rows.filter(status=TaskStatus.DONE),
        "cancelled": rows.filter(status=TaskStatus.CANCELLED),
        "all": rows,
    }[state]
    if chosen.get("body"):
        narrowed = narrowed.filter(body=chosen["body"])
    if chosen.get("owner"):
        narrowed = narrowed.filter(owner=chosen["owner"])
    if state == "done":
        return narrowed.order_by("-done_on", "-number")
    return narrowed.order_by(F("status").asc() if state == "all" else F("due_on").asc(nulls_last=True), "due_on", "number")


def register_news(tasks: Sequence[Task]) -> str:
    """The title of the town's list."""
    open_tasks = [task for task in tasks if task.status in LIVE]
    late = sum(1 for task in open_tasks if task.days_late())
    if not open_tasks:
        return _("No task of the town is open.")
    first = ngettext("One open task in the town", "%(n)s open tasks in the town", len(open_tasks)) % {
        "n": starts_sentence(number_word(len(open_tasks), feminine=True))
    }
    if not late:
        return _("%(tasks)s, none overdue.") % {"tasks": first}
    second = ngettext("one of them overdue", "%(n)s of them overdue", late) % {"n": number_word(late, feminine=True)}
    return f"{first}, {second}."


def status_of(task: Task) -> tuple[str, str]:
    """Mark and word of a task's state."""
    if late := task.days_late():
        return "late", ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
    kinds = {TaskStatus.DONE: "ok", TaskStatus.WAITING: "now", TaskStatus.CANCELLED: "none"}
    return kinds.get(TaskStatus(task.status), "none"), str(TaskStatus(task.status).label)


def sheet(tasks: Sequence[Task]) -> tuple[list[str], list[list[str | int]]]:
    """Headings and rows of the exported list."""
    rows: list[list[str | int]] = [
        [
            task.number,
            task.text,
            str(task.owner or ""),
            str(task.owner.organisation or "") if task.owner else "",
            str(task.body or ""),
            table_day(task.due_on) if task.due_on else "",
            status_of(task)[1],
            task.postponed_times,
            task.source_label,
            task.outcome,
            table_day(task.done_on) if task.done_on else "",
        ]
        for task in tasks
    ]
    headings = [
        _("No."),
        _("Task"),
        _("Responsible"),
        _("Organisation"),
        _("Body"),
        _("Until"),
        _("Status"),
        _("Times postponed"),
        _("Source"),
        _("What was done"),
        _("Done on"),
    ]
    return headings, rows
