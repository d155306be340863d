"""Blocks of the minutes that several people write at once: nobody's words are overwritten unseen.

A writer sends the fields changed, what those fields said when typing began (`was`) and the revision seen then. A field that
somebody else changed meanwhile is a conflict; a field nobody else touched is simply written, and what is already there is
written once, so that a request repeated after a lost answer does no harm.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.meetings.models import Meeting, MeetingState
from workit.people.models import User
from workit.tenancy import TownModel
from workit.web.errors import DomainError

_NEVER = object()


@dataclass(frozen=True, slots=True)
class Change:
    """What a writer asks of one block."""

    fields: Mapping[str, Any]
    was: Mapping[str, Any]
    revision: int = 0

    @property
    def is_new(self) -> bool:
        """Whether the writer made the block; its id comes from the writer, so that asking twice makes one."""
        return self.revision == 0


class ConflictError(Exception):
    """Somebody else changed the same words. Carries the row as it stands now and who wrote it last."""

    def __init__(self, row: Any, clashes: list[str]) -> None:
        super().__init__(clashes)
        self.row, self.clashes, self.who = row, clashes, last_writer(row)


@contextmanager
def writing(meeting: Meeting) -> Iterator[Meeting]:
    """The meeting, locked while one block is written; its revision then tells the others that something changed."""
    with transaction.atomic():
        locked: Meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if locked.state == MeetingState.CLOSED:
            raise DomainError(_("The protocol is published. It changes only by a numbered correction."))
        if locked.state != MeetingState.OPEN:
            raise DomainError(_("The meeting has not begun. Open it first, then write."))
        yield locked
        locked.revision += 1
        locked.save(update_fields=["revision"])
    meeting.revision = locked.revision


def merge(row: Any, change: Change) -> dict[str, Any]:
    """The fields of the row that really change.

    Raises ConflictError when somebody else changed one of them since the writer looked.
    """
    changed = {name: value for name, value in change.fields.items() if getattr(row, name) != value}
    if row.revision != change.revision:
        clashes = [name for name in changed if getattr(row, name) != change.was.get(name, _NEVER)]
        if clashes:
            raise ConflictError(row, clashes)
    return changed


def write(row: Any, change: Change, **also: Any) -> bool:
    """Merge and save with the next revision; False when nothing was to be written."""
    changed = merge(row, change)
    if not changed:
        return False
    for name, value in {**changed, **also}.items():
        setattr(row, name, value)
    row.revision += 1
    row.save(update_fields=[*changed, *also, "revision"])
    return True


def insert(model: Any, pk: uuid.UUID, **fields: Any) -> Any:
    """A row under the id its writer chose."""
    try:
        with transaction.atomic():
            return model.objects.create(pk=pk, **fields)
    except IntegrityError as error:
        raise DomainError(_("This could not be added. Reload the page and add it again.")) from error


def last_writer(row: TownModel) -> str:
    """Who changed the row last, by the history the database keeps; empty when that was no signed-in person."""
    event = row.events.select_related("pgh_context").order_by("-pgh_id").first()  # type: ignore[attr-defined]
    context = event.pgh_context if event else None
    user = User.objects.filter(pk=context.metadata.get("user")).first() if context else None
    return str(user) if user else ""


def now() -> Any:
    """This minute: seconds say nothing in minutes."""
    return timezone.now().replace(second=0, microsecond=0)
