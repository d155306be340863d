"""Materials of a meeting: files, and what somebody promised to bring."""

import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from forums.meetings.models import Material, Meeting
from forums.meetings.services import editable
from workit.audit.record import record
from workit.documents.files import store
from workit.people.models import User


@transaction.atomic
def add(
    *,
    meeting: Meeting,
    by: User | None,
    title: str = "",
    file: "UploadedFile[Any] | None" = None,
    promised_by: str = "",
    promised_for: datetime.date | None = None,
    is_internal: bool = False,
) -> Material:
    """Add a file, or the promise of one. Raises DomainError for a file of a kind that is not taken."""
    locked = editable(meeting)
    stored = store(file, name=file.name or "", town=locked.municipality, by=by) if file else None
    material: Material = Material.objects.create(
        municipality_id=locked.municipality_id,
        meeting=locked,
        title=title or (stored.name.rpartition(".")[0] if stored else ""),
        file=stored,
        promised_by="" if stored else promised_by,
        promised_for=None if stored else promised_for,
        is_internal=is_internal,
    )
    record("material.added", subject=material, by=by, has_file=stored is not None)
    return material


@transaction.atomic
def deliver(*, material: Material, file: "UploadedFile[Any]", by: User | None) -> Material:
    """The file that was promised. Raises DomainError for a file of a kind that is not taken."""
    meeting = editable(material.meeting)
    material.file = store(file, name=file.name or "", town=meeting.municipality, by=by)
    material.save(update_fields=["file"])
    record("material.delivered", subject=material, by=by)
    return material


@transaction.atomic
def remove(*, material: Material, by: User | None) -> None:
    """Take a material off the meeting; the file stays in the town's storage."""
    record("material.removed", subject=material, by=by)
    material.delete()
