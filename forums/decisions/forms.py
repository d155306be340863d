"""Forms of decisions: as written during the meeting, and what becomes of them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.decisions.models import Decision, DecisionKind, DecisionStatus, MayorApproval
from forums.decisions.services import NEXT
from forums.meetings.live_forms import BlockForm
from forums.members.models import Member
from workit.web.forms import DateField


class DecisionForm(BlockForm):
    """A decision as the meeting screen sends it; `mayor` says that the mayor must approve."""

    text = forms.CharField(required=False, max_length=4_000)
    reason = forms.CharField(required=False, max_length=4_000)
    kind = forms.ChoiceField(choices=DecisionKind.choices)
    votes_for = forms.IntegerField(required=False, min_value=0, max_value=999)
    votes_against = forms.IntegerField(required=False, min_value=0, max_value=999)
    votes_abstained = forms.IntegerField(required=False, min_value=0, max_value=999)
    owner: Any = forms.ModelChoiceField(queryset=None, required=False)
    due_on = DateField(required=False)
    mayor = forms.BooleanField(required=False)
    is_public = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Member.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say the mayor's approval in the words of the model."""
        cleaned: dict[str, Any] = self.cleaned_data
        if "mayor" in cleaned:
            needed = cleaned.pop("mayor")
            cleaned["mayor_approval"] = MayorApproval.NEEDED if needed else MayorApproval.NOT_NEEDED
        return cleaned


class MoveForm(forms.Form):
    """What became of a decision."""

    status = forms.ChoiceField(label=_("Where does it stand?"), error_messages={"required": _("Choose where it stands")})

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = NEXT.get(decision.status, frozenset())
        self.fields["status"].choices = [one for one in DecisionStatus.choices if one[0] in allowed]  # type: ignore[attr-defined]


class ReplaceForm(forms.Form):
    """Which later decision changed this one."""

    by_decision: Any = forms.ModelChoiceField(
        queryset=None, label=_("Changed by"), error_messages={"required": _("Choose the later decision")}
    )

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = Decision.objects.filter(body=decision.body_id, decided_on__gte=decision.decided_on)
        later = later.exclude(status=DecisionStatus.PROPOSED).exclude(pk=decision.pk)
        self.fields["by_decision"].queryset = later  # type: ignore[attr-defined]


class MayorForm(forms.Form):
    """The mayor's answer and its day."""

    approved = forms.ChoiceField(
        choices=[("yes", _("The mayor approved")), ("no", _("The mayor refused"))],
        widget=forms.RadioSelect,
        label=_("What did the mayor answer?"),
        error_messages={"required": _("Choose what the mayor answered")},
    )
    on = DateField(label=_("On which day"), initial=timezone.localdate)


class RegisterForm(forms.Form):
    """How the register is narrowed."""

    status = forms.ChoiceField(required=False, choices=[("", _("All")), *DecisionStatus.choices[1:]], label=_("Status"))
    body = forms.UUIDField(required=False)
    mayor = forms.BooleanField(required=False)
    words = forms.CharField(required=False, max_length=120, label=_("Words in the decision"))
