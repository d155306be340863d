"""The documents of a forum: protocol in PDF and DOCX, agenda, name tags, invitation."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from time import perf_counter
from typing import Any

import pypdf
import pytest
from docx import Document
from icalendar import Calendar

from forums.meetings.documents import (
    AgendaDocument,
    AgendaEntry,
    Invitation,
    NameTag,
    agenda_pdf,
    feed_ics,
    invitation_ics,
    name_tags_pdf,
)
from forums.protocols.documents import (
    Attendee,
    DecisionEntry,
    ItemEntry,
    NextMeeting,
    Part,
    ProtocolDocument,
    Status,
    TaskEntry,
    protocol_docx,
    protocol_pdf,
)
from workit.documents import ics
from workit.documents.letterhead import Letterhead

HEAD = Letterhead(authority="עיריית קריית אלון", address="שדרות האלונים 1, קריית אלון")


def item(number: int) -> ItemEntry:
    """An item with discussion, one decision and one task."""
    return ItemEntry(
        number=str(number),
        title=f"חידוד כיווני פעולה {number}",
        starts_at=time(9, 45),
        minutes=25,
        discussion=("נציגת המעסיקים: חסרים טכנאים ואנשי תחזוקה, לא מהנדסים. 217 רשומים בלשכה, רובם עד גיל 35." * 2,),
        decisions=(DecisionEntry(number=f"5.{number}", text="הפורום יפעל בשלושה כיוונים.", basis="בהסכמה"),),
        tasks=(TaskEntry(number=f"5.{number}", text="הקמת צוות משימה", owner="מנהלת החברה הכלכלית", due=date(2025, 11, 3)),),
    )


def protocol(length: int = 2, **changed: Any) -> ProtocolDocument:
    """A published protocol of a fifth meeting."""
    document = ProtocolDocument(
        letterhead=HEAD,
        town_name="קריית אלון",
        body_name="פורום התעסוקה היישובי",
        meeting_title="בניית תוכנית עבודה",
        meeting_number=5,
        held_on=date(2025, 10, 20),
        starts_at=time(9),
        ends_at=time(12),
        place="אולם הישיבות",
        chair="מנכ״ל הרשות",
        version=1,
        present=(Attendee(name="מנהל לשכת התעסוקה"), Attendee(name="נציגת המכללה", organisation="המכללה האזורית")),
        absent=(Attendee(name="מנהל אגף חינוך"),),
        substitutes=(Attendee(name="סגנית מנהל האגף", in_place_of="מנהל אגף חינוך"),),
        quorum="13 מתוך 18",
        items=tuple(map(item, range(1, length + 1))),
        tasks=(TaskEntry(number="5.99", text="הפצת הפרוטוקול", owner="רפרנטית הפורום"),),
        next_meeting=NextMeeting(title="מפגש 6", held_on=date(2025, 12, 15)),
        signatures=("יו״ר הפורום", "רפרנטית הפורום"),
        status=Status.PUBLISHED,
        published_on=date(2025, 10, 21),
    )
    return replace(document, **changed)


def pdf_text(content: bytes) -> str:
    """What the pages say, without the marks that hold directions."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return "\n".join(page.extract_text() for page in pages).translate(dict.fromkeys([0x200E, 0x200F, 0x2066, 0x2067, 0x2069]))


