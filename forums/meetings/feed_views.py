"""The person's own page of the calendar feed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forums.meetings import calendars
from workit.access.actions import requires
from workit.access.requests import TownRequest
from workit.people.links import absolute
from workit.web.errors import DomainError

# The new address is shown once, on the page that follows its making.
ONCE = "calendar_feed"


@requires("feed.manage")
def feed_manage(request: TownRequest) -> HttpResponse:
    """Whether there is a feed; its address right after it was made."""
    path = request.session.pop(ONCE, "")
    address = absolute(path) if path else ""
    context = {
        "feed": calendars.open_feed(request.user),
        "address": address,
        "webcal": "webcal://" + address.partition("://")[2] if address else "",
    }
    return render(request, "forums/feed_manage.html", context)


@require_POST
@requires("feed.manage")
def feed_make(request: TownRequest) -> HttpResponse:
    """Make a feed, or a new address for it."""
    try:
        request.session[ONCE] = calendars.make_feed(user=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("forums:feed_manage")


@require_POST
@requires("feed.manage")
def feed_close(request: TownRequest) -> HttpResponse:
    """Close the feed."""
    calendars.close_feed(user=request.user)
    messages.success(request, _("The calendar address no longer works."))
    return redirect("forums:feed_manage")
