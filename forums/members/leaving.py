"""What a member leaves behind: slices above register how open matters are counted and passed on."""

from collections.abc import Callable
from dataclasses import dataclass

from forums.members.models import Member
from workit.people.models import User

Count = Callable[[Member], int]
Pass = Callable[[Member, Member, User], int]


@dataclass(frozen=True, slots=True)
class Matter:
    """One kind of open matter: how many a member has, and how they go over to another."""

    count: Count
    hand_over: Pass


MATTERS: list[Matter] = []


def open_matters(member: Member) -> int:
    """How many open matters the member has."""
    return sum(matter.count(member) for matter in MATTERS)
