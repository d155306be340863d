"""What to look for in the audit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workit.audit.models import AuditEntry
from workit.audit.wording import deed, noun
from workit.people.models import User
from workit.web.forms import DateField


class AuditFilter(forms.Form):
    """Each field narrows the list; the choices are those that occur in the town."""

    verb = forms.ChoiceField(label=_("What was done"), required=False)
    person = forms.ModelChoiceField(User.objects.none(), label=_("By whom"), required=False, empty_label=_("Everybody"))
    subject = forms.CharField(label=_("To what"), required=False, max_length=200)
    since = DateField(label=_("From day"), required=False)
    until = DateField(label=_("Until day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs = AuditEntry.objects.order_by().values_list("verb", "subject_type").distinct()
        words = sorted({(verb, f"{deed(verb)}: {noun(kind)}") for verb, kind in pairs}, key=lambda pair: pair[1])
        self.fields["verb"].choices = [("", _("Everything")), *words]  # type: ignore[attr-defined]
        people = AuditEntry.objects.order_by().values("by")
        self.fields["person"].queryset = User.objects.filter(pk__in=people)  # type: ignore[attr-defined]
