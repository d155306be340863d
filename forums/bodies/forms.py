"""Forms of the slice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from forums.bodies.models import Body, BodyKind, ChairTitle
from forums.bodies.services import SINGLE
from workit.places.models import Municipality
from workit.web.durations import DurationField
from workit.web.forms import DateField

FRACTIONS = {"2/3": _("Two thirds"), "1/2": _("Half"), "3/4": _("Three quarters")}


class BodyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Settings of a body, against which the health of its meetings is measured."""

    quorum = forms.ChoiceField(
        label=_("The attendance mark"),
        choices=list(FRACTIONS.items()),
        help_text=_("The share of active members, or their substitutes, who should be present."),
    )
    meeting_minutes = DurationField(label=_("Length of a meeting"), help_text=_("A forum needs about three hours."))
    closes_on = DateField(label=_("Planned end"), required=False)

    class Meta:
        model = Body
        fields = (
            "name",
            "purpose",
            "chair_title",
            "meeting_minutes",
            "rhythm_weeks_from",
            "rhythm_weeks_to",
            "quorum",
            "quorum_blocks",
            "closes_on",
        )
        help_texts = {  # noqa: RUF012 - Django's own form of it
            "purpose": _("One sentence: what this body is to achieve, with a clear product."),
            "chair_title": _("The mayor, or whoever the mayor appoints; most often the CEO."),
            "quorum_blocks": _("Off by default: low attendance is a sign to look at, not a bar to deciding."),
            "rhythm_weeks_from": _("Until session 5 a forum meets every 4 to 6 weeks, then every 2 to 3 months."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = self.instance
        mark = f"{body.quorum_numerator}/{body.quorum_denominator}"
        self.fields["quorum"].initial = mark
        if mark not in FRACTIONS:
            self.fields["quorum"].choices = [*FRACTIONS.items(), (mark, mark)]  # type: ignore[attr-defined]
        if body.kind in SINGLE:
            del self.fields["closes_on"]

    def clean(self) -> dict[str, Any]:
        """The rhythm runs from the shorter to the longer."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("rhythm_weeks_from"), cleaned.get("rhythm_weeks_to")
        if first and last and first > last:
            self.add_error("rhythm_weeks_to", _("This has to be at least the number before it"))
        return cleaned

    @property
    def settings(self) -> dict[str, Any]:
        """What the service is given."""
        found = dict(self.cleaned_data)
        numerator, denominator = found.pop("quorum").split("/")
        return {**found, "quorum_numerator": int(numerator), "quorum_denominator": int(denominator)}


class OpenBodyForm(forms.Form):
    """A new body: kind, name, purpose, chair, planned end."""

    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("The name the members will see in invitations."))
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=400,
        required=False,
        help_text=_("A team takes one concrete task with a clear product."),
    )
    chair_title = forms.ChoiceField(label=_("Chair"), choices=ChairTitle.choices, initial=ChairTitle.CEO)
    closes_on = DateField(label=_("Planned end"), required=False, help_text=_("Teams are small and end when the task is done."))

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = set(Body.objects.filter(municipality=town, closed_on=None).values_list("kind", flat=True))
        free = [(kind.value, kind.label) for kind in BodyKind if kind not in SINGLE or kind not in known]
        self.fields["kind"].choices = free  # type: ignore[attr-defined]
        self.fields["kind"].initial = BodyKind.TASK_TEAM
