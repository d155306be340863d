"""The steps a demonstration is built from: each app registers its own, in the order of what stands on what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from workit.demo.plan import TownPlan
from workit.people.models import User
from workit.places.models import Municipality


@dataclass
class DemoTown:
    """One town under construction, with what earlier steps made."""

    plan: TownPlan
    town: Municipality
    today: date
    random: Random
    people: dict[str, User] = field(default_factory=dict)
    # When the town came to each milestone it reached, by the milestone's place on the way (0 to 14).
    entered: list[date] = field(default_factory=list)

    def days_ago(self, days: int) -> date:
        """A day in the past."""
        return self.today - timedelta(days=days)

    def moment(self, days: int, hour: int = 9) -> datetime:
        """That many days from today at a full hour; a Friday or Saturday becomes the Thursday before."""
        day = self.today + timedelta(days=days)
        while day.weekday() in (FRIDAY, SATURDAY):
            day -= timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time(hour)))


FRIDAY, SATURDAY = 4, 5
Step = Callable[[DemoTown], None]
STEPS: list[tuple[int, Step]] = []


def demo_step(order: int) -> Callable[[Step], Step]:
    """Register a step; lower orders run first. It runs with the town in force, inside the town's transaction."""

    def wrap(step: Step) -> Step:
        STEPS.append((order, step))
        STEPS.sort(key=lambda entry: entry[0])
        return step

    return wrap
