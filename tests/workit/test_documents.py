"""The document mechanism: PDF, DOCX, calendar files, letterheads, clean text."""

import io
import os
import resource
import signal
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from icalendar import Calendar

from workit.documents import fonts, ics, pdf, typst_child
from workit.documents.docx import Writer
from workit.documents.letterhead import Letterhead, LogoError, read_logo
from workit.documents.text import LONGEST, clean, cleaned, isolated, ltr, marked, one_line, paragraphs

HOSTILE = [
    '#eval("1+1")',
    '#read("/etc/passwd")',
    "$x$ = 1",
    "*bold* _it_ `raw` = heading",
    "</w:t><w:p>",
    "&amp; ]]>",
    "a\u202eb\u2066c",
    "\x00\x07\x1b[31m",
    "\ud800",
    "😀 漢字",
    "שורה\r\nשנייה",
    "א" * 10_000,
]
SHAPE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 30">%s</svg>'
CIRCLE = SHAPE % b'<circle cx="15" cy="15" r="12" fill="#0F5277"/>'


def agenda(**changed: Any) -> dict[str, Any]:
    """A context of the agenda template with one item."""
    context = {
        "overline": "פורום · קריית אלון",
        "subtitle": "נושא המפגש",
        "marks": [],
        "facts": [{"label": "מקום", "value": "אולם"}],
        "items": {"heading": "על סדר היום", "columns": ["מס׳", "שעה", "נושא", "מציגה", "משך"], "rows": []},
        "notes": [],
        "letterhead": Letterhead(authority="עיריית קריית אלון").context(),
        "footer": {"page": "עמוד {page} מתוך {pages}", "parts": ["גרסה 1"]},
    }
    return {**context, **changed}


def rendered(**changed: Any) -> pypdf.PdfReader:
    """The agenda of `agenda()` in Hebrew, read back."""
    return pypdf.PdfReader(io.BytesIO(pdf.render("agenda", agenda(**changed), title="סדר יום", language="he")))


