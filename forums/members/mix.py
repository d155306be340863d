"""Who sits around the table: the mix of sectors against the wished one, and how senior the members are. Pure functions."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forums.members.models import Member, Seat, Seniority
from workit.organisations.models import Sector
from workit.web.words import number_word

# What the model aims at around a forum's table; a body may set its own.
WISHED: Mapping[str, int] = {
    Sector.BUSINESS: 5,
    Sector.LOCAL_GOVERNMENT: 5,
    Sector.GOVERNMENT: 3,
    Sector.ACADEMIA: 2,
    Sector.THIRD_SECTOR: 2,
    Sector.CIVIL_SOCIETY: 2,
    Sector.PHILANTHROPY: 1,
}
# The handbook asks for the level of chief executives; half of the table is what the product measures against.
WISHED_SENIOR_SHARE = 2
MOST_GAPS_NAMED = 2
# How the lack of a sector is said in a sentence.
LACKS: Mapping[str, Promise] = {
    Sector.GOVERNMENT: gettext_lazy("representatives of government"),
    Sector.PHILANTHROPY: gettext_lazy("representatives of philanthropy"),
    Sector.THIRD_SECTOR: gettext_lazy("representatives of the third sector"),
    Sector.LOCAL_GOVERNMENT: gettext_lazy("representatives of the municipality"),
    Sector.CIVIL_SOCIETY: gettext_lazy("representatives of residents"),
    Sector.ACADEMIA: gettext_lazy("representatives of academia"),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A sector: how many sit there, how many are wished for."""

    sector: str
    present: int
    wished: int

    @property
    def label(self) -> str:
        """The sector in words."""
        return str(Sector(self.sector).label)

    @property
    def missing(self) -> int:
        """How many are missing to the wished mix."""
        return max(0, self.wished - self.present)

    @property
    def words(self) -> str:
        """The gap in words."""
        if self.wished and not self.present:
            return _("Nobody represents it")
        if self.missing:
            return ngettext("One is missing", "%(n)s are missing", self.missing) % {"n": self.missing}
        above = self.present - self.wished
        return ngettext("One above the wish", "%(n)s above the wish", above) % {"n": above} if above else _("As wished")

    @property
    def alternative(self) -> str:
        """The cells, for who does not see them."""
        return _("%(present)s, wished for: %(wished)s") % {"present": self.present, "wished": self.wished}


def mix_of(members: Iterable[Member], wished: Mapping[str, int]) -> list[Share]:
    """Every sector that is there or wished for, the largest gap first."""
    present = Counter(member.sector for member in members)
    aims = dict(wished) or dict(WISHED)
    shares = [Share(sector, present[sector], aims.get(sector, 0)) for sector in Sector.values]
    found = [share for share in shares if share.present or share.wished]
    return sorted(found, key=lambda share: (-share.missing, bool(share.present), share.wished - share.present))


def news(members: int, shares: Sequence[Share]) -> str:
    """The title of the members' page: what is missing around the table."""
    if not members:
        return _("There are no members yet.")
    gaps = [share for share in shares if share.missing]
    if not gaps:
        return _("Every sector sits around the table.")
    named = [_lack(share) for share in gaps[:MOST_GAPS_NAMED]]
    if len(named) == 1:
        return _("The forum lacks %(gap)s.") % {"gap": named[0]}
    return _("The forum lacks %(gap)s and %(other)s.") % {"gap": named[0], "other": named[1]}


def _lack(share: Share) -> str:
    if share.sector == Sector.BUSINESS:
        return ngettext("an employer", "%(n)s employers", share.missing) % {"n": number_word(share.missing)}
    return str(LACKS[share.sector])


@dataclass(frozen=True, slots=True)
class SeniorityFacts:
    """How many of the members are at the level of a chief executive, and how many were at the first meeting."""

    senior: int
    members: int
    before: int | None

    @property
    def wished(self) -> int:
        """Half of the members, rounded up."""
        return -(-self.members // WISHED_SENIOR_SHARE)

    @property
    def is_low(self) -> bool:
        """Under the wish."""
        return self.senior < self.wished

    @property
    def is_falling(self) -> bool:
        """Fewer than there were."""
        return self.before is not None and self.senior < self.before


def seniority_of(seats: Sequence[Seat], *, on: datetime.date, first_meeting: datetime.date | None) -> SeniorityFacts:
    """Seniority among the seats held on a day, against the first meeting; `seats` holds ended ones too."""
    now = [seat for seat in seats if held_on(seat, on)]
    then = [seat for seat in seats if held_on(seat, first_meeting)] if first_meeting else []
    return SeniorityFacts(senior_among(now), len(now), senior_among(then) if first_meeting else None)


def held_on(seat: Seat, day: datetime.date) -> bool:
    """Whether the seat was held on that day."""
    return seat.starts_on <= day and (seat.ends_on is None or seat.ends_on >= day)


def senior_among(seats: Iterable[Seat]) -> int:
    """How many of the seats are held at the level of a chief executive."""
    return sum(seat.member.seniority == Seniority.CEO for seat in seats)
