"""What happens to bodies: opened, set, closed."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums.bodies.models import Body, BodyKind
from workit.audit.record import record
from workit.people.models import User
from workit.places.models import Municipality
from workit.stages import evidence
from workit.web.errors import DomainError

# A town has one of each of these; teams are as many as the work needs.
SINGLE = frozenset({BodyKind.MAYOR, BodyKind.STEERING, BodyKind.FORUM})
# Weeks between meetings and length in minutes with which a body starts (methodology settings, details.md).
DEFAULTS: Mapping[str, Mapping[str, int]] = {
    BodyKind.MAYOR: {"rhythm_weeks_from": 4, "rhythm_weeks_to": 12, "meeting_minutes": 60},
    BodyKind.STEERING: {"rhythm_weeks_from": 4, "rhythm_weeks_to": 6, "meeting_minutes": 120},
    BodyKind.FORUM: {"rhythm_weeks_from": 4, "rhythm_weeks_to": 6, "meeting_minutes": 180},
    BodyKind.TASK_TEAM: {"rhythm_weeks_from": 4, "rhythm_weeks_to": 5, "meeting_minutes": 90},
    BodyKind.PROJECT_TEAM: {"rhythm_weeks_from": 2, "rhythm_weeks_to": 4, "meeting_minutes": 60},
}


def open_body(*, town: Municipality, kind: str, name: str, by: User | None, **fields: Any) -> Body:
    """Open a body with the rhythm and length of its kind; `fields` are others of the model.

    Raises DomainError for a second body of a kind a town has one of, and for a name in use.
    """
    if kind in SINGLE and Body.objects.filter(municipality=town, kind=kind, closed_on=None).exists():
        raise DomainError(_("The town has such a body already."))
    try:
        with transaction.atomic():
            body: Body = Body.objects.create(municipality=town, kind=kind, name=name, **{**DEFAULTS[kind], **fields})
            record("body.opened", subject=body, by=by, kind=kind)
            evidence.refresh(town)
    except IntegrityError as error:
        raise DomainError(_("A body of this name exists already.")) from error
    return body


def edit_body(*, body: Body, by: User | None, **fields: Any) -> Body:
    """Change the settings of a body."""
    changed = [name for name, value in fields.items() if getattr(body, name) != value]
    if not changed:
        return body
    for name in changed:
        setattr(body, name, fields[name])
    try:
        with transaction.atomic():
            body.save(update_fields=changed)
            record("body.changed", subject=body, by=by, fields=changed)
    except IntegrityError as error:
        raise DomainError(_("A body of this name exists already.")) from error
    return body


@transaction.atomic
def close_body(*, body: Body, by: User | None, on: datetime.date | None = None) -> Body:
    """Close a team whose work is done; its meetings, decisions and tasks stay.

    Raises DomainError for a body the town always has, and while a meeting of it is ahead.
    """
    if body.kind in SINGLE:
        raise DomainError(_("Only teams can be closed."))
    if body.meetings.filter(state__in=["draft", "planned", "open"]).exists():
        raise DomainError(_("A meeting of the team is ahead. Hold or cancel it first."))
    body.closed_on = on or timezone.localdate()
    body.save(update_fields=["closed_on"])
    record("body.closed", subject=body, by=by)
    return body
