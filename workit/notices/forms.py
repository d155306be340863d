"""What a person wants by mail."""

from typing import Any

from django import forms

from workit.notices.models import Category, Delivery
from workit.notices.services import deliveries
from workit.people.models import User


class PreferencesForm(forms.Form):
    """One choice for each category."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = deliveries([user.pk])
        for category in Category:
            self.fields[category.value] = forms.ChoiceField(
                label=category.label,
                choices=Delivery.choices,
                widget=forms.RadioSelect,
                initial=chosen[user.pk, category.value],
            )
