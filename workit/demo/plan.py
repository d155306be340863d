"""Where each of the fourteen demonstration towns stands: positions on the way, days there, and what is the matter.

Towns are real authorities (workit/reference/content/towns14.csv); everything else about them here is made up.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TownPlan:
    """The story of one town.

    `done` milestones are behind it, `days` is how long it has been at the present one, `attendance` the share of members
    who came to the meetings so far (the oldest first, the last value goes on), `late_tasks` how many tasks are overdue.
    """

    code: str
    region: str
    done: int
    days: int
    members: int
    attendance: tuple[float, ...]
    late_tasks: int
    has_referent: bool = True
    is_live: bool = False


PLANS = (
    TownPlan("2800", "north", 9, 12, 18, (0.83, 0.78, 0.72, 0.78), 1),
    TownPlan("8000", "north", 13, 6, 20, (0.8, 0.75), 3),
    TownPlan("6700", "north", 11, 9, 19, (0.79, 0.74), 0),
    TownPlan("1139", "north", 8, 41, 17, (0.88, 0.76, 0.59), 2),
    TownPlan("1063", "north", 7, 36, 16, (0.75,), 2),
    TownPlan("1061", "north", 6, 18, 16, (0.81,), 0),
    TownPlan("874", "north", 3, 74, 6, (), 4, has_referent=False),
    TownPlan("2630", "south", 14, 9, 21, (0.81,), 0),
    TownPlan("1034", "south", 12, 15, 18, (0.78,), 1),
    TownPlan("1031", "south", 10, 22, 17, (0.76,), 0, is_live=True),
    TownPlan("246", "south", 9, 58, 18, (0.89, 0.78, 0.61, 0.5), 6),
    TownPlan("31", "south", 6, 26, 15, (0.8,), 1),
    TownPlan("2200", "south", 5, 11, 14, (0.79,), 0),
    TownPlan("2560", "south", 1, 61, 5, (), 2),
)
SHOWCASE = PLANS[0].code
# One bureau serves two towns, as several really do.
SHARED_BUREAU = {"1061": "874"}
