"""What the meeting screen sends, cleaned block by block; only the fields that were sent are looked at."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.meetings.models import Meeting, Note, Presence
from forums.members.models import Member
from forums.tasks.models import Task
from workit.web.errors import DomainError
from workit.web.forms import DateField, TimeField


class BlockForm(forms.Form):
    """A form of which a request may send a part."""

    def keep(self, names: Mapping[str, Any]) -> None:
        """Leave out what was not sent."""
        for name in set(self.fields) - set(names):
            del self.fields[name]


class NoteForm(BlockForm):
    """A paragraph of discussion."""

    text = forms.CharField(required=False, strip=False, max_length=20_000, label=Note._meta.get_field("text").verbose_name)


class TaskForm(BlockForm):
    """Who does what by when."""

    text = forms.CharField(
        required=False,
        max_length=400,
        label=_("What is to be done"),
        error_messages={"max_length": _("A task has at most 400 characters; the rest belongs to the discussion")},
    )
    owner: Any = forms.ModelChoiceField(queryset=None, required=False, label=_("Responsible"))
    due_on = DateField(required=False, label=Task._meta.get_field("due_on").verbose_name)
    needs_confirmation = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.all()  # type: ignore[attr-defined]


class PresenceForm(BlockForm):
    """Whether somebody came, from when until when, or who came instead."""

    presence = forms.ChoiceField(required=False, choices=[("yes", ""), ("no", ""), *Presence.choices])
    substitute_name = forms.CharField(required=False, max_length=120)
    arrived_at = TimeField(required=False)
    left_at = TimeField(required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def _instant(self, name: str) -> datetime.datetime | None:
        hour: datetime.time | None = self.cleaned_data[name]
        day = timezone.localdate(self.meeting.starts_at)
        return timezone.make_aware(datetime.datetime.combine(day, hour)) if hour else None

    def clean_arrived_at(self) -> datetime.datetime | None:
        """The hour on the day of the meeting."""
        return self._instant("arrived_at")

    def clean_left_at(self) -> datetime.datetime | None:
        """The hour on the day of the meeting."""
        return self._instant("left_at")


class PersonForm(forms.Form):
    """Somebody who came unannounced: out of the directory, or by name."""

    member: Any = forms.ModelChoiceField(queryset=None, required=False, label=_("From the directory"))
    name = forms.CharField(required=False, max_length=120, label=_("Name or title"))
    email = forms.EmailField(required=False, label=_("E-mail"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.active()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two is needed."""
        cleaned: dict[str, Any] = self.cleaned_data
        if not cleaned.get("member") and not (cleaned.get("name") or "").strip():
            raise forms.ValidationError(_("Choose somebody from the directory or write who came"))
        return cleaned


class ItemForm(forms.Form):
    """A topic that came up during the meeting."""

    title = forms.CharField(max_length=200, error_messages={"required": _("Write what the topic is")})
    minutes = forms.IntegerField(min_value=1, max_value=600)


class PastMeetingForm(forms.Form):
    """A meeting that was not planned here: it happens now, or has happened."""

    body: Any = forms.ModelChoiceField(queryset=None, label=_("Who met"), error_messages={"required": _("Choose who met")})
    title = forms.CharField(
        max_length=200, label=_("What the meeting is about"), error_messages={"required": _("Write what the meeting is about")}
    )
    day = DateField(label=_("Day"))
    starts = TimeField(label=_("Started at"))
    minutes = forms.IntegerField(min_value=5, max_value=720, initial=90, label=_("Length in minutes"))
    place = forms.CharField(required=False, max_length=200, label=_("Place"))

    def __init__(self, *args: Any, bodies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]

    def clean_day(self) -> datetime.date:
        """Today or earlier; what lies ahead is planned, not written up."""
        day: datetime.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                _("A meeting that lies ahead is planned with an invitation; choose today or an earlier day")
            )
        return day

    @property
    def starts_at(self) -> datetime.datetime:
        """Day and hour as an instant."""
        return timezone.make_aware(datetime.datetime.combine(self.cleaned_data["day"], self.cleaned_data["starts"]))


def cleaned(form: BlockForm, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were sent, cleaned; DomainError with the first thing to correct."""
    form.keep(sent)
    if not form.is_valid():
        raise DomainError(next(iter(form.errors.values()))[0])
    return form.cleaned_data


def cleaned_quietly(form: BlockForm, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields said before, as far as it still means something."""
    form.keep(sent)
    form.is_valid()
    return form.cleaned_data
