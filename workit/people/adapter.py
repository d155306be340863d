"""allauth bent to the product: accounts by invitation only, and our own answers to too many tries and to old sign-ins."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from workit.people import factors
from workit.people.limits import too_many
from workit.people.recent import signed_in_lately


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves; an invitation makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: see workit.people.invitations.open_account."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Accounts have no user name."""

    def validation_error(self, code: str, *args: Any) -> Exception:
        """The error of a form; too many tries are answered by a page of their own, with status 429."""
        if code == "too_many_login_attempts":
            raise ImmediateHttpResponse(too_many(self.request))
        error: Exception = super().validation_error(code, *args)
        return error

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to ask again: any way of signing in counts, for ten minutes."""
        if signed_in_lately(self.request):
            return False
        raise ReauthenticationRequired

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """What the person has set up, then the code by e-mail, which everybody has."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and not methods:
            code = {"id": "code", "description": _("Send a code by e-mail"), "url": reverse("confirm_by_code")}
            methods.append(code)
        return methods


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Encrypted under a key made from SECRET_KEY."""
        return factors.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Readable again, also under a key that was replaced (SECRET_KEY_FALLBACKS)."""
        return factors.decrypt(encrypted_text)
