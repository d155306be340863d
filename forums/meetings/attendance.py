"""Who came, counted and said: the two-thirds mark, and the words in a person's own gender."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from forums.bodies.models import Body
from forums.meetings.models import Invitee, Presence
from workit.people.models import AddressForm

CAME = frozenset({Presence.PRESENT, Presence.PARTLY, Presence.SUBSTITUTE})
MISSED = frozenset({Presence.ABSENT, Presence.EXCUSED})


@dataclass(frozen=True, slots=True)
class Attendance:
    """Members and substitutes who came, out of the members of that day; guests are not counted."""

    present: int
    members: int
    needed: int
    unmarked: int
    mark: tuple[int, int]

    @property
    def is_reached(self) -> bool:
        """Whether the mark is reached."""
        return self.members > 0 and self.present >= self.needed

    @property
    def mark_words(self) -> str:
        """The mark as people say it."""
        named = {(2, 3): _("two thirds"), (1, 2): _("half"), (3, 4): _("three quarters")}
        return named.get(self.mark, f"{self.mark[0]}/{self.mark[1]}")

    @property
    def state_words(self) -> str:
        """Whether the mark is reached, short."""
        return (_("There are %(mark)s") if self.is_reached else _("Below %(mark)s")) % {"mark": self.mark_words}

    @property
    def sentence(self) -> str:
        """The count and where it stands against the mark: "13 of 18, above two thirds"."""
        share, wanted = self.present * self.mark[1], self.members * self.mark[0]
        words = {
            True: _("%(present)s of %(members)s, above %(mark)s"),
            False: _("%(present)s of %(members)s, below %(mark)s"),
        }[share > wanted]
        if share == wanted and self.members:
            words = _("%(present)s of %(members)s, exactly %(mark)s")
        return words % {"present": self.present, "members": self.members, "mark": self.mark_words}


def count(body: Body, invitees: Iterable[Invitee]) -> Attendance:
    """Count the people of a meeting against the mark of its body."""
    counted = [invitee for invitee in invitees if not invitee.is_guest]
    return Attendance(
        present=sum(invitee.presence in CAME for invitee in counted),
        members=len(counted),
        needed=body.quorum_of(len(counted)),
        unmarked=sum(invitee.presence == Presence.UNKNOWN for invitee in counted),
        mark=(body.quorum_numerator, body.quorum_denominator),
    )


def presence_words(form: str) -> tuple[str, str]:
    """The two labels of the switch, in the person's own gender."""
    if form == AddressForm.FEMININE:
        return pgettext("feminine", "Present"), pgettext("feminine", "Absent")
    if form == AddressForm.MASCULINE:
        return pgettext("masculine", "Present"), pgettext("masculine", "Absent")
    return pgettext("either gender", "Present"), pgettext("either gender", "Absent")
