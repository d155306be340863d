"""Forms of the slice: what was done, why it moves, who takes it."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Body
from forums.members.models import Member
from forums.tasks.models import PostponeReason, Task
from workit.web.days import table_day
from workit.web.forms import DateField

ROWS = {"rows": 2}


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Any active member of the town; who has no account gets the task by mail."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Responsible"))
        kwargs.setdefault("error_messages", {"required": _("It has to be chosen who is responsible")})
        kwargs.setdefault("empty_label", _("Choose who is responsible"))
        super().__init__(queryset=Member.objects.none(), **kwargs)

    def label_from_instance(self, obj: Member) -> str:
        """Name and organisation; who is told only by mail, or by nobody, is marked."""
        name = f"{obj.name} · {obj.organisation}" if obj.organisation else obj.name
        if obj.user_id:
            return name
        way = gettext("by mail") if obj.email else gettext("no account and no address")
        return f"{name} ({way})"


class TaskForm(forms.Form):
    """A new task."""

    text = forms.CharField(
        label=_("What is to be done"),
        max_length=400,
        help_text=_("One deed with a clear end, so that everybody knows when it is done."),
        error_messages={"required": _("It has to be written what is to be done")},
    )
    owner = OwnerField(help_text=_("One person. Who has no account gets the task by mail and answers by its link."))
    due_on = DateField(label=_("Until"))
    body = forms.ModelChoiceField(
        label=_("Body"), queryset=Body.objects.none(), required=False, empty_label=_("No body in particular")
    )
    needs_confirmation = forms.BooleanField(
        label=_("I confirm when it is done"), required=False, help_text=_("Until you confirm, it waits on your list.")
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.active().select_related("organisation")  # type: ignore[attr-defined]
        self.fields["body"].queryset = Body.objects.filter(closed_on=None)  # type: ignore[attr-defined]

    def clean_due_on(self) -> datetime.date:
        """A day that has not passed."""
        day: datetime.date = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("The date has to be today or later"))
        return day


class FinishForm(forms.Form):
    """What was done."""

    outcome = forms.CharField(
        label=_("What was done?"),
        max_length=1000,
        widget=forms.Textarea(attrs=ROWS),
        help_text=_("One sentence. Whoever asked for it sees it, and so does the protocol."),
        error_messages={"required": _("A sentence on what was done has to be written")},
    )
    file = forms.FileField(label=_("Attach a file"), required=False)


class PostponeForm(forms.Form):
    """Why, until when, and waiting for whom."""

    reason = forms.ChoiceField(
        label=_("Why postpone?"),
        choices=PostponeReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("A reason has to be chosen")},
    )
    due_on = DateField(label=_("New date"))
    waiting_for = forms.CharField(label=_("Waiting for whom"), max_length=120, required=False)
    seen = forms.DateField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        self.task = task
        kwargs["initial"] = {"seen": task.due_on.isoformat() if task.due_on else "", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_due_on(self) -> datetime.date:
        """A day after the present one, and not past."""
        day: datetime.date = self.cleaned_data["due_on"]
        after = max(self.task.due_on or day, timezone.localdate() - datetime.timedelta(days=1))
        if day <= after:
            words = {"day": table_day(after)}
            raise forms.ValidationError(gettext("The date has to be after %(day)s") % words)
        return day


class CommentForm(forms.Form):
    """A comment, with a file or without."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        widget=forms.Textarea(attrs=ROWS),
        error_messages={"required": _("A comment has to say something")},
    )
    file = forms.FileField(label=_("Attach a file"), required=False)


class ReassignForm(forms.Form):
    """Who takes the task."""

    owner = OwnerField()
    due_on = DateField(label=_("Until"))
    note = forms.CharField(label=_("A word to the new owner"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.active().select_related("organisation")  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason, in words: for cancelling, and for returning."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs=ROWS),
        error_messages={"required": _("A reason has to be written")},
    )


class RegisterForm(forms.Form):
    """What the list of the whole town is narrowed to."""

    STATES = (
        ("", _("Open and waiting")),
        ("late", _("Overdue")),
        ("waiting", _("Waiting for confirmation")),
        ("postponed", _("Postponed twice")),
        ("done", _("Done")),
        ("cancelled", _("Cancelled")),
        ("all", _("All")),
    )
    state = forms.ChoiceField(label=_("Status"), choices=STATES, required=False)
    body = forms.ModelChoiceField(label=_("Body"), queryset=Body.objects.none(), required=False, empty_label=_("All bodies"))
    owner: Any = forms.ModelChoiceField(
        label=_("Responsible"), queryset=Member.objects.none(), required=False, empty_label=_("Everybody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.all()  # type: ignore[attr-defined]
        self.fields["owner"].queryset = Member.objects.filter(tasks__isnull=False).distinct()  # type: ignore[attr-defined]
