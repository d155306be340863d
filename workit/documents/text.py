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
    """Held left to right whatever stands around it: numbers, ranges, addresses (U+2066…U+2069)."""
    return f"\u2066{value}\u2069"


def isolated(value: str) -> str:
    """Held apart in its own direction, so that a Latin name cannot pull the punctuation beside it."""
    return f"\u2068{value}\u2069"


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
