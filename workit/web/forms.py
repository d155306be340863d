"""Forms as the design asks: label, hint, error between hint and field; direction and autocomplete by what is typed."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

# Left to right in every language, because their content is.
LTR_WIDGETS = (forms.EmailInput, forms.URLInput, forms.PasswordInput, forms.NumberInput)
LTR_NAMES = frozenset({"email", "login", "phone", "url", "link", "code", "username"})
PLAIN_TEXT = (forms.TextInput, forms.Textarea)
TICKS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
AUTOCOMPLETE = {"email": "email", "phone": "tel", "full_name": "name"}


class BoundField(forms.BoundField):
    """A field that knows how it is shown."""

    @property
    def kind(self) -> str:
        """Which markup the field template writes: tick (one checkbox), group (radio or several boxes) or input."""
        widget = self.field.widget
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        return "group" if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple) else "input"

    @property
    def hint_id(self) -> str:
        """Id of the hint; Django points `aria-describedby` to it."""
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        """Id of the error; Django points `aria-describedby` to it."""
        return f"{self.auto_id}_error"

    @property
    def first_id(self) -> str:
        """Where a link from the error summary leads: the control itself, the first of a group."""
        return str(self.id_for_label or f"{self.auto_id}_0")

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add class, direction and autocomplete; leave the browser's own bubbles out."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)  # errors appear on submit, in our own words (design §7)
        if self.field.required:
            built.setdefault("aria-required", "true")
        if not isinstance(widget, TICKS) and not widget.is_hidden:
            built["class"] = f"in {widget.attrs.get('class', '')}".strip()
            for name, value in self._typing(widget).items():
                if name not in widget.attrs:
                    built.setdefault(name, value)
        return built

    def _typing(self, widget: forms.Widget) -> dict[str, str]:
        """Direction and autocomplete of what is typed here."""
        found = {}
        if isinstance(widget, LTR_WIDGETS) or self.name in LTR_NAMES:
            found["dir"] = "ltr"
        elif isinstance(widget, PLAIN_TEXT) and not isinstance(widget, forms.DateInput | forms.TimeInput | forms.DateTimeInput):
            found["dir"] = "auto"
        if self.name in AUTOCOMPLETE:
            found["autocomplete"] = AUTOCOMPLETE[self.name]
        return found


class Renderer(TemplatesSetting):
    """Renders every form of the product through `templates/forms/`."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = BoundField


class DateInput(forms.DateInput):
    """The browser's own date field: its keyboard, its calendar, and a value in ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "n narrow", **(attrs or {})}, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "n narrow", **(attrs or {})}, format="%H:%M")


class DateField(forms.DateField):
    """A day, typed in the browser's date field."""

    widget = DateInput
    default_error_messages = {
        "required": _("A date has to be chosen"),
        "invalid": _("The date has to be a day of the calendar"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d.%m.%Y"])
        super().__init__(**kwargs)


class TimeField(forms.TimeField):
    """An hour, typed in the browser's time field."""

    widget = TimeInput
    default_error_messages = {"required": _("An hour has to be chosen"), "invalid": _("The hour has to look like 09:30")}
