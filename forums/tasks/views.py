"""Pages of tasks: one's own, the whole town's, and one task."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from forums.members.models import Member
from forums.tasks import lists
from forums.tasks.forms import CommentForm, RegisterForm
from forums.tasks.models import Task, TaskStatus
from workit.access.actions import can, check, requires
from workit.access.requests import TownRequest
from workit.exports.xlsx import download

PER_PAGE = 50


@requires("task.view")
def task_list(request: TownRequest, town: str) -> HttpResponse:
    """The person's own tasks in the town, and what they asked of others."""
    found = lists.own_list(request.user, body=request.GET.get("body", ""))
    is_member = Member.objects.active().filter(user=request.user).exists()
    context = {"found": found, "is_member": is_member, "shown_later": lists.SHOWN_LATER}
    return render(request, "forums/task_list.html", context)


@requires("task.own")
def task_own(request: HttpRequest) -> HttpResponse:
    """The person's own tasks over all their towns, late first."""
    found = lists.own_list(request.user)  # type: ignore[arg-type]
    return render(request, "forums/task_own.html", {"found": found})


@requires("task.register")
def task_register(request: HttpRequest, town: str) -> HttpResponse:
    """Every task of the town, narrowed by who, where and how far."""
    form, tasks = _narrowed(request)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "news": lists.register_news(tasks),
        "page": Paginator(tasks, PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "count": len(tasks),
    }
    return render(request, "forums/task_register.html", context)


@requires("task.register")
def task_print(request: HttpRequest, town: str) -> HttpResponse:
    """The same list as paper."""
    _form, tasks = _narrowed(request)
    return render(request, "forums/task_print.html", {"tasks": tasks, "news": lists.register_news(tasks)})


@requires("task.export")
def task_export(request: TownRequest, town: str) -> HttpResponse:
    """The same list as an Excel file."""
    _form, tasks = _narrowed(request)
    headings, rows = lists.sheet(tasks)
    return download(f"{_('Tasks')} {request.town}", _("Tasks"), headings, rows)


def _narrowed(request: HttpRequest) -> tuple[RegisterForm, list[Task]]:
    form = RegisterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, list(lists.register(chosen))


def find_task(request: HttpRequest, pk: uuid.UUID, action: str) -> Task:
    """The task, or 404; 403 when it is not this person's to see or touch."""
    task: Task = get_object_or_404(lists.known(), pk=pk)
    check(request, action, task)
    return task


@requires("task.view")
def task_detail(request: HttpRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """One task: what, who, until when, where from, and what was said."""
    return render(request, "forums/task_detail.html", detail(request, find_task(request, pk, "task.view")))


def detail(request: HttpRequest, task: Task, comment: CommentForm | None = None) -> dict[str, Any]:
    """What the page of a task shows."""
    kind, words = lists.status_of(task)
    is_open, is_waiting = task.status == TaskStatus.OPEN, task.status == TaskStatus.WAITING
    doors = {
        "finish": is_open,
        "postpone": is_open,
        "reassign": is_open,
        "remind": is_open and task.owner is not None and task.owner.user_id != request.user.pk,
        "confirm": is_waiting,
        "return": is_waiting,
        "cancel": is_open or is_waiting,
        "comment": True,
    }
    allowed = {f"may_{door}": is_now and can(request, f"task.{door}", task) for door, is_now in doors.items()}
    comments = task.comments.select_related("by", "by_member", "file").order_by("-at")
    return {
        "task": task,
        "kind": kind,
        "words": words,
        "comments": list(comments),
        "comment_form": comment or CommentForm(),
        "is_own": task.owner is not None and task.owner.user_id == request.user.pk,
        **allowed,
    }
