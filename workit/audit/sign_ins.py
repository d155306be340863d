"""What Django and allauth tell of sign-ins, passwords and second factors, entered into the security log.

Signals, because these libraries have no other door; no business of ours runs on them. What succeeded is entered in the
transaction of the request. A refused attempt is entered on a connection of its own, so that a rollback does not hide it.
"""

import ipaddress
import logging
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest

from workit.audit.record import record_security, record_security_at_once
from workit.people.models import User

logger = logging.getLogger(__name__)

# How much of an address is kept: the network, enough to see an attack, too little to tell a person.
IPV4_BITS, IPV6_BITS = 24, 48


def network_of(request: HttpRequest | None) -> str:
    """The network the request came from, without its last part; empty when unknown."""
    try:
        # Behind the proxy allauth knows which address is the visitor's.
        address = ipaddress.ip_address(get_adapter().get_client_ip(request) if request else "")
    except (ValueError, PermissionDenied):
        return ""
    bits = IPV4_BITS if address.version == 4 else IPV6_BITS
    return str(ipaddress.ip_network((address, bits), strict=False))


@receiver(user_logged_in)
def _signed_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    record_security("sign_in.done", by=user, about=user, network=network_of(request))


@receiver(user_logged_out)
def _signed_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is not None:
        record_security("sign_in.ended", by=user, about=user)


@receiver(user_login_failed)
def _refused(credentials: Mapping[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or credentials.get("login") or "")
    try:
        record_security_at_once("sign_in.refused", about_email=typed, network=network_of(request))
    except DatabaseError:
        logger.exception("A refused sign-in could not be entered.")


@receiver(password_changed)
@receiver(password_set)
def _password_changed(user: User, **_: Any) -> None:
    record_security("password.changed", by=user, about=user)


@receiver(password_reset)
def _password_reset(user: User, **_: Any) -> None:
    record_security("password.reset", by=user, about=user)


@receiver(authenticator_added)
def _factor_added(user: User, authenticator: Any, **_: Any) -> None:
    record_security("factor.added", by=user, about=user, kind=str(authenticator.type))


@receiver(authenticator_removed)
def _factor_removed(user: User, authenticator: Any, **_: Any) -> None:
    record_security("factor.removed", by=user, about=user, kind=str(authenticator.type))


@receiver(authenticator_reset)
def _factor_reset(user: User, authenticator: Any, **_: Any) -> None:
    record_security("factor.reset", by=user, about=user, kind=str(authenticator.type))
