"""Types of notices by name. An app names its own in `notices.py` or `job_kinds.py`, which the core imports at start.

    declare_notice("task.assigned", category=Category.TASKS, template="task_assigned", label=_("A task for you: %(title)s"))

`label` is the sentence shown in the app and the subject of the mail; its named placeholders are filled from the facts.
"""

from dataclasses import dataclass

from django.utils.functional import Promise

from workit.notices.models import Category


@dataclass(frozen=True, slots=True)
class NoticeType:
    """One type of notice. `template` names the mail under templates/emails; the plain one serves where a type has none."""

    name: str
    category: str
    label: str | Promise
    template: str = "notice"


TYPES: dict[str, NoticeType] = {}


class UnknownNotice(LookupError):
    """A notice of a type that no app declared."""


def declare_notice(name: str, *, category: str, label: str | Promise, template: str = "notice") -> NoticeType:
    """Declare a type of notice.

    Raises ValueError for a name that exists with another content or an unknown category.
    """
    if category not in Category.values:
        raise ValueError(f"Notice {name}: {category} is no category.")
    declared = NoticeType(name, category, label, template)
    if name in TYPES and (TYPES[name].category, TYPES[name].template) != (category, template):
        raise ValueError(f"Notice {name} is declared twice.")
    TYPES[name] = declared
    return declared


def get_type(name: str) -> NoticeType:
    """The declared type of that name; UnknownNotice otherwise."""
    if name not in TYPES:
        raise UnknownNotice(f"No app declares the notice {name}.")
    return TYPES[name]
