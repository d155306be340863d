"""The request as the middleware leaves it, for the annotations of town pages."""

from django.http import HttpRequest

from workit.people.models import PublicLink, User
from workit.places.models import Municipality


class SignedInRequest(HttpRequest):
    """A request of a signed-in person, wherever."""

    user: User
    roles: frozenset[str]


class TownRequest(HttpRequest):
    """A request of a signed-in person with a town in force."""

    town: Municipality
    user: User
    roles: frozenset[str]


class LinkRequest(HttpRequest):
    """A request through a public link; without an open link there is no town."""

    link: PublicLink | None
    town: Municipality | None
