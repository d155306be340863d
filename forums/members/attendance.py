"""How often each member came to the last meetings of a body, and who stays away; read through the members' invitations."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums.bodies.models import Body
from forums.members.models import Member

LAST = 5
CAME = frozenset({"present", "partly"})
SUBSTITUTE = "substitute"
WATCHED_STREAK, LATE_STREAK, SUBSTITUTES = 2, 3, 2


@dataclass(frozen=True, slots=True)
class Attendance:
    """The last meetings one member was invited to, the oldest first: came, substitute or away."""

    marks: Sequence[str] = field(default_factory=tuple)

    @property
    def came(self) -> int:
        """Meetings attended in person."""
        return self.marks.count("came")

    @property
    def away_in_a_row(self) -> int:
        """Meetings missed up to now without a break."""
        streak = 0
        for mark in reversed(self.marks):
            if mark != "away":
                break
            streak += 1
        return streak

    @property
    def words(self) -> str:
        """The dots in words."""
        return _("Came to %(came)s of %(of)s meetings") % {"came": self.came, "of": len(self.marks)}

    @property
    def sign(self) -> str:
        """Whether this member is drifting away: late, watch or nothing."""
        if self.away_in_a_row >= LATE_STREAK:
            return "late"
        is_watched = self.away_in_a_row >= WATCHED_STREAK or self.marks.count(SUBSTITUTE) >= SUBSTITUTES
        return "watch" if is_watched else ""

    @property
    def sign_words(self) -> str:
        """The sign in words."""
        if self.away_in_a_row >= WATCHED_STREAK:
            n = self.away_in_a_row
            return ngettext("Absent once", "Absent %(n)s times in a row", n) % {"n": n}
        n = self.marks.count(SUBSTITUTE)
        return ngettext("Sent a substitute once", "Sent a substitute %(n)s times", n) % {"n": n}


def last_meetings(body: Body, most: int = LAST) -> list[tuple[uuid.UUID, datetime.datetime]]:
    """The last meetings the body held, the oldest first."""
    held = body.meetings.filter(state="closed").order_by("-starts_at").values_list("pk", "starts_at")[:most]
    return [(pk, starts_at) for pk, starts_at in held if starts_at][::-1]


def attendance_of(members: Sequence[Member], body: Body) -> dict[uuid.UUID, Attendance]:
    """Each member's marks, in two queries."""
    meetings = [pk for pk, _starts_at in last_meetings(body)]
    invited = Member.objects.filter(pk__in=[member.pk for member in members], invitations__meeting__in=meetings)
    presence: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    for member, meeting, how in invited.values_list("pk", "invitations__meeting", "invitations__presence"):
        presence[member][meeting] = "came" if how in CAME else SUBSTITUTE if how == SUBSTITUTE else "away"
    return {
        member.pk: Attendance(tuple(presence[member.pk][pk] for pk in meetings if pk in presence[member.pk]))
        for member in members
    }
