"""A notice in words: the sentence of its type, filled with its facts, in the language in force."""

import datetime
import re
from typing import Any

from workit.access.roles import Role
from workit.notices.models import Notice
from workit.notices.registry import TYPES
from workit.web.days import clock, table_day

# Codes of roles may stand in facts; they are read in the language of the page.
ROLES = frozenset(Role.values)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class _Facts(dict[str, Any]):
    """Facts for the placeholders; a fact that an older notice lacks stays empty."""

    def __missing__(self, name: str) -> str:
        return ""


def facts_in_words(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as they are read: days and instants in the table form, roles by their names."""
    return {
        name: str(Role(value).label) if isinstance(value, str) and value in ROLES else _in_words(value)
        for name, value in facts.items()
    }


def _in_words(value: Any) -> Any:
    if isinstance(value, str) and _DAY.match(value):
        return table_day(datetime.date.fromisoformat(value))
    if isinstance(value, str) and _INSTANT.match(value):
        moment = datetime.datetime.fromisoformat(value)
        return f"{table_day(moment)} {clock(moment)}"
    return value


def in_words(notice: Notice) -> Notice:
    """Give the notice its `text`; a type that no longer exists shows its name."""
    declared = TYPES.get(notice.type)
    label = str(declared.label) if declared else notice.type
    notice.text = label % _Facts(facts_in_words(notice.facts)) if "%(" in label else label  # type: ignore[attr-defined]
    return notice
