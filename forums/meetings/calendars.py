"""A person's calendar feed: a secret address that calendars read, made and closed by the person."""

import datetime
import uuid

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forums.meetings import documents
from forums.meetings.letters import calendar_of
from forums.meetings.models import Meeting, MeetingState
from workit.access.towns import roles_by_town
from workit.audit.record import record_security
from workit.people.links import absolute, make_link, revoke_links
from workit.people.models import PublicLink, User
from workit.places.models import Municipality
from workit.tenancy import acting_for
from workit.web.errors import DomainError

FEED = "calendar.feed"
YEARS = datetime.timedelta(days=2 * 365)
BACK = datetime.timedelta(days=180)
SHOWN = (MeetingState.PLANNED, MeetingState.OPEN, MeetingState.CLOSED, MeetingState.CANCELLED)


def open_feed(user: User) -> PublicLink | None:
    """The feed in use."""
    links = PublicLink.objects.filter(purpose=FEED, object_id=user.pk, revoked_at=None, expires_at__gt=timezone.now())
    return links.order_by("-created_at").first()


@transaction.atomic
def make_feed(*, user: User) -> str:
    """A new secret path of the person's feed; one made before stops working. It cannot be read again later.

    Raises DomainError for somebody without a role in any town.
    """
    towns = list(roles_by_town(user))
    if not towns:
        raise DomainError(_("A calendar needs a role in a town."))
    revoke_links(purpose=FEED, object_id=user.pk)
    # The link names one town; the feed shows every town in which the person has a role when it is read.
    town = Municipality.objects.get(pk=min(towns))
    token = make_link(purpose=FEED, town=town, object_id=user.pk, expires_at=timezone.now() + YEARS)
    record_security("feed.made", by=user, about=user)
    return reverse("forums:feed_read", args=[token])


@transaction.atomic
def close_feed(*, user: User) -> None:
    """Close the person's feed."""
    revoke_links(purpose=FEED, object_id=user.pk)
    record_security("feed.closed", by=user, about=user)


def feed_of(user_id: uuid.UUID) -> bytes | None:
    """The calendar of the person, or None when nobody of that id is active in any town."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    towns = roles_by_town(user) if user else {}
    if user is None or not towns:
        return None
    with acting_for(towns), translation.override(user.language):
        rows = Meeting.objects.filter(
            state__in=SHOWN, starts_at__gte=timezone.now() - BACK, invited_at__isnull=False, invitees__member__user=user
        )
        meetings = rows.select_related("body", "municipality").order_by("starts_at").distinct()
        events = [
            calendar_of(
                meeting,
                url=absolute(reverse("forums:meeting_detail", args=[meeting.municipality.code, meeting.pk])),
                is_cancelled=meeting.state == MeetingState.CANCELLED,
            )
            for meeting in meetings
        ]
        return documents.feed_ics(events, name=_("WORKIT meetings"), language=user.language)
