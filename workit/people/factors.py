"""Second factors: their secrets encrypted, and a change to them that ends the person's other sessions."""

import base64
import hashlib
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from workit.people.models import User
from workit.people.sessions import end_all


def _cipher() -> MultiFernet:
    """The cipher under the key in force, which also reads what older keys wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(b"second factors" + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def encrypt(text: str) -> str:
    """What the database may hold of a secret."""
    return _cipher().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """The secret again."""
    return _cipher().decrypt(text.encode()).decode()


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def factor_changed(sender: type, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever changes a factor stays; every other session of the person ends."""
    end_all(user, but=request.session.session_key)