def docx_text(content: bytes) -> str:
    """What the Word file says: paragraphs, cells and foot."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    words = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *foot])
    return words.translate(dict.fromkeys([0x200E, 0x200F, 0x2066, 0x2067, 0x2069]))


def test_both_files_carry_the_whole_protocol() -> None:
    document = protocol(approved_by="מנכ״ל הרשות", approved_on=date(2025, 10, 21), correction="תוקן")
    for text in (pdf_text(protocol_pdf(document)), docx_text(protocol_docx(document))):
        for words in ("20.10.2025", "09:00–12:00", "5.1", "5.2", "5.99", "3.11.2025", "15.12.2025", "21.10.2025", "217"):
            assert words in text, words
        for words in ("הישיבות", "המכללה", "בהסכמה", "הפצת", "אלון", "סגנית", "תוקן"):
            assert words in text, words


def test_a_docx_keeps_sentences_as_they_were_written() -> None:
    text = docx_text(protocol_docx(protocol()))
    assert "הפורום יפעל בשלושה כיוונים." in text
    assert "פורום התעסוקה היישובי · קריית אלון" in text
    assert "עיריית קריית אלון" in text


def test_fixed_words_follow_the_language() -> None:
    text = docx_text(protocol_docx(protocol(), language="en"))
    assert "Protocol of meeting 5" in text
    assert "Decision 5.1" in text
    reader = pypdf.PdfReader(io.BytesIO(protocol_pdf(protocol(), language="en")))
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == "Protocol of meeting 5"
    assert "Page 1 of 1" in reader.pages[0].extract_text()


def test_a_draft_and_demonstration_data_are_marked_on_every_page() -> None:
    document = protocol(14, status=Status.DRAFT, is_demo=True)
    for page in pypdf.PdfReader(io.BytesIO(protocol_pdf(document, language="en"))).pages:
        assert "Draft" in page.extract_text()
        assert "Demonstration data" in page.extract_text()
    published = pdf_text(protocol_pdf(protocol(), language="en"))
    assert "Draft" not in published
    assert "Demonstration" not in published
    assert "Draft" in docx_text(protocol_docx(document, language="en"))


def test_parts_may_be_left_out_but_never_the_decisions() -> None:
    bare = pdf_text(protocol_pdf(protocol(), parts=frozenset()))
    assert "217" not in bare
    assert "5.99" not in bare
    assert "המכללה" not in bare
    assert "בהסכמה" in bare
    assert "5.99" in pdf_text(protocol_pdf(protocol(), parts=frozenset({Part.TASKS})))


def test_an_empty_protocol_is_still_a_document() -> None:
    bare = ProtocolDocument(
        letterhead=Letterhead(authority="מועצה מקומית"),
        town_name="",
        body_name="",
        meeting_title="",
        meeting_number=None,
        held_on=date(2025, 10, 20),
        starts_at=time(9),
        ends_at=None,
        place="",
        chair="",
        version=1,
    )
    assert pypdf.PdfReader(io.BytesIO(protocol_pdf(bare))).pages
    assert Document(io.BytesIO(protocol_docx(bare))).paragraphs


@pytest.mark.parametrize("evil", ['#eval("1")', "$x$ *b*", "</w:t><w:p>", "{page}", "a\u202eb", "\x00\ud800😀", "א" * 10_000])
def test_hostile_words_are_only_words_in_every_field(evil: str) -> None:
    entry = ItemEntry(
        number=evil,
        title=evil,
        discussion=(evil, f"{evil}\n{evil}"),
        decisions=(DecisionEntry(number=evil, text=evil, basis=evil),),
        tasks=(TaskEntry(number=evil, text=evil, owner=evil),),
    )
    document = protocol(
        letterhead=Letterhead(authority=evil, address=evil),
        town_name=evil,
        body_name=evil,
        meeting_title=evil,
        place=evil,
        chair=evil,
        quorum=evil,
        present=(Attendee(name=evil, organisation=evil, in_place_of=evil),),
        items=(entry,),
        signatures=(evil, evil),
    )
    text = docx_text(protocol_docx(document))
    assert evil in text or any(mark in evil for mark in "\u202e\x00")
    assert "\u202e" not in text
    assert pypdf.PdfReader(io.BytesIO(protocol_pdf(document))).pages


def test_a_four_page_protocol_is_set_in_a_tenth_of_a_second() -> None:
    protocol_pdf(protocol())
    document = protocol(16)
    seconds = []
    for version in range(2, 7):
        start = perf_counter()
        content = protocol_pdf(replace(document, version=version))
        seconds.append(perf_counter() - start)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 4
    assert min(seconds) <= 0.1, seconds


def test_an_agenda_lists_items_with_their_hours() -> None:
    document = AgendaDocument(
        letterhead=HEAD,
        town_name="קריית אלון",
        body_name="פורום התעסוקה היישובי",
        meeting_title="בניית תוכנית עבודה",
        meeting_number=5,
        held_on=date(2025, 10, 20),
        starts_at=time(9),
        ends_at=time(12),
        place="אולם הישיבות",
        chair="מנכ״ל הרשות",
        items=(AgendaEntry(number="1", title="פתיחה", starts_at=time(9), minutes=15, kind="לידיעה", presenter="מנכ״ל"),),
        note="שורה\nועוד שורה",
        is_demo=True,
        issued_on=date(2025, 10, 13),
    )
    text = pdf_text(agenda_pdf(document))
    for words in ("20.10.2025", "09:00", "15", "פתיחה", "לידיעה", "13.10.2025"):
        assert words in text, words
    assert "Agenda of meeting 5" in pdf_text(agenda_pdf(document, language="en"))


def test_name_tags_stand_eight_on_a_sheet_and_long_names_fit() -> None:
    tags = [NameTag(name="מנהלת מרכז הצעירים", role="חברת פורום", organisation="הרשות"), NameTag(name="נציג " * 60)] * 5
    pages = pypdf.PdfReader(io.BytesIO(name_tags_pdf(tags, body_name="פורום"))).pages
    assert len(pages) == 2
    assert pages[0].extract_text().count("מרכז") == 4
    assert pypdf.PdfReader(io.BytesIO(name_tags_pdf([], body_name="פורום"))).pages


def invitation(**changed: Any) -> Invitation:
    """An invitation to a fifth meeting."""
    words = Invitation(
        uid="4f6c@workit",
        sequence=0,
        body_name="פורום התעסוקה",
        meeting_title="בניית תוכנית",
        meeting_number=5,
        starts_at=datetime(2025, 10, 20, 6, tzinfo=UTC),
        ends_at=datetime(2025, 10, 20, 9, tzinfo=UTC),
        changed_at=datetime(2025, 10, 1, tzinfo=UTC),
        organiser=ics.Address(name="עיריית קריית אלון", email="forum@town.example"),
        url="https://workit.example/t/1/meetings/5/",
        agenda=("1. פתיחה", "2. דיון"),
        guests=(ics.Guest(name="נציגת המעסיקים", email="guest@firm.example"),),
    )
    return replace(words, **changed)


def test_an_invitation_names_the_body_and_links_back() -> None:
    calendar = Calendar.from_ical(invitation_ics(invitation()))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert "פורום התעסוקה" in event["SUMMARY"]
    assert "בניית תוכנית" in event["SUMMARY"]
    assert event["DESCRIPTION"].splitlines()[1:3] == ["1. פתיחה", "2. דיון"]
    assert event["DESCRIPTION"].endswith("https://workit.example/t/1/meetings/5/")


def test_a_meeting_called_off_goes_out_as_a_cancellation() -> None:
    calendar = Calendar.from_ical(invitation_ics(invitation(sequence=1, is_cancelled=True)))
    assert calendar["METHOD"] == "CANCEL"
    assert calendar.walk("VEVENT")[0]["SEQUENCE"] == 1


def test_a_feed_holds_every_meeting() -> None:
    calendar = Calendar.from_ical(feed_ics([invitation(), invitation(uid="b@workit")], name="המפגשים שלי"))
    assert [event["UID"] for event in calendar.walk("VEVENT")] == ["4f6c@workit", "b@workit"]
