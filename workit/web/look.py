"""How the pages look to this browser (theme, contrast), and the living page of components."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from workit.access.actions import requires
from workit.web.context import CONTRASTS, THEMES
from workit.web.specimens import specimens

_YEAR = 365 * 24 * 3600


@require_POST
@requires("look.set")
def set_look(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme or contrast in a cookie of this browser; an empty choice follows the system again."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response: HttpResponse = HttpResponse(status=204) if request.headers.get("X-Look") else HttpResponseRedirect(back)
    for name, known in (("theme", THEMES), ("contrast", CONTRASTS)):
        chosen = request.POST.get(name)
        if chosen is not None and chosen in known:
            response.set_cookie(
                name, chosen, max_age=_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        elif chosen is not None:
            response.delete_cookie(name)
    return response


@requires("components.view")
def components(request: HttpRequest) -> HttpResponse:
    """Every component in its states, with the contract that stands on top of its file."""
    return render(request, "workit/components.html", specimens())
