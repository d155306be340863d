"""What happened to a milestone, stage, visit or hand-over, in words, from its audit entries."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.audit.models import AuditEntry
from workit.audit.wording import declare_verb, deed
from workit.stages.models import ChecklistItem
from workit.tenancy import TownModel
from workit.web.days import table_day

VERBS = {
    "milestone.confirmed": _("Confirmed"),
    "milestone.dismissed": _("Marked as not applicable"),
    "milestone.reopened": _("Opened again"),
    "milestone.assigned": _("Owner or date set"),
    "checklist.ticked": _("Ticked"),
    "checklist.unticked": _("Tick taken back"),
    "evidence.added": _("Evidence added"),
    "evidence.confirmed": _("Evidence confirmed"),
    "evidence.refused": _("Evidence refused"),
    "stage.opened": _("The way began"),
    "stage.closed": _("Closed by the steering team"),
    "stage.reopened": _("Opened again"),
    "letter.sent": _("A letter was sent"),
    "visit.planned": _("Planned"),
    "visit.written_up": _("Written up"),
    "visit.cancelled": _("Cancelled"),
    "handover.begun": _("The hand-over began"),
    "handover.summarised": _("The summary was written"),
    "handover.tasks_moved": _("Open tasks were moved"),
    "handover.introduced": _("The introductory meeting was recorded"),
    "handover.contacts_passed": _("The contacts were passed"),
    "handover.approved": _("Approved"),
}
MOST_SHOWN = 30
for _verb, _label in VERBS.items():
    declare_verb(_verb, _label)


def history_of(subject: TownModel) -> list[dict[str, Any]]:
    """The newest entries about the row, in the shape of the component `timeline`."""
    entries = list(AuditEntry.objects.filter(subject_id=str(subject.pk)).select_related("by").order_by("-number")[:MOST_SHOWN])
    codes = {entry.facts.get("item") for entry in entries} - {None}
    items = {item.code: item.text for item in ChecklistItem.objects.filter(code__in=codes)} if codes else {}
    return [
        {
            "when": table_day(timezone.localtime(entry.at)),
            "title": _title(entry, items),
            "note": str(entry.by or ""),
            "state": "done",
        }
        for entry in entries
    ]


def _title(entry: AuditEntry, items: dict[str, str]) -> str:
    item = entry.facts.get("item")
    return f"{deed(entry.verb)}: {items.get(item, item)}" if item else deed(entry.verb)
