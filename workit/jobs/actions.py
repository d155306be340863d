"""The doors of the slice."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from workit.access.actions import declare
from workit.access.roles import PROGRAMME, REFERENTS, STAFF

OVERSEERS = REFERENTS | PROGRAMME


def is_own_or_overseen(user: Any, job: Any) -> bool:
    """The person who asked for the work, and those who look after the town's work."""
    return job.by_id == user.pk or bool(OVERSEERS & user.roles_here)


_OWN = "one's own; the referents and the programme manager all"

declare("job.list", _("Seeing the background work of the town"), OVERSEERS)
declare("job.view", _("Following background work"), STAFF, when=is_own_or_overseen, when_label=_OWN)
declare("job.stop", _("Stopping background work"), STAFF, when=is_own_or_overseen, when_label=_OWN)
declare("job.retry", _("Starting background work again"), STAFF, when=is_own_or_overseen, when_label=_OWN)
