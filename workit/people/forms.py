"""What is typed about people: the own account, invitations, ends and hand-overs of roles."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workit.access.roles import SCOPES, Role, Scope
from workit.people.granting import roles_to_give
from workit.people.models import AddressForm, User
from workit.people.places import Place
from workit.people.titles import title
from workit.places.models import Bureau, District, Municipality, Region
from workit.web.forms import DateField

SIGN_IN_WAYS = (
    ("code", gettext_lazy("Code by e-mail")),
    ("passkey", gettext_lazy("Passkey")),
    ("password", gettext_lazy("Password")),
)


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the product speaks to the person."""

    address_form = forms.ChoiceField(
        label=gettext_lazy("How should we address you?"), choices=AddressForm.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the screens and of mail"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ("display_name", "address_form", "language", "phone", "keyboard_shortcuts")
        labels = {"display_name": gettext_lazy("Name or title"), "phone": gettext_lazy("Phone")}
        help_texts = {
            "display_name": gettext_lazy("As it stands in protocols and on name tags"),
            "keyboard_shortcuts": gettext_lazy("Single keys in a meeting and in the interview; off for speech input"),
        }


class InvitationForm(forms.Form):
    """Who is invited to which role, and until when."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("The invitation goes there, and nowhere else")
    )
    display_name = forms.CharField(
        label=gettext_lazy("Name or title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("As it should stand in protocols; the person may change it"),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    starts_on = DateField(label=gettext_lazy("From"), initial=timezone.localdate)
    ends_on = DateField(
        label=gettext_lazy("Until"), required=False, help_text=gettext_lazy("Empty for a role without a planned end")
    )
    message = forms.CharField(
        label=gettext_lazy("A word to the person invited"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, by: User, place: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        roles = roles_to_give(by, place) if place else frozenset(Role.values)
        self.fields["role"].choices = [("", _("Choose a role"))] + [  # type: ignore[attr-defined]
            (role.value, role.label) for role in Role if role in roles
        ]

    def clean(self) -> dict[str, Any]:
        """The role has to end after it begins."""
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day has to be after the first."))
        return cleaned

    def where(self) -> Place:
        """The place of the role."""
        if self.place is None:
            raise ValueError("The form knows no place.")
        return self.place


class ProgrammeInvitationForm(InvitationForm):
    """The same over any place of the programme; which kind of place fits is told by the role."""

    where_at = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    field_order = ("email", "display_name", "role", "where_at", "starts_on", "ends_on", "message")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows: list[tuple[Any, str, Any]] = [
            (_("Towns"), Scope.TOWN, Municipality.objects.tenants()),
            (_("Bureaus"), Scope.BUREAU, Bureau.objects.all()),
            (_("Regions"), Scope.REGION, Region.objects.all()),
            (_("Districts"), Scope.DISTRICT, District.objects.all()),
        ]
        self.rows = {f"{scope}:{row.pk}": row for _label, scope, found in rows for row in found}
        groups = [
            (label, [(key, str(row)) for key, row in self.rows.items() if key.startswith(f"{scope}:")])
            for label, scope, _found in rows
        ]
        self.fields["where_at"].choices = [  # type: ignore[attr-defined]
            (Scope.PROGRAMME.value, _("The whole programme")),
            *groups,
        ]

    def clean(self) -> dict[str, Any]:
        """The place has to be of a kind the role is held in."""
        cleaned = super().clean()
        role = cleaned.get("role")
        if role and self.where().scope not in SCOPES[Role(role)]:
            kinds = ", ".join(str(Scope(scope).label) for scope in SCOPES[Role(role)])
            self.add_error("where_at", _("This role is held over: %(kinds)s. Choose such a place.") % {"kinds": kinds})
        return cleaned

    def where(self) -> Place:
        """The place that was chosen."""
        return Place.of(self.rows.get(self.cleaned_data.get("where_at") or ""))


class EndForm(forms.Form):
    """When a role ends and why."""

    ends_on = DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: the role ends now, with the next page the person opens"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, help_text=gettext_lazy("Stays with the role, for the record")
    )

    def clean_ends_on(self) -> datetime.date | None:
        """The past cannot be changed."""
        day: datetime.date | None = self.cleaned_data["ends_on"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(_("The last day has to be today or later."))
        return day


class HandOverForm(forms.Form):
    """Who takes a role over, and the days in which both hold it."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the successor"),
        help_text=gettext_lazy("With an account the role is given at once; without one an invitation goes out"),
    )
    starts_on = DateField(label=gettext_lazy("The successor begins on"), initial=timezone.localdate)
    ends_on = DateField(
        label=gettext_lazy("Last day of the one who leaves"),
        help_text=gettext_lazy("In the days of overlap both see everything"),
    )

    def clean(self) -> dict[str, Any]:
        """Nothing may be left alone between the two."""
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if ends_on and ends_on < timezone.localdate():
            self.add_error("ends_on", _("The last day has to be today or later."))
        elif starts_on and ends_on and starts_on > ends_on + datetime.timedelta(days=1):
            self.add_error("starts_on", _("The successor has to begin before the holder ends, so that nothing is left alone."))
        return cleaned


class EntryForm(forms.Form):
    """What a person chooses when entering for the first time."""

    display_name = forms.CharField(
        label=gettext_lazy("Name or title"),
        max_length=120,
        help_text=gettext_lazy("As it stands in protocols and on name tags"),
    )
    address_form = forms.ChoiceField(label=gettext_lazy("How should we address you?"), widget=forms.RadioSelect)
    sign_in_way = forms.ChoiceField(
        label=gettext_lazy("How to sign in next time?"), choices=SIGN_IN_WAYS, widget=forms.RadioSelect, initial="code"
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("12 characters or more; a sentence is fine"),
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address_form"].choices = [  # type: ignore[attr-defined]
            (form.value, title(role, form)) for form in (AddressForm.FEMININE, AddressForm.MASCULINE)
        ] + [(AddressForm.NEUTRAL.value, AddressForm.NEUTRAL.label)]
        self.fields["address_form"].initial = AddressForm.NEUTRAL

    def clean(self) -> dict[str, Any]:
        """A password is needed only by who signs in with one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("sign_in_way") != "password":
            cleaned["password"] = ""
        elif not cleaned.get("password"):
            self.add_error("password", _("A password has to be chosen, 12 characters or more."))
        return cleaned


class CodeForm(forms.Form):
    """One code, one field."""

    code = forms.CharField(
        label=gettext_lazy("The code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "characters"}),
    )
