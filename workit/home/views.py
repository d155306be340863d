"""Home pages: the person's own, the town's, the region's board, and the list of towns."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workit.access.actions import requires
from workit.access.roles import ACCOMPANYING, READERS, Role
from workit.access.towns import roles_by_town, wide_roles
from workit.home.board import calls_of, columns_of, make_board
from workit.home.cards import cards_of, overdue_tasks
from workit.home.navigation import town_way
from workit.home.switcher import rows_of
from workit.places.models import Region
from workit.stages.models import Methodology
from workit.stages.region import may_in, towns_here
from workit.web.context import address
from workit.web.words import number_word, starts_sentence

PREFETCH = "milestones"


@requires("home.view")
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the home of the person's role (design §5)."""
    roles = roles_by_town(request.user)  # type: ignore[arg-type]
    wide = wide_roles(request.user)  # type: ignore[arg-type]
    if Role.PROGRAMME_MANAGER in wide and (programme := address("workit:programme")):
        return redirect(programme)
    if roles and wide & (ACCOMPANYING | {Role.PROGRAMME_MANAGER, Role.OBSERVER}):
        return redirect("workit:board", "all")
    readable = [town for town, held in roles.items() if held & READERS]
    if not readable:
        return render(request, "workit/home_none.html", {"is_interviewer": bool(roles)})
    if len(readable) == 1:
        [only] = rows_of({readable[0]: roles[readable[0]]})
        return redirect(only.url)
    return redirect("workit:town_switcher")


@requires("town.switch")
def town_switcher(request: HttpRequest) -> HttpResponse:
    """The person's towns; a fragment for the top bar, a page by itself. Searching narrows it."""
    wanted, come_from = request.GET.get("q", "").strip(), request.GET.get("from", "")
    roles = roles_by_town(request.user)  # type: ignore[arg-type]
    rows = rows_of(roles, wanted=wanted, come_from=come_from)
    wide = wide_roles(request.user)  # type: ignore[arg-type]
    context = {
        "own": [row for row in rows if not row.is_view_only],
        "view_only": [row for row in rows if row.is_view_only],
        "wanted": wanted,
        "come_from": come_from,
        "board_url": reverse("workit:board", args=["all"]) if wide & (ACCOMPANYING | {Role.PROGRAMME_MANAGER}) else "",
        "count": len(roles),
        "news": ngettext("You have one town.", "You have %(count)s towns.", len(roles)) % {"count": len(roles)},
    }
    is_list = request.headers.get("HX-Target") == "town-list"
    part = "#list" if is_list else "#switcher" if request.headers.get("HX-Request") else ""
    return render(request, f"workit/home_towns.html{part}", context)


@requires("town_home.view")
def town_home(request: HttpRequest, town: str) -> HttpResponse:
    """The town's home: the news, the way in full, and the cards of every app."""
    way = town_way(request)
    done, of = way.counted
    context = {
        "way": way,
        "shown": way.shown(request.town) if way.milestones else [],  # type: ignore[attr-defined]
        "sentences": way.sentences(),
        "done": done,
        "of": of,
        "stage_count": len(way.stages),
        "cards": cards_of(request),
    }
    return render(request, "workit/home_town.html", context)


@requires("board.view")
def board(request: HttpRequest, region: str) -> HttpResponse:
    """The board of the region: where to go this week, then every town's way."""
    on = timezone.localdate()
    methodology = Methodology.objects.get(is_current=True)
    stages = list(methodology.stages.prefetch_related(PREFETCH))
    towns = list(towns_here(request))
    made = make_board(towns, on, columns_of(stages))
    found = {
        "board": made,
        "news": made.news(),
        "calls": calls_of(made, region),
        "stages": stages,
        "columns": columns_of(stages),
        "methodology": methodology,
        "regions": _regions(request),
        "region_code": region,
        "may_plan": any(may_in(request, "visit.plan", town.pk) for town in towns),
    }
    return render(request, "workit/board_detail.html", found)


def _regions(request: HttpRequest) -> list[tuple[str, str, int]]:
    """The regions the person may choose between: code, name, number of towns; nothing when there is one."""
    wide = wide_roles(request.user)  # type: ignore[arg-type]
    by_town = request.roles_by_town  # type: ignore[attr-defined]
    seen = [town for town, held in by_town.items() if held & wide]
    counted: dict[str, int] = {}
    names: dict[str, str] = {}
    for region in Region.objects.filter(towns__in=seen, towns__joined_on__isnull=False, towns__left_on__isnull=True):
        counted[region.code] = counted.get(region.code, 0) + 1
        names[region.code] = region.name
    if len(counted) < 2:
        return []
    return [("all", _("All"), sum(counted.values())), *((code, names[code], number) for code, number in counted.items())]


@requires("region_task.view")
def region_task_list(request: HttpRequest, region: str) -> HttpResponse:
    """Overdue tasks across the towns: one's own first, then town by town."""
    towns = {town.pk: town for town in towns_here(request)}
    tasks = overdue_tasks(towns, timezone.localdate(), request.user)
    by_town: dict[int, list[object]] = {}
    for task in tasks:
        by_town.setdefault(task.town, []).append(task)
    groups = sorted(((towns[town], rows) for town, rows in by_town.items()), key=lambda pair: (-len(pair[1]), pair[0].name_he))
    context = {
        "mine": [(task, towns[task.town]) for task in tasks if task.is_mine],
        "groups": groups,
        "news": _tasks_news(len(tasks), len(groups)),
        "region_code": region,
    }
    return render(request, "workit/board_tasks.html", context)


def _tasks_news(tasks: int, towns: int) -> str:
    if not tasks:
        return _("No task is overdue in any town.")
    late = ngettext("One task is overdue", "%(count)s tasks are overdue", tasks) % {"count": number_word(tasks, feminine=True)}
    where = ngettext("in one town", "in %(count)s towns", towns) % {"count": towns}
    return f"{starts_sentence(late)}, {where}."
