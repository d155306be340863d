"""The verbs of a task. A form opens in its row of the list (htmx) or as a page, and comes back where it was sent from."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.tasks import services
from forums.tasks.forms import CommentForm, FinishForm, PostponeForm, ReasonForm, ReassignForm, TaskForm
from forums.tasks.models import Task, TaskStatus
from forums.tasks.views import detail, find_task
from workit.access.actions import requires
from workit.access.requests import TownRequest
from workit.documents.files import declare_file_kind, store
from workit.documents.models import StoredFile
from workit.people.models import User
from workit.places.models import Municipality
from workit.web.errors import DomainError

FILE_KIND = "task"
declare_file_kind(FILE_KIND, "task.view")


def stored(file: "UploadedFile[Any] | None", town: Municipality, by: User | None) -> StoredFile | None:
    """The uploaded file, kept; None without one."""
    return store(file, name=file.name or "", kind=FILE_KIND, town=town, by=by) if file else None


def back_to(request: HttpRequest, task: Task) -> str:
    """Where the form was opened from, if that is a page of ours; else the task."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("forums:task_detail", args=[task.municipality.code, task.pk])


def leave(request: HttpRequest, url: str) -> HttpResponse:
    """Go on to a page, from a form in a row too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def open_form(request: HttpRequest, task: Task, verb: str, form: forms.Form, **more: Any) -> HttpResponse:
    """The form in its row, or as a page of its own."""
    context = {"task": task, "form": form, "verb": verb, "next": back_to(request, task), "today": timezone.localdate(), **more}
    if request.headers.get("HX-Request"):
        return render(request, "forums/task_row.html", {**context, "panel": "" if "closed" in request.GET else verb})
    return render(request, "forums/task_form.html", context)


def run(request: HttpRequest, task: Task, form: forms.Form, deed: Callable[[], str]) -> HttpResponse | None:
    """Do what a valid form asks and go on; None when the form has to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        # What a refused deed kept (a file) goes with it.
        with transaction.atomic():
            said = deed()
    except DomainError as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, said)
    return leave(request, back_to(request, task))


@requires("task.add")
def task_add(request: TownRequest, town: str) -> HttpResponse:
    """Give somebody a new task."""
    form = TaskForm(request.POST or None, initial={"body": request.GET.get("body"), "owner": request.GET.get("owner")})
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        task = services.add_task(town=request.town, by=request.user, pk=fields.pop("key"), **fields)
        messages.success(request, _("The task was given to %(owner)s.") % {"owner": task.owner})
        return redirect("forums:task_list", town)
    return render(request, "forums/task_add.html", {"form": form})


@requires("task.finish")
def task_finish(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Say what was done."""
    task = find_task(request, pk, "task.finish")
    form = FinishForm(request.POST or None, request.FILES or None, prefix=f"f{task.number}", initial={"outcome": task.outcome})

    def deed() -> str:
        file = stored(form.cleaned_data["file"], request.town, request.user)
        done = services.finish_task(task=task, outcome=form.cleaned_data["outcome"], by=request.user, file=file)
        if done.status == TaskStatus.WAITING:
            return _("%(who)s was asked to confirm.") % {"who": done.asked_by}
        return _("The task is done: %(task)s") % {"task": done}

    return run(request, task, form, deed) or open_form(request, task, "finish", form)


@requires("task.postpone")
def task_postpone(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Move the task to a later day, with the reason."""
    task = find_task(request, pk, "task.postpone")
    form = PostponeForm(request.POST or None, task=task, prefix=f"p{task.number}")

    def deed() -> str:
        fields = form.cleaned_data
        services.postpone_task(
            task=task,
            to=fields["due_on"],
            reason=fields["reason"],
            waiting_for=fields["waiting_for"],
            seen=fields["seen"],
            by=request.user,
        )
        return _("The task was postponed.")

    is_again = task.postponed_times + 1 >= services.TWICE
    return run(request, task, form, deed) or open_form(request, task, "postpone", form, is_again=is_again)


@requires("task.reassign")
def task_reassign(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Give the task to somebody else."""
    task = find_task(request, pk, "task.reassign")
    form = ReassignForm(request.POST or None, initial={"owner": task.owner, "due_on": task.due_on})

    def deed() -> str:
        services.reassign_task(task=task, by=request.user, **form.cleaned_data)
        return _("The task went over to %(owner)s.") % {"owner": form.cleaned_data["owner"]}

    return run(request, task, form, deed) or open_form(request, task, "reassign", form)


@requires("task.cancel")
def task_cancel(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Cancel the task, with the reason."""
    task = find_task(request, pk, "task.cancel")
    form = ReasonForm(request.POST or None)

    def deed() -> str:
        services.cancel_task(task=task, reason=form.cleaned_data["reason"], by=request.user)
        return _("The task was cancelled.")

    return run(request, task, form, deed) or open_form(request, task, "cancel", form)


@requires("task.return")
def task_return(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Return the task with what is still missing."""
    task = find_task(request, pk, "task.return")
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("What is still missing?")

    def deed() -> str:
        services.return_task(task=task, reason=form.cleaned_data["reason"], by=request.user)
        return _("The task was returned to %(owner)s.") % {"owner": task.owner}

    return run(request, task, form, deed) or open_form(request, task, "return", form)


@require_POST
@requires("task.comment")
def task_comment(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Say something about the task."""
    task = find_task(request, pk, "task.comment")
    form = CommentForm(request.POST, request.FILES)

    def deed() -> str:
        file = stored(form.cleaned_data["file"], request.town, request.user)
        services.comment_on(task=task, text=form.cleaned_data["text"], by=request.user, file=file)
        return _("The comment was added.")

    answer = run(request, task, form, deed)
    return answer or render(request, "forums/task_detail.html", {**detail(request, task, form), "form": form})


@require_POST
@requires("task.confirm")
def task_confirm(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Confirm that it is done."""
    task = find_task(request, pk, "task.confirm")
    return _press(request, task, lambda: services.confirm_task(task=task, by=request.user), _("Confirmed: the task is done."))


@require_POST
@requires("task.remind")
def task_remind(request: TownRequest, town: str, pk: uuid.UUID) -> HttpResponse:
    """Remind the owner."""
    task = find_task(request, pk, "task.remind")
    said = _("A reminder went to %(owner)s.") % {"owner": task.owner}
    return _press(request, task, lambda: services.remind(task=task, by=request.user), said)


def _press(request: HttpRequest, task: Task, deed: Callable[[], object], said: str) -> HttpResponse:
    """A verb that is one button; what it refuses is shown as a message."""
    try:
        is_new = deed()
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said if is_new is not False else _("A reminder went out today already."))
    return redirect(back_to(request, task))
