"""The count beside the bell, on every page of a signed-in person."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from workit.notices.services import unread_count
from workit.web.context import contributes


@contributes
def bell(request: HttpRequest) -> Mapping[str, Any]:
    """Notices not read over all the person's towns; counted only where a page shows the bell."""
    user = getattr(request, "user", None)
    towns = getattr(request, "roles_by_town", None)
    if user is None or not user.is_authenticated or not towns:
        return {}
    return {"unread_count": SimpleLazyObject(lambda: unread_count(user, towns))}
