"""What is typed about places."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workit.access.roles import Role
from workit.places.models import Bureau, District, Municipality, Region
from workit.web.forms import DateField

FIRST_ROLES = (Role.CEO, Role.REFERENT_OPERATIONAL, Role.REFERENT_STRATEGIC, Role.MAYOR)


class TownPlaceForm(forms.Form):
    """Where a town belongs: region, district and the bureaus that serve it."""

    region = forms.ModelChoiceField(label=gettext_lazy("Region"), queryset=Region.objects.none(), empty_label=None)
    district = forms.ModelChoiceField(label=gettext_lazy("District"), queryset=District.objects.none(), empty_label=None)
    bureaus = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Employment bureaus that serve the town"),
        queryset=Bureau.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("region", Region), ("district", District), ("bureaus", Bureau)):
            self.fields[name].queryset = rows.objects.all()  # type: ignore[attr-defined]


class AddTownForm(TownPlaceForm):
    """An authority that joins, with the first person who is invited there."""

    code = forms.ChoiceField(label=gettext_lazy("Authority"))
    joined_on = DateField(label=gettext_lazy("First day in the programme"), initial=timezone.localdate)
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the first person"),
        required=False,
        help_text=gettext_lazy("Usually the municipal CEO or the referent; the invitation leaves at once"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("In the role of"),
        required=False,
        choices=[(role.value, role.label) for role in FIRST_ROLES],
    )
    field_order = ("code", "region", "district", "bureaus", "joined_on", "email", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(town.code, f"{town.name} ({town.code})") for town in Municipality.objects.known()]
        self.fields["code"].choices = [("", _("Choose an authority")), *known]  # type: ignore[attr-defined]

    def clean_joined_on(self) -> datetime.date:
        """A town joins today or has joined before."""
        day: datetime.date = self.cleaned_data["joined_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The first day has to be today or earlier."))
        return day


class LeaveForm(forms.Form):
    """When a town left, and why."""

    left_on = DateField(label=gettext_lazy("Last day in the programme"), initial=timezone.localdate)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class BureauForm(forms.Form):
    """A bureau of the Employment Service."""

    name = forms.CharField(label=gettext_lazy("Name (Hebrew)"), max_length=120)
    district = forms.ModelChoiceField(label=gettext_lazy("District"), queryset=District.objects.none(), empty_label=None)
    towns = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Towns it serves"),
        queryset=Municipality.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.all()  # type: ignore[attr-defined]
        self.fields["towns"].queryset = Municipality.objects.tenants()  # type: ignore[attr-defined]


class RegionForm(forms.ModelForm):  # type: ignore[type-arg]
    """A region of the programme."""

    class Meta:
        model = Region
        fields = ("name_he", "name_en", "name_ar")
