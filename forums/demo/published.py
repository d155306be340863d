"""Publishes a meeting of the past through the same service as a meeting of today, without telling anybody."""

from datetime import datetime

from django.utils import timezone

from forums.meetings.models import Meeting
from forums.protocols.services import publish
from forums.tasks.models import Task
from workit.people.models import User


def publish_as_of(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Publish with the time of that day, and date the tasks back to it."""
    publish(meeting=meeting, by=by, at=min(at, timezone.now()), is_told=False)
    Task.objects.filter(source_id=meeting.pk).update(created_at=at)
