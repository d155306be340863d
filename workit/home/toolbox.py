"""The coordinator's toolbox: letters and meeting templates of the methodology."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workit.access.actions import requires
from workit.home.letters import MILESTONES, NAMES, letter_of, mark_sent
from workit.people.titles import main_role, title_of
from workit.stages.models import Methodology
from workit.stages.region import may_in, town_for, towns_for
from workit.stages.way import way_of


@requires("toolbox.view")
def toolbox(request: HttpRequest, region: str) -> HttpResponse:
    """Letters ready to be filled for a town, and the meeting templates."""
    methodology = Methodology.objects.get(is_current=True)
    sessions = list(methodology.sessions.all())
    context = {
        "letters": list(NAMES.items()),
        "sessions": [session for session in sessions if session.number],
        "templates": [session for session in sessions if not session.number],
        "towns": list(towns_for(request, "letter.write")),
        "region_code": region,
    }
    return render(request, "workit/board_toolbox.html", context)


@requires("letter.write")
def letter_detail(request: HttpRequest, region: str, letter: str) -> HttpResponse:
    """One letter for one town, for print, copy or mail."""
    if letter not in NAMES:
        raise Http404
    towns = towns_for(request, "letter.write")
    town = town_for(request, "letter.write", request.GET["town"]) if "town" in request.GET else towns.first()
    if town is None:
        raise Http404
    sender = f"{title_of(request.user, main_role(request.roles))}, WORKIT"  # type: ignore[attr-defined, arg-type]
    written = letter_of(letter, Methodology.objects.get(is_current=True), town, way_of(town), sender)
    context = {
        "letter": written,
        "name": NAMES[letter],
        "letter_town": town,
        "region_code": region,
        "today": timezone.localdate(),
        "may_send": letter in MILESTONES and may_in(request, "letter.send", town.pk),
    }
    return render(request, "workit/board_letter.html", context)


@require_POST
@requires("letter.send")
def letter_send(request: HttpRequest, region: str, letter: str) -> HttpResponse:
    """Record that the letter was sent: evidence of its milestone."""
    if letter not in NAMES:
        raise Http404
    town = town_for(request, "letter.write", request.POST.get("town", ""))
    if not may_in(request, "letter.send", town.pk):
        raise PermissionDenied("letter.send")
    mark_sent(code=letter, town=town, by=request.user, on=timezone.localdate())  # type: ignore[arg-type]
    messages.success(request, _("Recorded: the letter was sent. The milestone of %(town)s shows it.") % {"town": town})
    return redirect("workit:toolbox", region)
