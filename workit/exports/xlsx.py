"""Tables as Excel files: in the direction of the language, and nothing in them is ever read as a formula or a link."""

import io
from collections.abc import Sequence

import xlsxwriter  # type: ignore[import-untyped]
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_bidi

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NARROWEST, WIDEST = 8, 60
LONGEST_SHEET_NAME = 31
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


def workbook(title: str, headings: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """One sheet with a frozen header and a filter."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        page = book.add_worksheet(title.translate(FORBIDDEN)[:LONGEST_SHEET_NAME])
        if get_language_bidi():
            page.right_to_left()
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, head)
            longest = max([len(heading), *(len(str(row[column])) for row in rows)])
            page.set_column(column, column, min(WIDEST, max(NARROWEST, longest + 2)))
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(number, column, value, body)
                else:
                    page.write_string(number, column, value, body)
        page.freeze_panes(1, 0)
        if rows:
            page.autofilter(0, 0, len(rows), len(headings) - 1)
    return target.getvalue()


def download(name: str, title: str, headings: Sequence[str], rows: Sequence[Sequence[str | int]]) -> HttpResponse:
    """The workbook as a file to keep."""
    response = HttpResponse(workbook(title, headings, rows), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
