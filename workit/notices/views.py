"""A person's notices and what comes by mail; for a town, which mails went out."""

import datetime
import uuid
from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from workit.access.actions import requires
from workit.notices import services
from workit.notices.forms import PreferencesForm
from workit.notices.models import Notice, SendLog, SendState
from workit.notices.wording import in_words
from workit.people.models import User

PER_PAGE = 50


def _me(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - `requires` lets nobody else in
    return user


def _day_of(notice: Notice) -> datetime.date:
    return timezone.localtime(notice.created_at).date()


@require_GET
@requires("notice.list")
def notice_list(request: HttpRequest) -> HttpResponse:
    """The person's notices over all their towns, grouped by day, the newest first."""
    mine = Notice.objects.filter(to=_me(request)).select_related("municipality")
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    days = [(day, list(group)) for day, group in groupby([in_words(notice) for notice in page], key=_day_of)]
    unread = Notice.objects.filter(to=_me(request), read_at=None).count()
    several = len(getattr(request, "roles_by_town", {})) > 1
    return render(request, "workit/notice_list.html", {"page": page, "days": days, "unread": unread, "show_town": several})


@require_GET
@requires("notice.open")
def notice_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Go where the notice leads; it counts as read from now on."""
    notice = get_object_or_404(Notice.objects.filter(to=_me(request)), pk=pk)
    services.mark_read(user=_me(request), notices=[notice.pk])
    is_ours = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(notice.url if notice.url and is_ours else "workit:notice_list")


@require_POST
@requires("notice.read")
def notice_read(request: HttpRequest) -> HttpResponse:
    """Mark the chosen notices as read, or all of them."""
    chosen = request.POST.getlist("notice")
    try:
        services.mark_read(user=_me(request), notices=[uuid.UUID(each) for each in chosen] if chosen else None)
    except ValueError:
        messages.error(request, _("This notice does not exist."))
    return redirect("workit:notice_list")


@require_http_methods(["GET", "POST"])
@requires("notice.preferences")
def notice_preferences(request: HttpRequest) -> HttpResponse:
    """Choose what comes by mail, and when."""
    form = PreferencesForm(request.POST or None, user=_me(request))
    if request.method == "POST" and form.is_valid():
        services.prefer(user=_me(request), chosen=form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("workit:notice_preferences")
    return render(request, "workit/notice_preferences.html", {"form": form})


@require_GET
@requires("mail.list")
def mail_list(request: HttpRequest, town: str) -> HttpResponse:
    """Which mails went out, to whom and when; what did not go out stands first."""
    missed = [SendState.FAILED, SendState.UNKNOWN]
    open_lines = SendLog.objects.filter(state__in=missed).order_by("-claimed_at")
    page = Paginator(SendLog.objects.exclude(state__in=missed), PER_PAGE).get_page(request.GET.get("page"))
    context = {"missed": open_lines[:PER_PAGE], "missed_count": open_lines.count(), "page": page}
    return render(request, "workit/mail_list.html", context)
