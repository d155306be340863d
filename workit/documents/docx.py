"""DOCX by python-docx with what it lacks: right to left in every paragraph, run, table and section."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from workit.documents import pdf
from workit.documents.letterhead import Letterhead
from workit.documents.text import direction, marked

INK = RGBColor(0x0E, 0x24, 0x30)
INK_2 = RGBColor(0x34, 0x49, 0x5A)
LINE = "D5DFE3"
# Faces every office suite has: a reader without the house faces must not be left to a guess.
UI, VOICE = "Arial", "David"
LOCALES = {"he": "he-IL", "ar": "ar-SA", "en": "en-GB"}
TEXT_WIDTH = Mm(178)


class Writer:
    """One document, written from top to bottom."""

    def __init__(self, *, language: str, title: str, author: str) -> None:
        self.is_rtl = direction(language) == "rtl"
        self.locale = LOCALES.get(language, language)
        self.document: Any = Document()
        core = self.document.core_properties
        core.title, core.author, core.language, core.comments = title[:250], author[:250], self.locale, ""
        self._page()
        self._styles()

    # --- parts ---------------------------------------------------------------------------------------------------------

    def masthead(self, letterhead: Letterhead, overline: str, title: str, subtitle: str) -> None:
        """The authority, then body and title above a rule."""
        if letterhead.logo:
            self._logo(letterhead)
        self.paragraph(letterhead.authority, bold=True, size=13, face=VOICE, space=0)
        if letterhead.address:
            self.paragraph(letterhead.address, size=9, colour=INK_2, space=6)
        self.paragraph(overline, size=9, colour=INK_2, space=2)
        heading = self._paragraph("Title")
        heading.paragraph_format.space_after = Pt(2)
        self._text(heading, title, bold=True, face=VOICE)
        self._edge(self.paragraph(subtitle, space=10), "bottom", size=18)

    def marks(self, marks: Sequence[str]) -> None:
        """Draft, demonstration data: in words, at the top."""
        if marks:
            self.paragraph(" · ".join(marks), bold=True, space=6)

    def facts(self, facts: Sequence[dict[str, str]]) -> None:
        """One line for each fact, label first."""
        for fact in facts:
            self.labelled(f"{fact['label']}:", fact["value"], space=2)

    def heading(self, text: str, beside: str = "") -> None:
        """A heading of the second level, with a small remark beside it."""
        paragraph = self._paragraph("Heading 1")
        self._text(paragraph, text, face=VOICE)
        if beside:
            self._text(paragraph, f"  {beside}", bold=False, size=9, colour=INK_2)

    def paragraph(self, text: str, *, before: float = 0, space: float = 6, **look: Any) -> Any:
        """Plain text, one paragraph."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(space)
        self._text(paragraph, text, **look)
        return paragraph

    def labelled(self, label: str, text: str, *, before: float = 0, space: float = 6) -> None:
        """A bold label and what it names."""
        paragraph = self.paragraph(f"{label} ", before=before, space=space, bold=True)
        self._text(paragraph, text)

    def ruled(self, label: str, texts: Sequence[str], basis: str) -> None:
        """A decision: a rule at the starting edge, kept on one page."""
        lines = [self.paragraph(label, space=2, bold=True, size=9, colour=INK_2)]
        lines += [self.paragraph(text, space=2, bold=True, size=12, face=VOICE) for text in texts]
        if basis:
            lines.append(self.paragraph(basis, space=2, size=9, colour=INK_2))
        for line in lines:
            # The starting edge: Word names borders by the sheet, indents by the reading direction.
            self._edge(line, "right" if self.is_rtl else "left", size=24)
            # "left" is the side a bidirectional paragraph starts from.
            line.paragraph_format.left_indent = Mm(4)
            line.paragraph_format.keep_together = True
            line.paragraph_format.keep_with_next = line is not lines[-1]
        lines[-1].paragraph_format.space_after = Pt(8)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int]) -> None:
        """A table whose first row repeats on each page and whose rows do not split."""
        table = self._table(len(rows) + 1, len(headings))
        columns = [TEXT_WIDTH * width // sum(widths) for width in widths]
        for column, width in zip(table.columns, columns, strict=True):
            column.width = width
        for at, cells in enumerate([headings, *rows]):
            row = table.rows[at]
            self._flag(row._tr.get_or_add_trPr(), "w:cantSplit")
            if at == 0:
                self._flag(row._tr.get_or_add_trPr(), "w:tblHeader")
            for cell, text, width in zip(row.cells, cells, columns, strict=True):
                cell.width = width
                self._fill(cell, text, bold=at == 0)

    def signatures(self, names: Sequence[str]) -> None:
        """A line to sign on above each name."""
        self.paragraph("", space=24)
        table = self._table(1, len(names), ruled=False)
        self._flag(table.rows[0]._tr.get_or_add_trPr(), "w:cantSplit")
        for cell, name in zip(table.rows[0].cells, names, strict=True):
            self._fill(cell, name)
            self._edge(cell.paragraphs[0], "top", size=6)

    def footer(self, page: str, parts: Sequence[str]) -> None:
        """Page and number of pages as fields of Word, then the fixed parts."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        self._turn(paragraph)
        look: dict[str, Any] = {"size": 9, "colour": INK_2}
        before, _, rest = page.partition("{page}")
        between, _, after = rest.partition("{pages}")
        self._text(paragraph, before, **look)
        self._field(paragraph, "PAGE", **look)
        self._text(paragraph, between, **look)
        self._field(paragraph, "NUMPAGES", **look)
        self._text(paragraph, " · ".join([after, *parts]), **look)

    def content(self) -> bytes:
        """The finished file."""
        out = BytesIO()
        self.document.save(out)
        return out.getvalue()

    # --- the page and its styles ---------------------------------------------------------------------------------------

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin, section.bottom_margin = Mm(15), Mm(20)
        if self.is_rtl:
            # Schema order: `bidi` stands before the grid of the page.
            mark = OxmlElement("w:bidi")
            grid = section._sectPr.find(qn("w:docGrid"))
            if grid is None:
                section._sectPr.append(mark)
            else:
                grid.addprevious(mark)

    def _styles(self) -> None:
        sizes = {"Normal": 10.5, "Title": 22.0, "Heading 1": 14.0}
        for name, size in sizes.items():
            style = self.document.styles[name]
            face = UI if name == "Normal" else VOICE
            style.font.size, style.font.color.rgb, style.font.name = Pt(size), INK, face
            self._faces(style.element.get_or_add_rPr(), face, size)
        for style in self.document.styles:
            if style.type == WD_STYLE_TYPE.PARAGRAPH and style.name in {"Title", "Heading 1"}:
                borders = style.element.pPr.find(qn("w:pBdr"))
                if borders is not None:
                    style.element.pPr.remove(borders)

    # --- marks that python-docx has no words for -----------------------------------------------------------------------

    def _paragraph(self, style: str | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        self._turn(paragraph)
        return paragraph

    def _turn(self, paragraph: Any) -> None:
        if self.is_rtl:
            self._ordered(paragraph._p.get_or_add_pPr(), OxmlElement("w:bidi"), PARAGRAPH_ORDER)

    def _text(self, paragraph: Any, text: str, *, bold: bool | None = None, **look: Any) -> Any:
        run = paragraph.add_run(NOT_XML.sub("", marked(text, is_rtl=self.is_rtl)))
        self._dress(run, bold=bold, **look)
        return run

    def _dress(
        self, run: Any, *, bold: bool | None = None, size: float = 0, colour: RGBColor | None = None, face: str = ""
    ) -> None:
        run.bold = bold
        if colour is not None:
            run.font.color.rgb = colour
        if size:
            run.font.size = Pt(size)
        properties = run._r.get_or_add_rPr()
        if bold is not None:
            # Word takes the weight of complex scripts from a mark of their own.
            mark = OxmlElement("w:bCs")
            mark.set(qn("w:val"), "1" if bold else "0")
            self._ordered(properties, mark, RUN_ORDER)
        self._faces(properties, face, size)
        if self.is_rtl:
            self._ordered(properties, OxmlElement("w:rtl"), RUN_ORDER)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self.locale)
        if self.is_rtl:
            language.set(qn("w:bidi"), self.locale)
        self._ordered(properties, language, RUN_ORDER)

    def _faces(self, properties: Any, face: str, size: float) -> None:
        """Face and size of complex scripts, beside those of Latin."""
        if face:
            fonts = properties.get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            for script in ("ascii", "hAnsi", "cs"):
                fonts.set(qn(f"w:{script}"), face)
        if size:
            mark = OxmlElement("w:szCs")
            mark.set(qn("w:val"), str(round(size * 2)))
            self._ordered(properties, mark, RUN_ORDER)

    def _table(self, rows: int, columns: int, *, ruled: bool = True) -> Any:
        table = self.document.add_table(rows=rows, cols=columns)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        properties = table._tbl.tblPr
        if self.is_rtl:
            style = properties.find(qn("w:tblStyle"))
            properties.insert(0 if style is None else 1, OxmlElement("w:bidiVisual"))
        if ruled:
            borders = OxmlElement("w:tblBorders")
            for edge in ("bottom", "insideH"):
                borders.append(_line(edge, size=6, colour=LINE))
            properties.find(qn("w:tblLook")).addprevious(borders)
        return table

    def _fill(self, cell: Any, text: str, *, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        self._turn(paragraph)
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(4)
        self._text(paragraph, text, bold=bold, size=9.5)

    def _field(self, paragraph: Any, instruction: str, **look: Any) -> None:
        """A field that Word fills when it opens the file."""
        for kind in ("begin", "instruction", "separate", "end"):
            if kind == "instruction":
                mark = OxmlElement("w:instrText")
                mark.text = f" {instruction} "
            else:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
            self._text(paragraph, "", **look)._r.append(mark)
            if kind == "separate":
                self._text(paragraph, "1", **look)

    def _logo(self, letterhead: Letterhead) -> None:
        picture = letterhead.context()["logo"]
        content = letterhead.logo.content if picture["kind"] == "png" else pdf.picture(picture)  # type: ignore[union-attr]
        paragraph = self._paragraph()
        shape = paragraph.add_run().add_picture(BytesIO(content), height=Mm(15))
        if shape.width > Mm(42):
            shape.height, shape.width = shape.height * Mm(42) // shape.width, Mm(42)
        shape._inline.docPr.set("descr", letterhead.authority)

    def _edge(self, paragraph: Any, edge: str, *, size: int) -> None:
        """A rule at one edge of a paragraph, in eighths of a point."""
        borders = OxmlElement("w:pBdr")
        borders.append(_line(edge, size=size, colour=str(INK), space=8))
        self._ordered(paragraph._p.get_or_add_pPr(), borders, PARAGRAPH_ORDER)

    @staticmethod
    def _flag(properties: Any, name: str) -> None:
        properties.append(OxmlElement(name))

    @staticmethod
    def _ordered(properties: Any, mark: Any, order: tuple[str, ...]) -> None:
        """Put a mark where the schema wants it: Word refuses a file with properties out of order."""
        later = {qn(name) for name in order[order.index(f"w:{mark.tag.rpartition('}')[2]}") + 1 :]}
        for child in properties:
            if child.tag in later:
                child.addprevious(mark)
                return
        properties.append(mark)


PARAGRAPH_ORDER = (
    *("w:pStyle", "w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:framePr", "w:widowControl", "w:numPr"),
    *("w:suppressLineNumbers", "w:pBdr", "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap"),
    *("w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd"),
    *("w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc"),
    *("w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr"),
)
RUN_ORDER = (
    *("w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:caps", "w:smallCaps", "w:strike", "w:dstrike"),
    *("w:outline", "w:shadow", "w:emboss", "w:imprint", "w:noProof", "w:snapToGrid", "w:vanish", "w:webHidden"),
    *("w:color", "w:spacing", "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:effect"),
    *("w:bdr", "w:shd", "w:fitText", "w:vertAlign", "w:rtl", "w:cs", "w:em", "w:lang", "w:eastAsianLayout"),
)
# Characters that XML cannot hold; the builders clean their texts, this is the last gate.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _line(edge: str, *, size: int, colour: str, space: int = 0) -> Any:
    line = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{name}"), value)
    return line
