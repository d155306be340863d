"""The permission matrix: one action name per door, the roles that may, and a predicate where a role is not enough.

An app declares its actions in `permissions.py`; a view names one with `@requires`. A name nobody declared raises when the
view is imported, and the house tests fail on a view that names none. Rendered to docs/permissions.md.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import rules
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import Promise

from workit.access.roles import Role

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
When = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Action:
    """One door of the product.

    `where` is what the URL puts in force: "town", "region", "own" (all towns of the person), "programme" or "public" (a link
    without an account). `when(user, subject)` narrows it to some rows, such as one's own task.
    """

    name: str
    label: str | Promise
    roles: frozenset[str]
    where: str = "town"
    when: When | None = None
    when_label: str = ""


ACTIONS: dict[str, Action] = {}
# Functions that take a request to the roles of the person there are set by the middleware; a view never looks them up itself.
PLACES = ("town", "region", "own", "programme", "public", "signed_in")


class UnknownAction(LookupError):
    """A view or template names an action that no app declared."""


def declare(
    name: str,
    label: str | Promise,
    roles: Iterable[str],
    *,
    where: str = "town",
    when: When | None = None,
    when_label: str = "",
) -> Action:
    """Add a door to the matrix.

    Raises ValueError for a name that exists, an unknown role or an unknown place.
    """
    if name in ACTIONS:
        raise ValueError(f"Action {name} is declared twice.")
    if where not in PLACES:
        raise ValueError(f"Action {name}: {where} is no place.")
    if unknown := set(roles) - set(Role.values):
        raise ValueError(f"Action {name}: no such role: {unknown}.")
    action = ACTIONS[name] = Action(name, label, frozenset(roles), where, when, when_label)
    rules.add_perm(name, rules.predicate(lambda user, subject=None: may(user, name, subject), name=name))
    return action


def get_action(name: str) -> Action:
    """The declared action of that name; UnknownAction otherwise."""
    if name not in ACTIONS:
        raise UnknownAction(f"No app declares the action {name}.")
    return ACTIONS[name]


def may(user: Any, name: str, subject: Any = None) -> bool:
    """Whether the person, with the roles held in the place now in force, may do this (to this row)."""
    action = get_action(name)
    if action.where == "public":
        return True
    if not user.is_authenticated or not user.is_active:
        return False
    if action.where != "signed_in" and not action.roles & getattr(user, "roles_here", frozenset()):
        return False
    return action.when is None or subject is None or action.when(user, subject)


def can(request: HttpRequest, name: str, subject: Any = None) -> bool:
    """`may` for the person of a request: what templates and views use to show or leave out a door."""
    return may(getattr(request, "user", AnonymousUser()), name, subject)


def check(request: HttpRequest, name: str, subject: Any) -> None:
    """Raise PermissionDenied when the role is right but this row is not (the action's `when`)."""
    if not can(request, name, subject):
        raise PermissionDenied(name)


def requires(name: str) -> Callable[[View], View]:
    """Declare the action a view stands for and refuse whoever may not.

    A person without any role in the place gets 404 (from the middleware); with a role, but not one of the action's, 403.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            action = get_action(name)
            if action.where != "public" and not request.user.is_authenticated:
                from django.contrib.auth.views import redirect_to_login

                return redirect_to_login(request.get_full_path())
            if action.where in ("town", "region", "programme") and not getattr(request.user, "roles_here", None):
                raise Http404
            if not can(request, name):
                raise PermissionDenied(name)
            return view(request, *args, **kwargs)

        guarded.action_name = name  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return wrap
