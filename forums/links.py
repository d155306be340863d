"""Addresses of the forum's own pages for what is kept longer than a request: evidence, cards, sources of tasks."""

from typing import Any

from django.urls import NoReverseMatch, reverse


def address(name: str, *args: Any) -> str:
    """The address of a page, or nothing where it takes other arguments or does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
