"""Builds the demonstration: fourteen towns at different places on the way."""

from collections.abc import Sequence
from random import Random

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from workit.demo import way
from workit.demo.people import make_town, make_town_people, make_wide_people
from workit.demo.plan import PLANS, TownPlan
from workit.demo.registry import STEPS, DemoTown
from workit.people.models import User
from workit.tenancy import acting_for


def exists() -> bool:
    """Whether a demonstration, or anybody at all, is in the database."""
    return User.objects.exists()


@transaction.atomic
def build(plans: Sequence[TownPlan] = PLANS) -> int:
    """Build everything in one transaction, the same each time (random numbers from fixed seeds). Returns the towns."""
    autodiscover_modules("demo")
    make_wide_people()
    for plan in plans:
        town = make_town(plan, joined_days=plan.days + 35 * plan.done + 30)
        demo = DemoTown(plan, town, timezone.localdate(), Random(plan.code))  # noqa: S311
        with acting_for([town.id]):
            make_town_people(demo)
            way.plan_dates(demo)
            for _, step in STEPS:
                step(demo)
    return len(plans)
