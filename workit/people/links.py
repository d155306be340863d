"""Public links: made, found and revoked. A token is 128 random bits, shown once, and kept only as its SHA-256."""

import datetime
import hashlib
import secrets
import uuid

from django.conf import settings
from django.utils import timezone

from workit.people.models import PublicLink
from workit.places.models import Municipality


def new_token() -> tuple[str, str]:
    """A random token for a URL, and the hash under which it is kept."""
    token = secrets.token_urlsafe(16)
    return token, hash_token(token)


def hash_token(token: str) -> str:
    """SHA-256 of a token, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(*, purpose: str, town: Municipality, object_id: uuid.UUID, expires_at: datetime.datetime) -> str:
    """Make a link for one purpose and one row and return its token; the token cannot be read again."""
    token, digest = new_token()
    PublicLink.objects.create(token_sha256=digest, purpose=purpose, town=town, object_id=object_id, expires_at=expires_at)
    return token


def find_link(token: str) -> PublicLink | None:
    """The open link of a token, or None for one that never was, has expired or was revoked."""
    link = PublicLink.objects.select_related("town").filter(token_sha256=hash_token(token)).first()
    return link if link is not None and link.is_open else None


def revoke_links(*, purpose: str, object_id: uuid.UUID) -> None:
    """Close every open link of that purpose to that row."""
    PublicLink.objects.filter(purpose=purpose, object_id=object_id, revoked_at=None).update(revoked_at=timezone.now())


def absolute(path: str) -> str:
    """The full address of a path, for mails and calendar files."""
    return settings.SITE_URL.rstrip("/") + path
