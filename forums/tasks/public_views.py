"""One task by the link of a mail, for owners without an account. Opening the link changes nothing."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forums.tasks import services
from forums.tasks.forms import CommentForm, FinishForm, PostponeForm
from forums.tasks.lists import known, status_of
from forums.tasks.models import Task, TaskStatus
from forums.tasks.telling import LINK
from workit.access.actions import requires
from workit.web.errors import DomainError

VERBS = ("finish", "postpone", "comment")


@requires("task.answer")
def task_answer(request: HttpRequest, token: str) -> HttpResponse:
    """See the task, say what was done, postpone it, comment on it. Unknown, expired and withdrawn links look the same."""
    link = request.link  # type: ignore[attr-defined]
    task = known().filter(pk=link.object_id).first() if link is not None and link.purpose == LINK else None
    if task is None:
        return render(request, "forums/task_link_gone.html", status=404)
    verb = request.POST.get("verb") or request.GET.get("verb", "")
    verb = verb if verb in VERBS else "finish"
    finish, postpone, comment = _forms(request, task, verb)
    form = {"finish": finish, "postpone": postpone, "comment": comment}[verb]
    if request.method == "POST" and form.is_valid():
        try:
            _do(task, verb, form)
        except DomainError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(f"{request.path}?said={verb}")
    kind, words = status_of(task)
    context = {
        "task": task,
        "kind": kind,
        "words": words,
        "verb": verb,
        "form": form if request.method == "POST" else None,
        "finish": finish,
        "postpone": postpone,
        "comment": comment,
        "is_open": task.status == TaskStatus.OPEN,
        "said": _said(request.GET.get("said", "")),
        "own_words": task.comments.filter(by_member=task.owner).order_by("-at"),
    }
    return render(request, "forums/task_answer.html", context)


def _forms(request: HttpRequest, task: Task, verb: str) -> tuple[FinishForm, PostponeForm, CommentForm]:
    def posted(name: str) -> tuple[object, object]:
        return (request.POST, request.FILES) if request.method == "POST" and verb == name else (None, None)

    finish = FinishForm(*posted("finish"), prefix="finish")  # type: ignore[arg-type]
    del finish.fields["file"]
    comment = CommentForm(*posted("comment"), prefix="comment")  # type: ignore[arg-type]
    del comment.fields["file"]
    return finish, PostponeForm(posted("postpone")[0], task=task, prefix="postpone"), comment


def _do(task: Task, verb: str, form: forms.Form) -> None:
    """The verb, spoken by the owner."""
    fields = form.cleaned_data
    if verb == "finish":
        services.finish_task(task=task, outcome=fields["outcome"], by=None, member=task.owner)
    elif verb == "postpone":
        services.postpone_task(
            task=task,
            to=fields["due_on"],
            reason=fields["reason"],
            waiting_for=fields["waiting_for"],
            seen=fields["seen"],
            by=None,
            member=task.owner,
        )
    else:
        services.comment_on(task=task, text=fields["text"], by=None, member=task.owner)


def _said(verb: str) -> str:
    """What was just done, in words."""
    return {
        "finish": _("Thank you. What was done has been written down."),
        "postpone": _("The new date has been written down."),
        "comment": _("Your comment has been written down."),
    }.get(verb, "")
