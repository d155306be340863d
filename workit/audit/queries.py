"""Looking into the audit: filtered pages by key, the check of the chain, and the history of one record."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workit.access.roles import Role
from workit.audit.models import AuditEntry
from workit.audit.record import first_break
from workit.audit.wording import deed, noun
from workit.people.models import User
from workit.tenancy import TownModel
from workit.web.days import clock, table_day

PER_PAGE = 50
HISTORY_LIMIT = 60


def page_of_entries(chosen: dict[str, Any], before: int | None = None) -> tuple[list[AuditEntry], int | None]:
    """The entries that fit, the newest first, below a number; and the number to go on from, None at the end."""
    entries = AuditEntry.objects.select_related("by")
    if chosen.get("verb"):
        entries = entries.filter(verb=chosen["verb"])
    if chosen.get("person"):
        entries = entries.filter(by=chosen["person"])
    if chosen.get("subject"):
        entries = entries.filter(subject_label__icontains=chosen["subject"])
    if chosen.get("since"):
        entries = entries.filter(at__gte=_midnight(chosen["since"]))
    if chosen.get("until"):
        entries = entries.filter(at__lt=_midnight(chosen["until"] + datetime.timedelta(days=1)))
    if before is not None:
        entries = entries.filter(number__lt=before)
    found = [in_words(entry) for entry in entries.order_by("-number")[: PER_PAGE + 1]]
    return found[:PER_PAGE], found[PER_PAGE - 1].number if len(found) > PER_PAGE else None


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def in_words(entry: AuditEntry) -> AuditEntry:
    """Give the entry what pages show: `deed`, `noun`, `role_words` and `details`."""
    entry.deed = deed(entry.verb)  # type: ignore[attr-defined]
    entry.noun = noun(entry.subject_type)  # type: ignore[attr-defined]
    roles = [str(Role(role).label) for role in entry.roles.split(",") if role in Role.values]
    entry.role_words = ", ".join(roles)  # type: ignore[attr-defined]
    entry.details = [(name, value) for name, value in entry.facts.items() if value not in ("", None, [], {})]  # type: ignore[attr-defined]
    return entry


def broken_link() -> AuditEntry | None:
    """The first entry of the town in force that does not fit the chain; None when nothing was removed or changed."""
    entries = AuditEntry.objects.order_by("number").iterator(chunk_size=2_000)
    return first_break(entries)


@dataclass(frozen=True, slots=True)
class Change:
    """One moment of a record: what was done, or which fields went from what to what."""

    at: datetime.datetime
    by: str
    deed: str
    fields: tuple[tuple[str, str, str], ...] = ()


def history_of(subject: TownModel) -> list[Change]:
    """What was done to a record and how its fields changed, the newest first. Works for deleted records too."""
    found = [
        Change(entry.at, str(entry.by or _("The system")), deed(entry.verb))
        for entry in AuditEntry.objects.filter(subject_id=str(subject.pk)).select_related("by")[:HISTORY_LIMIT]
    ]
    return sorted([*found, *_field_changes(subject)], key=lambda change: change.at, reverse=True)[:HISTORY_LIMIT]


def _field_changes(subject: TownModel) -> list[Change]:
    """The row history kept by triggers, as differences between one state and the next."""
    if not hasattr(type(subject), "events"):
        return []
    events = list(
        subject.events.model.objects.filter(pgh_obj_id=subject.pk)  # type: ignore[attr-defined]
        .select_related("pgh_context")
        .order_by("-pgh_id")[: HISTORY_LIMIT + 1]
    )
    events.reverse()
    people = _people(events)
    changes = []
    for before, after in zip(events, events[1:], strict=False):
        fields = tuple(_differences(subject, before, after))
        if fields:
            changes.append(
                Change(
                    after.pgh_created_at, people.get(_user_of(after), str(_("The system"))), pgettext("deed", "Change"), fields
                )
            )
    return changes


def _user_of(event: Any) -> str:
    context = event.pgh_context
    return str((context.metadata or {}).get("user") or "") if context else ""


def _people(events: list[Any]) -> dict[str, str]:
    ids = []
    for user in {_user_of(event) for event in events} - {""}:
        try:
            ids.append(uuid.UUID(user))
        except ValueError:
            continue
    return {str(user.pk): str(user) for user in User.objects.filter(pk__in=ids)}


def _differences(subject: TownModel, before: Any, after: Any) -> list[tuple[str, str, str]]:
    """Field in words, old value, new value."""
    found = []
    for field in after._meta.concrete_fields:
        if field.name.startswith("pgh_") or field.name in ("id", "municipality"):
            continue
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old != new:
            own = _own_field(subject, field.name)
            found.append((str(own.verbose_name), _shown(own, old), _shown(own, new)))
    return found


def _own_field(subject: TownModel, name: str) -> Any:
    try:
        return subject._meta.get_field(name)
    except FieldDoesNotExist:
        return models.Field(verbose_name=name)


def _shown(field: Any, value: Any) -> str:  # noqa: PLR0911 - one answer for each kind of field
    """A value as it is read: the word of a choice, the name behind a key, a day in the table form."""
    if value in (None, ""):
        return str(_("empty"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.ForeignKey):
        row = field.related_model._default_manager.filter(pk=value).first()
        return str(row or _("removed"))
    if isinstance(value, datetime.datetime):
        return f"{table_day(value)} {clock(value)}"
    if isinstance(value, datetime.date):
        return table_day(value)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)
