"""The letter of appointment as a document: the handbook's words, filled with who is appointed, where and from when."""

import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forums.bodies.models import Body
from forums.members.models import Member
from workit.documents import pdf
from workit.documents.letterhead import Letterhead
from workit.documents.text import said
from workit.stages.models import Methodology
from workit.web.days import table_day

# The letter is signed by hand.
SIGNATURE = "________________"
# The handbook's letter is in Hebrew, whatever the language of the person who makes it.
LANGUAGE = "he"


def letter_pdf(member: Member, body: Body, *, on: datetime.date) -> bytes:
    """The letter as tagged PDF on the municipality's letterhead."""
    with translation.override(LANGUAGE):
        sheet = _sheet(member, body, on)
    return pdf.render("letter", sheet, title=sheet["title"], language=LANGUAGE)


def _sheet(member: Member, body: Body, on: datetime.date) -> dict[str, Any]:
    town = member.municipality
    source = Methodology.objects.get(is_current=True).letters["appointment_letter"]["member"]
    facts = {
        "town": said(town.title),
        "addressee": said(member.name),
        "organisation": said(str(member.organisation or town.title)),
        "body": said(body.name),
        "from_date": table_day(on),
        "sender": SIGNATURE,
        "contact": said(town.title),
    }

    def filled(lines: list[str]) -> list[str]:
        return [line.format_map(facts) for line in lines]

    return {
        "overline": said(body.name),
        "title": source["subject_he"].format_map(facts),
        "subtitle": "",
        "letterhead": Letterhead(authority=town.title).context(),
        "opening": filled(source["opening_he"]),
        "sections": [{"title": part["title_he"], "items": filled(part["items_he"])} for part in source["sections"]],
        "closing": filled(source["closing_he"]),
        "day": table_day(on),
        "footer": {
            "page": _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
            "parts": [_("Made with WORKIT on %(day)s") % {"day": table_day(timezone.localdate())}],
        },
    }
