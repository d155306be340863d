"""Forms of protocols: publishing, correcting, remarks."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.protocols.content import Content, texts_of
from workit.web.forms import DateField

REMARK_DAYS = 7
LONGEST_TASK = 400


class PublishForm(forms.Form):
    """To whom, and what the page showed when it was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    recipients = forms.MultipleChoiceField(required=False, label=_("Recipients"))
    also = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, people: list[Any], others: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = [(one.key, one.name) for one in people]  # type: ignore[attr-defined]
        self.fields["also"].choices = [(str(user.pk), str(user)) for user in others]  # type: ignore[attr-defined]


class CirculateForm(forms.Form):
    """Until when remarks are taken."""

    until = DateField(label=_("Remarks until"), initial=lambda: timezone.localdate() + datetime.timedelta(days=REMARK_DAYS))


class RemarkForm(forms.Form):
    """A remark on a draft."""

    text = forms.CharField(
        max_length=4_000,
        widget=forms.Textarea({"rows": 5}),
        label=_("Your remark"),
        error_messages={"required": _("Write your remark.")},
    )


class AnswerForm(forms.Form):
    """What was done about a remark."""

    answer = forms.CharField(
        max_length=300, label=_("What was done"), error_messages={"required": _("Write what was done about the remark.")}
    )


class CorrectionForm(forms.Form):
    """The words of a published protocol, each in a field of its own, and why they change."""

    correction = forms.CharField(
        max_length=400,
        label=_("What is corrected and why"),
        help_text=_("Stands on the corrected protocol, above everything else."),
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write what is corrected and why.")},
    )
    is_sent = forms.BooleanField(
        required=False, initial=True, label=_("Send the corrected protocol to everybody on the attendance list")
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, text in texts_of(content).items():
            self.fields[key] = forms.CharField(
                required=False,
                initial=text,
                max_length=LONGEST_TASK if key.startswith("task:") else 20_000,
                widget=forms.Textarea({"rows": min(8, 1 + len(text) // 70)}),
            )

    def texts(self) -> dict[str, str]:
        """The words as sent, by "kind:id"."""
        return {name: value for name, value in self.cleaned_data.items() if ":" in name}
