"""What is asked on the pages of the way."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.people.models import User
from workit.places.models import Municipality
from workit.stages.models import Visit, VisitKind
from workit.web.forms import DateField, TimeField

WORDS = {"rows": 3}


class ConfirmForm(forms.Form):
    """The day a milestone was reached."""

    done_on = DateField(label=_("Reached on"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """A reason, in words."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs=WORDS),
        error_messages={"required": _("A reason has to be written")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class AssignForm(forms.Form):
    """Who carries the milestone, and by when."""

    owner = forms.ModelChoiceField(label=_("Who carries it"), queryset=User.objects.none(), required=False)
    target_on = DateField(label=_("By when"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(pk__in=[user.pk for user in people])  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = _("Nobody yet")  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """What shows the milestone, in words, with its day and perhaps a link."""

    label = forms.CharField(
        label=_("What it is"),
        max_length=200,
        help_text=_("For example: the agreement signed with the municipality, and where it is kept"),
        error_messages={"required": _("It has to be said what it is")},
    )
    happened_on = DateField(label=_("Date"))
    url = forms.URLField(label=_("Link"), required=False, assume_scheme="https")


class CloseStageForm(forms.Form):
    """What the steering team confirmed, where and when."""

    confirmation = forms.CharField(
        label=_("What the steering team confirmed, and where"),
        help_text=_("For example: steering meeting of 12.3, item 4"),
        max_length=400,
        widget=forms.Textarea(attrs=WORDS),
        error_messages={"required": _("What the steering team confirmed, and where, has to be written")},
    )
    closed_on = DateField(label=_("Date"))


class PlanVisitForm(forms.Form):
    """A visit in one of the person's towns."""

    town = forms.ModelChoiceField(
        label=_("Town"),
        queryset=Municipality.objects.none(),
        to_field_name="code",
        error_messages={"required": _("A town has to be chosen")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=VisitKind.choices, initial=VisitKind.VISIT)
    day = DateField(label=_("Day"))
    hour = TimeField(label=_("Hour"), initial=datetime.time(9))
    purpose = forms.CharField(
        label=_("Purpose"), max_length=300, error_messages={"required": _("The purpose has to be written")}
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)

    def __init__(self, *args: Any, towns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].queryset = towns  # type: ignore[attr-defined]
        self.fields["town"].empty_label = _("Choose a town")  # type: ignore[attr-defined]

    @property
    def planned_at(self) -> datetime.datetime:
        """The instant of the day and hour, on the wall clock."""
        return timezone.make_aware(datetime.datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"]))


class WriteUpForm(forms.Form):
    """What was found and agreed."""

    held_on = DateField(label=_("Held on"))
    summary = forms.CharField(
        label=_("What was found and agreed"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8000,
        error_messages={"required": _("What was found and agreed has to be written")},
    )

    @classmethod
    def of(cls, visit: Visit) -> "WriteUpForm":
        """Filled from the visit; a visit that is ahead gets its planned day, one that has passed too."""
        day = visit.held_on or min(timezone.localdate(visit.planned_at), timezone.localdate())
        return cls(initial={"held_on": day, "summary": visit.summary})


class SummaryForm(forms.Form):
    """What the successor should know of the town."""

    summary = forms.CharField(
        label=_("Summary of the town"),
        help_text=_("Where it stands, who carries it, what is delicate, what to do first"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=8000,
        error_messages={"required": _("The summary has to be written")},
    )


class IntroducedForm(forms.Form):
    """The day the successor was introduced."""

    introduced_on = DateField(label=_("Introductory meeting held on"))
