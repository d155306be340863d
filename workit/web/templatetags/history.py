"""`{% load history %}{% history subject %}`: what was done to a record and how its fields changed, for those who may see it."""

from typing import Any

from django import template
from django.template import Context

from workit.access.actions import can
from workit.audit.queries import history_of
from workit.tenancy import TownModel

register = template.Library()


@register.inclusion_tag("parts/history.html", takes_context=True)
def history(context: Context, subject: TownModel) -> dict[str, Any]:
    """The panel, folded; nothing at all for those who may not see it."""
    request = context.get("request")
    if request is None or not can(request, "history.view"):
        return {"is_shown": False}
    return {"is_shown": True, "changes": history_of(subject)}
