"""allauth bent to the product: accounts by invitation only, mail through our own templates."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves; an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: see workit.people.services.accept."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Accounts have no user name."""
