"""The programme's pages: towns, regions, bureaus, lists, and a report of where the towns stand."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from workit.access.actions import requires
from workit.access.requests import SignedInRequest
from workit.people import invitations, roster
from workit.people.invitations import Terms
from workit.people.places import Place
from workit.places import programme, services
from workit.places.forms import AddTownForm, BureauForm, LeaveForm, RegionForm, TownPlaceForm
from workit.places.models import Bureau, District, Municipality, Region
from workit.reference.models import Code, CodeList
from workit.stages.handover import handovers_near
from workit.stages.progress import Verdict
from workit.web.errors import DomainError

SOON_SHOWN = 8
MOST_CODES = 300


@requires("programme.view")
def programme_home(request: SignedInRequest) -> HttpResponse:
    """All towns of the programme, the roles that change soon, and the hand-overs under way."""
    search = request.GET.get("q", "").strip()[:80]
    show = "known" if request.GET.get("show") == "known" else "active"
    lines = programme.town_lines()
    known = programme.known_towns(search)
    soon = roster.changing_soon(request.user)
    context = {
        "title": programme.news(lines, Municipality.objects.count()),
        "lines": [line for line in lines if not search or programme.matches(line, search)],
        "known": known,
        "active_count": len(lines),
        "known_count": Municipality.objects.known().count(),
        "all_count": Municipality.objects.count(),
        "show": show,
        "search": search,
        "soon": soon[:SOON_SHOWN],
        "soon_count": len(soon),
        "role_count": len(roster.everybody(request.user)),
        "handovers": handovers_near(timezone.localdate())[:3],
    }
    return render(request, "workit/programme_detail.html", context)


@requires("town.add")
def town_add(request: SignedInRequest) -> HttpResponse:
    """Make an authority a town of the programme."""
    town = Municipality.objects.known().filter(code=request.GET.get("code", "")).first()
    initial = {"code": town.code, "district": town.district_id} if town else {}
    form = AddTownForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            joined = _add(request, form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(town)s has joined and is at its first milestone.") % {"town": joined})
            return redirect("workit:programme")
    return render(request, "workit/town_add_form.html", {"form": form, "chosen": town})


@requires("town.edit")
def town_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Change where a town belongs."""
    town = get_object_or_404(Municipality.objects.tenants(), code=code)
    initial = {"region": town.region_id, "district": town.district_id, "bureaus": town.bureaus.all()}
    form = TownPlaceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.change_town(town, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("workit:programme")
    return render(request, "workit/town_edit_form.html", {"form": form, "chosen": town})


@requires("town.leave")
def town_leave(request: SignedInRequest, code: str) -> HttpResponse:
    """Record that a town left the programme."""
    town = get_object_or_404(Municipality.objects.tenants(), code=code)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.leave(town, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(town)s has left. Its records stay, closed.") % {"town": town})
            return redirect("workit:programme")
    return render(request, "workit/town_leave_form.html", {"form": form, "chosen": town})


@requires("bureau.view")
def bureau_list(request: SignedInRequest) -> HttpResponse:
    """Regions with their towns, and bureaus with the towns they serve."""
    tenants = Q(towns__joined_on__isnull=False, towns__left_on=None)
    context = {
        "bureaus": Bureau.objects.select_related("district").prefetch_related("towns"),
        "regions": Region.objects.annotate(town_count=Count("towns", filter=tenants)),
        "unserved": Municipality.objects.tenants().filter(bureaus=None),
    }
    return render(request, "workit/programme_bureaus.html", context)


@requires("bureau.edit")
def bureau_form(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """Add a bureau, or change one."""
    bureau = get_object_or_404(Bureau, pk=pk) if pk else None
    initial = {"name": bureau.name_he, "district": bureau.district_id, "towns": bureau.towns.all()} if bureau else {}
    form = BureauForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_bureau(bureau, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("workit:bureau_list")
    return render(request, "workit/programme_bureau_form.html", {"form": form, "bureau": bureau})


@requires("region.edit")
def region_form(request: SignedInRequest, code: str = "") -> HttpResponse:
    """Add a region, or change its names."""
    region = get_object_or_404(Region, code=code) if code else None
    form = RegionForm(request.POST or None, instance=region)
    if request.method == "POST" and form.is_valid():
        services.keep_region(region, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("workit:bureau_list")
    return render(request, "workit/programme_region_form.html", {"form": form, "region": region})


@requires("reference.view")
def reference_list(request: SignedInRequest) -> HttpResponse:
    """The lists everything rests on, to read; they are loaded with the product."""
    chosen = request.GET.get("list", "")
    counts = dict(Code.objects.values_list("list").annotate(number=Count("pk")))
    context: dict[str, Any] = {
        "lists": [(code_list, counts.get(code_list.value, 0)) for code_list in CodeList],
        "districts": District.objects.all(),
        "authorities": Municipality.objects.count(),
    }
    if chosen in CodeList.values:
        search = request.GET.get("q", "").strip()[:80]
        codes = Code.objects.filter(list=chosen)
        if search:
            codes = codes.filter(Q(name_he__icontains=search) | Q(code=search))
        context |= {"chosen": CodeList(chosen), "codes": codes[:MOST_CODES], "found": codes.count(), "search": search}
    return render(request, "workit/programme_lists.html", context)


@requires("programme_report.view")
def programme_report(request: SignedInRequest) -> HttpResponse:
    """Where the towns stand, counted by stage."""
    lines = programme.town_lines()
    context = {
        "stages": programme.by_stage(lines),
        "lines": lines,
        "stuck": sum(line.way.verdict == Verdict.STUCK for line in lines),
        "without_referent": [line for line in lines if not line.referents],
    }
    return render(request, "workit/programme_report.html", context)


@transaction.atomic
def _add(request: SignedInRequest, data: dict[str, Any]) -> Municipality:
    """The town and the first invitation, or neither."""
    town = services.add_town(
        code=data["code"],
        region=data["region"],
        district=data["district"],
        bureaus=data["bureaus"],
        joined_on=data["joined_on"],
        by=request.user,
    )
    if data["email"]:
        invitations.invite(email=data["email"], terms=Terms(data["role"], Place.of(town)), by=request.user)
    return town
