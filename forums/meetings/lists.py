"""The list of meetings: what is ahead, what was held with its protocol and attendance, and the rhythm."""

import datetime
from functools import cached_property

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.bodies.models import Body, BodyKind
from forums.meetings.models import Meeting, MeetingState
from forums.meetings.rhythm import recommended
from workit.places.models import Municipality
from workit.web.days import distance

PER_PAGE = 20


class MeetingsPage:
    """The meetings of a town, all or of one body."""

    def __init__(self, town: Municipality, *, body: str, with_drafts: bool, number: str = "1") -> None:
        self.town, self.with_drafts, self.number = town, with_drafts, number
        self.bodies = list(Body.objects.filter(municipality=town).order_by("closed_on", "opened_on"))
        self.body = next((one for one in self.bodies if str(one.pk) == body), None)

    @cached_property
    def _rows(self) -> list[Meeting]:
        rows = Meeting.objects.filter(municipality=self.town).select_related("body").prefetch_related("protocols")
        if self.body:
            rows = rows.filter(body=self.body)
        if not self.with_drafts:
            rows = rows.exclude(state=MeetingState.DRAFT)
        return list(rows)

    @cached_property
    def ahead(self) -> list[Meeting]:
        """Drafted, planned or running; without a day last."""
        states = (MeetingState.DRAFT, MeetingState.PLANNED, MeetingState.OPEN)
        far = timezone.now() + datetime.timedelta(days=10_000)
        rows = [row for row in self._rows if row.state in states]
        return sorted(rows, key=lambda row: (row.state != MeetingState.OPEN, row.starts_at or far))

    @cached_property
    def behind(self) -> Page[Meeting]:
        """Held or cancelled, the latest first."""
        rows = [row for row in self._rows if row.state in (MeetingState.CLOSED, MeetingState.CANCELLED)]
        rows.sort(key=lambda row: row.starts_at or row.created_at, reverse=True)
        return Paginator(rows, PER_PAGE).get_page(self.number)

    @property
    def is_empty(self) -> bool:
        """Nothing ahead and nothing held."""
        return not self._rows

    @property
    def main_body(self) -> Body | None:
        """The body the rhythm is told of: the chosen one, else the forum, else the first."""
        forum = next((one for one in self.bodies if one.kind == BodyKind.FORUM), None)
        return self.body or forum or (self.bodies[0] if self.bodies else None)

    @property
    def query(self) -> str:
        """What the pager keeps of the address."""
        return f"body={self.body.pk}" if self.body else ""

    @property
    def rhythm(self) -> str:
        """The recommended rhythm in words."""
        return recommended(self.main_body) if self.main_body else ""

    @property
    def news(self) -> str:
        """The page's title: the next meeting, else how long ago the last one was."""
        coming = next((row for row in self.ahead if row.starts_at and row.state == MeetingState.PLANNED), None)
        running = next((row for row in self.ahead if row.state == MeetingState.OPEN), None)
        if running:
            return _("%(meeting)s is in progress.") % {"meeting": running.title}
        if coming and coming.starts_at:
            return _("The next meeting is %(when)s: %(meeting)s.") % {
                "when": distance(coming.starts_at),
                "meeting": coming.title,
            }
        drafts = len(self.ahead)
        if drafts:
            words = ngettext(
                "%(count)s draft waits for its invitations.", "%(count)s drafts wait for their invitations.", drafts
            )
            return words % {"count": drafts}
        held = next((row for row in self.behind if row.state == MeetingState.CLOSED and row.starts_at), None)
        if held and held.starts_at:
            return _("The last meeting was %(when)s, and no other is planned.") % {"when": distance(held.starts_at)}
        return _("The forum has not met yet.")
