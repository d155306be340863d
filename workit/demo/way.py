"""Demonstration of the way: stages, milestones and checklists of a town, dated backwards from today."""

from datetime import timedelta

from workit.access.roles import Role
from workit.demo.registry import DemoTown, demo_step
from workit.people.models import User
from workit.stages.models import (
    ChecklistItem,
    Methodology,
    Milestone,
    Stage,
    State,
    TownChecklistItem,
    TownMilestone,
    TownStage,
    Visit,
    VisitKind,
)


def milestones() -> list[Milestone]:
    """The fifteen, in order."""
    current = Methodology.objects.get(is_current=True)
    return list(
        Milestone.objects.filter(stage__methodology=current).select_related("stage").order_by("stage__number", "number")
    )


def plan_dates(demo: DemoTown) -> None:
    """When the town came to each milestone: the present one `days` ago, the others about five weeks apart before it."""
    day = demo.days_ago(demo.plan.days)
    dates = [day]
    for _ in range(demo.plan.done):
        day -= timedelta(days=demo.random.randint(29, 40))
        dates.append(day)
    demo.entered = dates[::-1]


@demo_step(10)
def make_way(demo: DemoTown) -> None:
    """Milestones behind, here and ahead, with owner, dates and ticked items."""
    current = Methodology.objects.get(is_current=True)
    steps = milestones()
    owner_of = {Role.REFERENT_OPERATIONAL: demo.people[Role.REFERENT_OPERATIONAL]} | demo.people
    rows, ticks = [], []
    items = list(ChecklistItem.objects.filter(milestone__in=steps).order_by("number"))
    for place, milestone in enumerate(steps):
        is_done, is_here = place < demo.plan.done, place == demo.plan.done
        entered = demo.entered[place] if place <= demo.plan.done else None
        done_on = demo.entered[place + 1] if is_done else None
        rows.append(
            TownMilestone(
                municipality=demo.town,
                milestone=milestone,
                state=State.DONE if is_done else State.IN_PROGRESS if is_here else State.NOT_STARTED,
                owner=owner_of.get(milestone.owner_role),
                entered_on=entered,
                moved_on=done_on or entered,
                target_on=entered + timedelta(days=milestone.typical_days) if entered else None,
                done_on=done_on,
                confirmed_by=demo.people[Role.BUREAU_MANAGER] if is_done else None,
            )
        )
        of_milestone = [item for item in items if item.milestone_id == milestone.id]
        ticked = of_milestone if is_done else of_milestone[: len(of_milestone) // 3] if is_here else []
        ticks += [
            TownChecklistItem(
                municipality=demo.town,
                item=item,
                is_done=True,
                done_on=done_on or entered,
                by=demo.people[Role.REFERENT_OPERATIONAL],
            )
            for item in ticked
        ]
    TownMilestone.objects.bulk_create(rows)
    TownChecklistItem.objects.bulk_create(ticks)
    _make_stages(demo, current, steps)


def _make_stages(demo: DemoTown, current: Methodology, steps: list[Milestone]) -> None:
    for stage in Stage.objects.filter(methodology=current):
        places = [place for place, milestone in enumerate(steps) if milestone.stage_id == stage.id]
        is_closed = places[-1] < demo.plan.done
        TownStage.objects.create(
            municipality=demo.town,
            stage=stage,
            opened_on=demo.entered[places[0]] if places[0] <= demo.plan.done else None,
            closed_on=demo.entered[places[-1] + 1] if is_closed else None,
            closed_by=demo.people[Role.CEO] if is_closed else None,
            confirmation="אושר בפגישת צוות ההיגוי" if is_closed else "",
        )


@demo_step(80)
def make_visits(demo: DemoTown) -> None:
    """The coordinator's visits: two written up, and where the town moves, one planned."""
    coordinator = User.objects.filter(assignments__region=demo.town.region).order_by("email").first()
    for days, purpose, summary in (
        (95, "פגישת היכרות והצגת התהליך", "הוצגו שלבי המודל. סוכם על לוח מפגשים ועל איש קשר ברשות."),
        (40 + demo.plan.days, "ליווי לקראת אבן הדרך הבאה", "נבנה סדר יום משותף. הרשות תשלח הזמנות עד סוף השבוע."),
    ):
        Visit.objects.create(
            municipality=demo.town,
            kind=VisitKind.VISIT,
            planned_at=demo.moment(-days),
            purpose=purpose,
            place="בית הרשות",
            held_on=demo.days_ago(days),
            summary=summary,
            by=coordinator,
        )
    if demo.plan.days < 30:
        Visit.objects.create(
            municipality=demo.town,
            kind=VisitKind.CALL,
            planned_at=demo.moment(5),
            purpose="שיחת התקדמות חודשית",
            by=coordinator,
        )
