"""What the coordinator does with visits: plan, write up, cancel."""

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workit.audit.record import record
from workit.people.models import User
from workit.places.models import Municipality
from workit.stages.evidence import refresh
from workit.stages.models import Visit, VisitKind
from workit.web.errors import DomainError


@transaction.atomic
def plan(
    *,
    town: Municipality,
    by: User,
    planned_at: datetime.datetime,
    purpose: str,
    kind: str = VisitKind.VISIT,
    place: str = "",
) -> Visit:
    """Plan a visit, a call or a letter in a town.

    Raises DomainError without a purpose.
    """
    if not purpose.strip():
        raise DomainError(_("The purpose has to be written."))
    visit = Visit.objects.create(
        municipality=town, kind=kind, planned_at=planned_at, purpose=purpose.strip(), place=place.strip(), by=by
    )
    record("visit.planned", subject=visit, by=by, kind=kind)
    return visit


@transaction.atomic
def write_up(*, visit: Visit, by: User, held_on: datetime.date, summary: str) -> Visit:
    """Say what was found and agreed; writing again corrects it.

    Raises DomainError without words, for a day ahead, and for a cancelled visit.
    """
    row: Visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if row.cancelled_reason:
        raise DomainError(_("The visit was cancelled."))
    if not summary.strip():
        raise DomainError(_("What was found and agreed has to be written."))
    if held_on > timezone.localdate():
        raise DomainError(_("A visit is written up after it was held: the date has to be today or earlier."))
    row.held_on, row.summary = held_on, summary.strip()
    row.save(update_fields=["held_on", "summary"])
    record("visit.written_up", subject=row, by=by, held_on=held_on.isoformat())
    refresh(row.municipality)
    return row


@transaction.atomic
def cancel(*, visit: Visit, by: User, reason: str) -> Visit:
    """Cancel a visit that was not held, with a reason.

    Raises DomainError without a reason, and for a visit that was held or cancelled.
    """
    row: Visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if not reason.strip():
        raise DomainError(_("A reason has to be written."))
    if row.held_on or row.cancelled_reason:
        raise DomainError(_("Only a visit that is ahead can be cancelled."))
    row.cancelled_reason = reason.strip()
    row.save(update_fields=["cancelled_reason"])
    record("visit.cancelled", subject=row, by=by)
    return row
