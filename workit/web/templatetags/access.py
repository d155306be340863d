"""`{% load access %}{% may "stage.close" as may_close %}`: whether a door is open to the person, for showing or leaving out."""

from typing import Any

from django import template
from django.template import Context

from workit.access.actions import can

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Context, name: str, subject: Any = None) -> bool:
    """Whether the person of the request may do this (to this row)."""
    request = context.get("request")
    return request is not None and can(request, name, subject)
