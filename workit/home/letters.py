"""Letters of the toolbox, filled from the methodology's own texts; the coordinator prints, copies or mails them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workit.audit.record import record
from workit.people.models import User
from workit.places.models import Municipality
from workit.stages.evidence import refresh
from workit.stages.models import Methodology, TownMilestone
from workit.stages.way import Way
from workit.web.days import table_day


@dataclass(frozen=True, slots=True)
class Section:
    """A titled list of a letter."""

    title: str
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be read: subject, opening, sections, closing. In Hebrew, as the handbook words it."""

    code: str
    subject: str
    opening: Sequence[str]
    sections: Sequence[Section]
    closing: Sequence[str]

    @property
    def text(self) -> str:
        """The letter as plain text, for a mail."""
        parts = [*self.opening]
        for section in self.sections:
            parts.append("\n".join([section.title, *(f"• {item}" for item in section.items)]))
        return "\n\n".join([*parts, "\n".join(self.closing)])


NAMES = {
    "mayor_first": _("First letter to the mayor"),
    "referent": _("Letter of appointment of a referent"),
    "member": _("Letter of appointment of a forum member"),
    "district": _("Letter to the district manager"),
}
# The milestone in whose history sending a letter stands.
MILESTONES = {"mayor_first": "mayor_engaged", "referent": "referent", "member": "lead_team"}


def letter_of(code: str, methodology: Methodology, town: Municipality, way: Way, sender: str) -> Letter:
    """The letter of that code for the town; what only the sender knows stands as a blank to fill in.

    Raises KeyError for an unknown letter.
    """
    facts = {
        "town": town.title,
        "sender": sender,
        "contact": sender,
        "addressee": BLANK,
        "organisation": BLANK,
        "body": f"פורום התעסוקה היישובי, {town.name_he}",
        "from_date": table_day(timezone.localdate()),
    }
    if code == "district":
        return _to_district(town, way, sender)
    if code == "mayor_first":
        source = methodology.letters["letters"]["mayor_first"]
        return Letter(code, source["subject_he"], _filled(source["paragraphs_he"], facts), (), ())
    # The mayor signs an appointment; who prepares it does not.
    facts["sender"] = BLANK
    source = methodology.letters["appointment_letter"][code]
    sections = [Section(part["title_he"], _filled(part["items_he"], facts)) for part in source["sections"]]
    return Letter(
        code,
        source["subject_he"].format_map(facts),
        _filled(source["opening_he"], facts),
        sections,
        _filled(source["closing_he"], facts),
    )


BLANK = "________"


def _filled(lines: Sequence[str], facts: dict[str, Any]) -> list[str]:
    return [line.format_map(facts) for line in lines]


def _to_district(town: Municipality, way: Way, sender: str) -> Letter:
    """Ask the district manager for help, with where the town stands. The letter itself is in Hebrew, like the others."""
    where = way.here.milestone.name_he if way.here else ""
    return Letter(
        "district",
        f"{town.title}: בקשה לסיוע ברתימת הרשות",
        [
            "לכבוד מנהל המחוז, שירות התעסוקה,",
            f"{town.title} נמצאת באבן הדרך ״{where}״ זה {way.days} ימים, ועדיין לא נקבעה פגישה עם ראש הרשות.",
            "אבקש את סיועך בקביעת פגישה משותפת עם ראש הרשות, בהשתתפות מנהל הלשכה ורכזת האזור. "
            "בפגישה נציג את תמונת התעסוקה ביישוב ואת שלבי התהליך, ונשמע את סדרי העדיפות של הרשות.",
            "אשמח לתאם איתך מועד ולהכין את החומרים.",
        ],
        (),
        ["בברכה,", sender],
    )


@transaction.atomic
def mark_sent(*, code: str, town: Municipality, by: User, on: datetime.date) -> None:
    """Record that a letter was sent; it becomes evidence of the milestone it belongs to."""
    rows = TownMilestone.objects.filter(municipality=town)
    row = rows.filter(milestone__code=MILESTONES.get(code, "")).first() or rows.on_the_way().first()
    if row is None:
        return
    record("letter.sent", subject=row, by=by, letter=code, on=on.isoformat())
    refresh(town)
