"""The open sessions of a person: shown by device, ended one by one or together."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from workit.people.models import User

# Looked for in this order: most browsers also name the ones they descend from.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
PHONES = ("Android", "iPhone")


@dataclass(frozen=True, slots=True)
class Device:
    """One open session as the account page shows it."""

    id: int
    name: str
    address: str
    since: datetime
    seen_at: datetime
    is_here: bool


def device_name(user_agent: str) -> str:
    """Such as "טלפון, Android, Chrome", from what the browser says of itself."""
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    kind = _("Phone") if system in PHONES else _("Tablet") if system == "iPad" else _("Computer")
    return ", ".join(part for part in (kind, system, browser) if part)


def devices(user: User, session_key: str | None) -> list[Device]:
    """The person's sessions that are still alive, the one asking first."""
    found = [
        Device(row.pk, device_name(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == session_key)
        for row in UserSession.objects.purge_and_list(user)
    ]
    return sorted(found, key=lambda device: (not device.is_here, -device.seen_at.timestamp()))


def end_all(user: User, *, but: str | None = None) -> int:
    """End every session of the person, save the one with that key; returns how many."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for row in rows:
        row.end()
    return len(rows)


def end_one(user: User, session_id: int) -> bool:
    """End one session of the person's own."""
    row = UserSession.objects.filter(user=user, pk=session_id).first()
    if row is None:
        return False
    row.end()
    return True
