"""Text on its way into a document: cleaned of what people cannot see, isolated where directions meet."""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, time
from typing import Any, TypeVar

from django.utils.translation import gettext

from workit.web.days import table_day, weekday_name

Value = TypeVar("Value")
RIGHT_TO_LEFT = frozenset({"he", "ar"})
# A whole protocol is far shorter; what is longer was pasted by mistake or by malice.
LONGEST = 20_000
# Embeddings, overrides and isolates reorder what follows them; single marks (U+200E, U+200F, U+061C) stay.
REORDERING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

LTR_START, RTL_START, END = "\u2066", "\u2067", "\u2069"
LTR_MARK, RTL_MARK = "\u200e", "\u200f"
ISOLATE = re.compile(f"([{LTR_START}{RTL_START}])([^{LTR_START}{RTL_START}{END}]*){END}")


def clean(value: str) -> str:
    """The text without control characters, lone surrogates and marks that reorder a line; composed (NFC)."""
    text = LINE_ENDS.sub("\n", value[:LONGEST]).replace("\t", " ").translate(REORDERING)
    kept = (mark for mark in text if mark == "\n" or unicodedata.category(mark) not in {"Cc", "Cs", "Cn"})
    return unicodedata.normalize("NFC", "".join(kept)).strip()


def cleaned(value: Value) -> Value:
    """The same value with every text inside it cleaned: dataclasses, lists, tuples and mappings are walked."""
    walked: Value = _walk(value)
    return walked


def one_line(value: str) -> str:
    """Cleaned text without line breaks, for names, titles and calendar properties."""
    return " ".join(clean(value).split())


def paragraphs(value: str) -> list[str]:
    """The paragraphs of a longer text, empty lines left out."""
    return [line.strip() for line in clean(value).split("\n") if line.strip()]


def ltr(value: str) -> str:
    """Held left to right whatever stands around it: numbers, ranges, addresses."""
    return f"{LTR_START}{value}{END}"


def isolated(value: str) -> str:
    """Held apart in the direction most of its letters have, so that it neither pulls nor follows what stands beside it."""
    if not value:
        return value
    strong = [unicodedata.bidirectional(mark) for mark in value]
    is_rtl = sum(kind in {"R", "AL"} for kind in strong) >= max(1, strong.count("L"))
    return f"{RTL_START if is_rtl else LTR_START}{value}{END}"


def said(value: str) -> str:
    """One line somebody typed, isolated: what stands between fixed words."""
    return isolated(one_line(value))


def marked(value: str, *, is_rtl: bool) -> str:
    """Isolates turned into single marks, for programs that know no isolates (Word); none where the page runs that way."""

    def marks(found: re.Match[str]) -> str:
        start, inner = found.groups()
        if (start == RTL_START) == is_rtl:
            return inner
        return f"{LTR_MARK}{inner}{RTL_MARK}" if is_rtl else f"{RTL_MARK}{inner}{LTR_MARK}"

    return ISOLATE.sub(marks, value)


def direction(language: str) -> str:
    """The direction a language is written in: "rtl" or "ltr"."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def long_day(day: date) -> str:
    """A date that obliges, with its weekday: "יום ב׳, 20.10.2025"."""
    return gettext("%(weekday)s, %(day)s") % {"weekday": weekday_name(day), "day": table_day(day)}


def clock_range(start: time, end: time | None) -> str:
    """The hours of a meeting, one isolated run: 09:00–12:00."""
    first = start.strftime("%H:%M")
    return ltr(first if end is None else f"{first}–{end.strftime('%H:%M')}")


def _walk(value: Any) -> Any:
    if isinstance(value, str):
        # Enumerations are texts too, and their members are the project's own.
        return clean(value) if type(value) is str else value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {field.name: _walk(getattr(value, field.name)) for field in dataclasses.fields(value) if field.init}
        return dataclasses.replace(value, **changed)
    if isinstance(value, Mapping):
        return {key: _walk(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_walk(item) for item in value)
    return value