def tagged(reader: pypdf.PdfReader, kind: str) -> list[Any]:
    """Every element of a kind in the structure a screen reader follows."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"].get_object()]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(item.get_object() for item in reversed(node) if not isinstance(item, int))
        elif isinstance(node, dict):
            if node.get("/S") == kind:
                found.append(node)
            if "/K" in node:
                waiting.append(node["/K"].get_object())
    return found


def png(width: int = 2, height: int = 2) -> bytes:
    """A black picture in bytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (min(width, 9) + 1) * min(height, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


# --- text ---------------------------------------------------------------------------------------------------------------


def test_what_people_cannot_see_is_cut_from_text() -> None:
    assert clean("a\u202eb\u2066c\u2069\x00\x1b") == "abc"
    assert clean("\ud800x") == "x"
    assert clean("א\u200fב") == "א\u200fב", "single direction marks stay"
    assert len(clean("א" * 99_999)) == LONGEST


def test_lines_are_joined_or_split_as_the_place_asks() -> None:
    assert one_line("שם\r\nATTENDEE:x\u2028y") == "שם ATTENDEE:x y"
    assert paragraphs("א\n\n ב \r\nג") == ["א", "ב", "ג"]


def test_cleaning_reaches_into_dataclasses() -> None:
    head = cleaned(Letterhead(authority="עיר\u202eית", logo=read_logo(CIRCLE)))
    assert head.authority == "עירית"
    assert head.logo == read_logo(CIRCLE)
    assert cleaned({"a": ["x\x00", ("y\x00", 3)]}) == {"a": ["x", ("y", 3)]}


# --- fonts --------------------------------------------------------------------------------------------------------------


def test_the_faces_draw_what_hebrew_documents_need() -> None:
    needed = "אבגדהוזחטיכלמנסעפצקרשתםןץףךּ0123456789₪״׳־–·…%&/+()[]ABCxyzéعربيةПривет\u200e\u200f\u2066\u2067\u2069"
    assert set(needed) <= fonts.covered()
    assert fonts.drawable(["א😀", {"x": "漢"}]) == ["א\ufffd", {"x": "\ufffd"}]


def test_a_pdf_holds_only_faces_of_the_house_and_embeds_them() -> None:
    reader = rendered(notes=["עברית English العربية Русский ₪500 😀"])
    names = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            below = font["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in below["/FontDescriptor"]
            names.add(below["/BaseFont"].partition("+")[2])
    faces = {path.stem for path in fonts.FOLDER.glob("*.ttf")}
    assert names <= faces, names - faces
    assert {"Heebo-Regular", "FrankRuhlLibre-Bold", "Rubik-Regular"} <= names


# --- pdf ----------------------------------------------------------------------------------------------------------------


def test_a_pdf_is_tagged_titled_and_says_its_language() -> None:
    reader = rendered()
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "he"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "סדר יום"
    assert b"pdfuaid" in root["/Metadata"].get_data()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text(text: str) -> None:
    reader = rendered(notes=[clean(text)], overline=one_line(text), marks=[one_line(text)])
    shown = "".join(page.extract_text() for page in reader.pages)
    for word in ("eval", "read", "x$", "*bold*", "`raw`", "w:p", "amp"):
        assert (word in text) <= (word in shown), word
    assert "root:" not in shown


def test_the_same_content_and_moment_give_the_same_bytes() -> None:
    moment = datetime(2025, 10, 21, 8, tzinfo=UTC)
    first, second = (pdf.render("agenda", agenda(), title="סדר יום", language="he", made_at=moment) for _ in range(2))
    assert first == second


def test_a_missing_template_is_refused() -> None:
    for name in ("no_such", "../agenda", "agenda.typ", ""):
        with pytest.raises(pdf.RenderError):
            pdf.render(name, {}, title="x", language="he")


def test_a_broken_context_fails_and_the_next_document_is_set() -> None:
    with pytest.raises(pdf.RenderError):
        pdf.render("agenda", {}, title="x", language="he")
    assert rendered().pages


@pytest.fixture
def child() -> Iterator[Any]:
    """The warm child process."""
    rendered()
    assert pdf._press.child is not None
    return pdf._press.child


def test_a_stuck_child_is_ended_and_replaced(child: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    os.kill(child.process.pid, signal.SIGSTOP)
    monkeypatch.setattr(pdf, "SECONDS_PER_DOCUMENT", 0.3)
    with pytest.raises(pdf.RenderError):
        rendered()
    assert child.process.poll() is not None
    monkeypatch.undo()
    assert rendered().pages


def test_an_interrupted_document_never_answers_for_the_next_one(child: Any) -> None:
    def interrupt(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        os.kill(child.process.pid, signal.SIGSTOP)
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(TimeoutError):
            rendered(notes=["ראשון"])
    finally:
        signal.signal(signal.SIGALRM, before)
    assert child.process.poll() is not None
    assert "שני" in rendered(notes=["שני"]).pages[0].extract_text()


def test_a_forked_process_starts_a_child_of_its_own(child: Any) -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0 if rendered().pages and pdf._press.child is not child else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert child.process.poll() is None
    assert rendered().pages


def test_a_worn_child_is_replaced(child: Any) -> None:
    child.served = pdf.DOCUMENTS_PER_CHILD
    assert rendered().pages
    assert pdf._press.child is not child
    assert child.process.poll() is not None


def test_the_child_is_limited_and_knows_no_secret(child: Any) -> None:
    pid = child.process.pid
    assert resource.prlimit(pid, resource.RLIMIT_AS)[0] == typst_child.MEMORY_BYTES
    assert resource.prlimit(pid, resource.RLIMIT_FSIZE) == (0, 0)
    assert 0 < resource.prlimit(pid, resource.RLIMIT_CPU)[0] < 3600
    assert b"SECRET_KEY" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_no_template_reaches_for_a_package() -> None:
    assert not [path.name for path in pdf.TEMPLATES.glob("*.typ") if "@preview" in path.read_text()]


# --- letterhead ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [png(), CIRCLE], ids=["png", "svg"])
def test_a_logo_stands_on_the_letterhead_with_its_name(content: bytes) -> None:
    head = Letterhead(authority="עיריית קריית אלון", address="שדרות האלונים 1", logo=read_logo(content))
    reader = rendered(letterhead=head.context())
    assert [figure["/Alt"] for figure in tagged(reader, "/Figure")] == ["עיריית קריית אלון"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html/>",
        SHAPE % b"<script>1</script>",
        SHAPE % b'<image href="file:///etc/passwd"/>',
        SHAPE % b'<rect onclick="x()"/>',
        SHAPE % b'<use href="https://elsewhere.example/a.svg#b"/>',
        SHAPE % b'<rect fill="url(https://elsewhere.example/)"/>',
        SHAPE % b"<style>@import 'x'</style>",
        SHAPE % b"<foreignObject/>",
        SHAPE % (b'<use href="#a"/>' * 99),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + CIRCLE,
        png()[:-5],
        png()[:40] + b"!" + png()[41:],
        png(width=9999),
        b"\x89PNG\r\n\x1a\n" + b"0" * 600_000,
    ],
)
def test_a_logo_that_is_more_than_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(LogoError):
        read_logo(content)


# --- docx ---------------------------------------------------------------------------------------------------------------


def written(language: str = "he", logo: bytes | None = None, text: str = "טקסט") -> bytes:
    """One of everything the writer can write."""
    writer = Writer(language=language, title="כותרת", author="עיריית קריית אלון")
    head = Letterhead(authority="עיריית קריית אלון", address="רחוב 1", logo=read_logo(logo) if logo else None)
    writer.masthead(head, text, text, text)
    writer.marks([text])
    writer.facts([{"label": "מקום", "value": text}])
    writer.heading(text, text)
    writer.paragraph(text)
    writer.labelled("חסרו:", text)
    writer.ruled(text, [text], text)
    writer.table(["מס׳", text], [["1", text], ["2", text]], widths=(1, 3))
    writer.signatures([text, text])
    writer.footer("עמוד {page} מתוך {pages}", [text])
    return writer.content()


def all_of(content: bytes, name: str) -> list[Any]:
    """Every element of a kind in the body and the footer."""
    document = Document(io.BytesIO(content))
    body = list(document.element.body.iter(qn(name)))
    return body + list(document.sections[0].footer._element.iter(qn(name)))


def test_a_hebrew_docx_is_right_to_left_everywhere() -> None:
    content = written()
    for paragraph in all_of(content, "w:p"):
        assert paragraph.pPr.find(qn("w:bidi")) is not None, paragraph.text
    for run in all_of(content, "w:r"):
        assert run.rPr.find(qn("w:rtl")) is not None, run.text
        assert run.rPr.find(qn("w:lang")).get(qn("w:bidi")) == "he-IL"
    for table in all_of(content, "w:tblPr"):
        assert table.find(qn("w:bidiVisual")) is not None
    assert all_of(content, "w:sectPr")[0].find(qn("w:bidi")) is not None
    assert Document(io.BytesIO(content)).core_properties.language == "he-IL"


def test_an_english_docx_is_left_to_right() -> None:
    content = written("en")
    assert not [mark for name in ("w:bidi", "w:rtl", "w:bidiVisual") for mark in all_of(content, name)]


def test_a_docx_has_real_headings_and_table_heads() -> None:
    document = Document(io.BytesIO(written()))
    assert {"Title", "Heading 1"} <= {paragraph.style.name for paragraph in document.paragraphs}
    assert document.tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in document.tables[0].rows)


def test_properties_of_a_docx_stand_in_the_order_of_the_schema() -> None:
    from workit.documents.docx import PARAGRAPH_ORDER, RUN_ORDER

    content = written()
    for name, order in (("w:pPr", PARAGRAPH_ORDER), ("w:rPr", RUN_ORDER)):
        places = {qn(tag): place for place, tag in enumerate(order)}
        for properties in all_of(content, name):
            found = [places[child.tag] for child in properties if child.tag in places]
            assert found == sorted(found), [child.tag for child in properties]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_only_text_in_a_docx(text: str) -> None:
    content = written(text=text)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    shown = [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
    if "<w:p>" in text:
        assert text in shown


@pytest.mark.parametrize("logo", [png(), CIRCLE], ids=["png", "svg"])
def test_a_docx_shows_the_logo_with_its_alternative_text(logo: bytes) -> None:
    (drawing,) = all_of(written(logo=logo), "wp:docPr")
    assert drawing.get("descr") == "עיריית קריית אלון"


# --- calendar -----------------------------------------------------------------------------------------------------------


def event(**changed: Any) -> ics.CalendarEvent:
    """A meeting in October, whose summer time ends that month."""
    facts: dict[str, Any] = {
        "uid": "4f6c@workit",
        "sequence": 2,
        "title": "פורום התעסוקה, מפגש 5",
        "starts_at": datetime(2025, 10, 20, 6, tzinfo=UTC),
        "ends_at": datetime(2025, 10, 20, 9, tzinfo=UTC),
        "changed_at": datetime(2025, 10, 1, 9, tzinfo=UTC),
        "organiser": ics.Address(name="עיריית קריית אלון", email="forum@town.example"),
        "url": "https://workit.example/t/1/meetings/5/",
        "place": "אולם; קומה 2",
        "description": "על סדר היום",
        "guests": (ics.Guest(name="נציגת המעסיקים", email="guest@firm.example"),),
    }
    return ics.CalendarEvent(**{**facts, **changed})


def meeting(content: bytes) -> Any:
    """The only event of a calendar file."""
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_an_invitation_asks_in_the_name_of_the_authority() -> None:
    content = ics.request(event())
    assert Calendar.from_ical(content)["METHOD"] == "REQUEST"
    found = meeting(content)
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("4f6c@workit", 2, "CONFIRMED")
    assert found["ORGANIZER"] == "mailto:forum@town.example"
    assert found["ORGANIZER"].params["CN"] == "עיריית קריית אלון"
    assert found["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert found["URL"] == "https://workit.example/t/1/meetings/5/"
    assert found["URL"] in found["DESCRIPTION"]
    assert found["LOCATION"] == "אולם; קומה 2"
    assert found["DTSTART"].dt.hour == 9
    assert found["DTSTART"].params["TZID"] == "Asia/Jerusalem"


def test_a_cancellation_keeps_the_uid() -> None:
    content = ics.cancel(event(sequence=3))
    assert Calendar.from_ical(content)["METHOD"] == "CANCEL"
    assert (meeting(content)["UID"], meeting(content)["STATUS"]) == ("4f6c@workit", "CANCELLED")


def test_a_feed_publishes_without_guests() -> None:
    content = ics.feed([event(), event(uid="other", is_cancelled=True)], name="המפגשים שלי")
    calendar = Calendar.from_ical(content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["X-WR-CALNAME"] == "המפגשים שלי"
    assert [found["STATUS"] for found in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    assert b"guest@firm.example" not in content
    assert not Calendar.from_ical(ics.feed([], name="ריק")).walk("VEVENT")


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2030, 2037])
def test_the_written_time_zone_agrees_with_the_clock_of_israel(year: int) -> None:
    starts = datetime(year, 6, 1, 6, tzinfo=UTC)
    content = ics.request(event(starts_at=starts, ends_at=starts.replace(hour=9)))
    (zone,) = Calendar.from_ical(content).walk("VTIMEZONE")
    clock = zone.to_tz()
    for month in range(1, 13):
        for day in (1, 15, 24, 26, 28):
            noon = datetime(year, month, day, 12)
            assert noon.replace(tzinfo=clock).utcoffset() == noon.replace(tzinfo=ics.ZONE).utcoffset(), noon


def test_hostile_names_cannot_add_lines_to_a_calendar() -> None:
    evil = 'א"\r\nATTENDEE:mailto:evil@evil.example\nX-EVIL:1'
    content = ics.request(
        event(
            uid=f"u{evil}",
            title=evil,
            place=evil,
            description=evil,
            url=f"https://workit.example/{evil}",
            organiser=ics.Address(name=evil, email=f"forum@town.example{evil}"),
            guests=(ics.Guest(name=evil, email=f"g@firm.example{evil}"),),
        )
    )
    starts = [line.split(b":")[0].split(b";")[0] for line in content.split(b"\r\n")]
    assert starts.count(b"ATTENDEE") == 1
    assert b"X-EVIL" not in starts
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1


def test_no_line_of_a_calendar_is_longer_than_the_standard_allows() -> None:
    content = ics.request(event(title="פורום " * 60))
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_text_is_held_in_the_direction_of_its_letters() -> None:
    assert ltr("09:00–12:00") == "\u206609:00–12:00\u2069"
    assert isolated("WORKIT מציגה נתונים") == "\u2067WORKIT מציגה נתונים\u2069"
    assert isolated("Excel של ה־CRM") == "\u2066Excel של ה־CRM\u2069"
    assert isolated("12") == "\u206612\u2069"
    assert isolated("") == ""


def test_word_gets_marks_instead_of_isolates() -> None:
    words = f"מפגש {ltr('9–12')}, {isolated('נציגת המכללה')}"
    assert marked(words, is_rtl=True) == "מפגש \u200e9–12\u200f, נציגת המכללה"
    assert marked(words, is_rtl=False) == "מפגש 9–12, \u200fנציגת המכללה\u200e"
