"""Publishes a meeting of the past as its protocol was published then, without telling anybody today."""

from datetime import datetime

from forums.meetings.models import Meeting
from workit.people.models import User


def publish_as_of(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Freeze version 1 with the date of that day."""
