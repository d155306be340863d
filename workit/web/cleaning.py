"""What was typed and never sent is not kept for ever."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.jobs.registry import declare_periodic
from workit.places.models import Municipality
from workit.web.models import Draft

KEPT = datetime.timedelta(days=30)


def clean_drafts(town: Municipality) -> dict[str, Any]:
    """Remove the town's drafts that nobody has touched for thirty days."""
    count, _by_model = Draft.objects.filter(municipality=town, saved_at__lt=timezone.now() - KEPT).delete()
    return {"removed": count}


declare_periodic("draft.cleaning", clean_drafts, label=_("Removing old drafts"))
