"""A protocol of four pages, made up."""

from datetime import date, time

from forums.protocols.documents import Attendee, DecisionEntry, ItemEntry, ProtocolDocument, Status, TaskEntry
from workit.documents.letterhead import Letterhead

TEXT = "הוצגו נתוני הלשכה. עלה פער בין ההכשרות שמוצעות ביישוב לבין מה שהמעסיקים מבקשים, והוצע מסלול ערב משותף. " * 3


def protocol() -> ProtocolDocument:
    """Eight items, each with discussion, a decision and two tasks."""
    items = tuple(
        ItemEntry(
            number=str(number),
            title=f"נושא {number}",
            starts_at=time(9, 5 * number),
            minutes=20,
            discussion=(TEXT, TEXT),
            decisions=(DecisionEntry(number=f"5.{number}", text="הפורום יפעל בשלושה כיוונים.", basis="הוסכם פה אחד"),),
            tasks=tuple(
                TaskEntry(
                    number=str(2 * number + place), text="איסוף נתונים", owner="מנהלת המרכז", due=date(2026, 1, 10 + number)
                )
                for place in range(2)
            ),
        )
        for number in range(1, 9)
    )
    return ProtocolDocument(
        letterhead=Letterhead(authority="עיריית הדוגמה"),
        town_name="הדוגמה",
        body_name="פורום התעסוקה היישובי",
        meeting_title="בניית תוכנית עבודה",
        meeting_number=5,
        held_on=date(2026, 1, 5),
        starts_at=time(9),
        ends_at=time(12),
        place="אולם הישיבות",
        chair="מנכ״ל הרשות",
        version=1,
        present=tuple(Attendee(name=f"נציגות {number}", organisation="ארגון") for number in range(13)),
        absent=tuple(Attendee(name=f"נציגים {number}") for number in range(5)),
        quorum="13 מתוך 18",
        items=items,
        status=Status.PUBLISHED,
        published_on=date(2026, 1, 7),
    )
