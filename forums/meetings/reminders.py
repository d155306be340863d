"""Reminders to those who have not answered: by a button, and by themselves three days and one day before."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.meetings.models import Answer, Invitee, Meeting, MeetingState
from workit.audit.record import record
from workit.jobs.services import enqueue
from workit.people.models import User
from workit.places.models import Municipality
from workit.web.errors import DomainError

DAYS_BEFORE = (3, 1)
PAUSE = datetime.timedelta(hours=24)


def remindable(meeting: Meeting, now: datetime.datetime | None = None) -> Any:
    """Invited, without an answer, with an address, and not reminded within a day."""
    recently = (now or timezone.now()) - PAUSE
    waiting = meeting.invitees.filter(answer=Answer.NONE, invited_at__isnull=False).exclude(email="")
    return waiting.filter(Q(reminded_at=None) | Q(reminded_at__lt=recently)).exclude(invited_at__gt=recently)


@transaction.atomic
def remind(*, meeting: Meeting, by: User | None) -> int:
    """Write to those who have not answered; nobody twice within a day, nor on the day of the invitation.

    Returns how many are written to. Raises DomainError when the meeting is not ahead.
    """
    locked: Meeting = Meeting.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=meeting.pk)
    if locked.state != MeetingState.PLANNED or locked.starts_at is None or locked.starts_at <= timezone.now():
        raise DomainError(_("Reminders are sent for a meeting that is ahead and whose invitations went out."))
    people = list(remindable(locked).values_list("pk", flat=True))
    if not people:
        return 0
    now = timezone.now()
    Invitee.objects.filter(pk__in=people).update(reminded_at=now)
    record("meeting.reminded", subject=locked, by=by, people=len(people))
    enqueue(
        "meeting.remind",
        key=f"{locked.pk}:{now.isoformat()}",
        town=locked.municipality,
        args={"meeting": str(locked.pk), "invitees": [str(pk) for pk in people]},
        by=by,
        action="meeting.remind" if by else "",
    )
    return len(people)


def remind_town(town: Municipality) -> dict[str, Any]:
    """The daily round: meetings of the town that are three days or one day ahead."""
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=ahead) for ahead in DAYS_BEFORE]
    meetings = Meeting.objects.filter(municipality=town, state=MeetingState.PLANNED, starts_at__date__in=days)
    return {"reminded": sum(remind(meeting=meeting, by=None) for meeting in meetings)}
