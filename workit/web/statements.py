"""What the product owes every visitor in writing: accessibility and privacy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workit.access.actions import requires


@requires("statement.view")
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done for accessibility, what was not, and whom to tell."""
    return render(request, "workit/statement_accessibility.html")


@requires("statement.view")
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, why, who sees it and for how long."""
    return render(request, "workit/statement_privacy.html")
