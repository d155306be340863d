"""Who did and who saw what: in a town, and for sign-ins and access over the programme."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workit.access.actions import requires
from workit.audit import queries
from workit.audit.forms import AuditFilter
from workit.audit.models import AuditEntry, SecurityEntry
from workit.audit.wording import deed


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _query(request: HttpRequest, **more: object) -> str:
    """The query string without what a link replaces."""
    kept = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name not in ("before", "check") and any(values):
            kept.setlist(name, values)
    for name, value in more.items():
        kept[name] = str(value)
    return kept.urlencode()


@require_GET
@requires("audit.view")
def audit_view(request: HttpRequest, town: str) -> HttpResponse:
    """The entries of the town, the newest first; on request the whole chain is checked."""
    form = AuditFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    entries, following = queries.page_of_entries(chosen, _number(request.GET.get("before")))
    is_checked = "check" in request.GET
    context = {
        "form": form,
        "entries": entries,
        "next_query": _query(request, before=following) if following else "",
        "check_query": _query(request, check=1),
        "is_filtered": any(chosen.values()),
        "is_checked": is_checked,
        "broken": queries.broken_link() if is_checked else None,
        "count": AuditEntry.objects.count(),
    }
    return render(request, "workit/audit_list.html", context)


@require_GET
@requires("security.view")
def security_view(request: HttpRequest) -> HttpResponse:
    """Sign-ins, refused attempts, roles, invitations and tenants, the newest first."""
    entries = SecurityEntry.objects.select_related("by", "about").order_by("-id")
    before = _number(request.GET.get("before"))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: queries.PER_PAGE + 1])
    shown = found[: queries.PER_PAGE]
    for entry in shown:
        entry.deed = deed(entry.verb)  # type: ignore[attr-defined]
        entry.is_alarm = entry.verb == "sign_in.refused"  # type: ignore[attr-defined]
    following = shown[-1].pk if len(found) > queries.PER_PAGE else None
    context = {"entries": shown, "refused": SecurityEntry.objects.refused_today(), "following": following}
    return render(request, "workit/security_list.html", context)
