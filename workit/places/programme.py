"""What the programme's page shows: each town with its way, its people and what is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workit.access.roles import REFERENTS, Role, Scope
from workit.people.models import RoleAssignment
from workit.places.models import Municipality
from workit.stages.progress import Verdict
from workit.stages.way import Way, ways_of
from workit.web.words import number_word

ORDER = {Verdict.STUCK: 0, Verdict.WATCH: 1, Verdict.AHEAD: 2, Verdict.ARRIVED: 3}


@dataclass(frozen=True, slots=True)
class TownLine:
    """One town of the programme."""

    town: Municipality
    way: Way
    referents: int
    has_coordinator: bool
    version: str

    @property
    def states(self) -> list[str]:
        """One word per milestone, for the mini way."""
        here = self.way.here
        passed = True
        found = []
        for row in self.way.milestones:
            if here is not None and row.pk == here.pk:
                passed = False
                found.append("now")
            else:
                found.append("done" if passed else "ahead")
        return found

    @property
    def is_on_the_way(self) -> bool:
        """Whether the town set out."""
        return bool(self.way.milestones)

    @property
    def state(self) -> str:
        """How the town gets on, in words."""
        days = self.way.days
        match self.way.verdict:
            case Verdict.STUCK:
                return ngettext("stuck for %(days)s day", "stuck for %(days)s days", days) % {"days": days}
            case Verdict.WATCH:
                return ngettext("%(days)s day in the milestone", "%(days)s days in the milestone", days) % {"days": days}
            case Verdict.ARRIVED:
                return _("all milestones done")
        return _("moving on")


def town_lines() -> list[TownLine]:
    """The towns in force, what is stuck longest first."""
    today = timezone.localdate()
    towns = list(Municipality.objects.tenants().select_related("region"))
    ways = ways_of(town.pk for town in towns)
    referents = Counter(
        RoleAssignment.objects.filter(scope=Scope.TOWN, role__in=REFERENTS).in_force(today).values_list("town_id", flat=True)
    )
    coordinators = set(
        RoleAssignment.objects.filter(scope=Scope.REGION, role=Role.REGIONAL_COORDINATOR)
        .in_force(today)
        .values_list("region_id", flat=True)
    )
    lines = []
    for town in towns:
        way = ways[town.pk]
        version = str(way.milestones[0].milestone.stage.methodology.version) if way.milestones else ""
        lines.append(TownLine(town, way, referents[town.pk], town.region_id in coordinators, version))
    return sorted(lines, key=lambda line: (not line.is_on_the_way, ORDER[line.way.verdict], -line.way.days, line.town.name))


def known_towns(search: str) -> list[Municipality]:
    """Authorities that take no part, by a part of the name or the code."""
    rows = Municipality.objects.known()
    if search:
        rows = rows.filter(
            Q(name_he__icontains=search) | Q(name_en__icontains=search) | Q(name_ar__icontains=search) | Q(code=search)
        )
    return list(rows)


def matches(line: TownLine, search: str) -> bool:
    """Whether the town's name or code holds what was searched for."""
    text = search.casefold()
    names = (line.town.name_he, line.town.name_en, line.town.name_ar)
    return line.town.code == text or any(text in name.casefold() for name in names)


def news(lines: Sequence[TownLine], authorities: int) -> str:
    """Such as "14 יישובים פעילים מתוך 257. בשניים חסר רפרנט."."""
    active = ngettext("%(number)s town is active, out of %(all)s.", "%(number)s towns are active, out of %(all)s.", len(lines))
    found = [active % {"number": len(lines), "all": authorities}]
    missing = sum(not line.referents for line in lines)
    if missing:
        text = ngettext("%(number)s has no referent.", "%(number)s have no referent.", missing)
        found.append(text % {"number": number_word(missing)})
    elif lines:
        found.append(_("Each has a referent."))
    return " ".join(found)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many towns are in a stage, and how many of them are stuck."""

    number: int
    name: str
    towns: int
    stuck: int


def by_stage(lines: Sequence[TownLine]) -> list[StageCount]:
    """The towns counted by the stage they are in."""
    names: dict[int, str] = {}
    towns: Counter[int] = Counter()
    stuck: Counter[int] = Counter()
    for line in lines:
        for row in line.way.milestones:
            names.setdefault(row.milestone.stage.number, row.milestone.stage.name)
        stage = line.way.stage
        if stage is not None:
            towns[stage.number] += 1
            stuck[stage.number] += line.way.verdict == Verdict.STUCK
    return [StageCount(number, names[number], towns[number], stuck[number]) for number in sorted(names)]
