"""The pages for refused, missing and broken. A missing row and another town's row give the same bytes."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


class DomainError(Exception):
    """What a service refuses, as a translated sentence that says what to do. A page shows it, the API answers 409."""


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: your town, not your role; says who can grant it."""
    return HttpResponse(render_to_string("403.html", {"action_name": str(exception or "")}, request), status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing about why, so that nothing can be learnt from it."""
    return HttpResponse(render_to_string("404.html", {}, request), status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: rendered without the database."""
    return HttpResponse(render_to_string("500.html"), status=500)
