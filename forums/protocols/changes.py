"""What a correction changed, word by word."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from forums.protocols.content import Content, texts_of

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: kept, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """One block whose words changed."""

    item: str
    number: str
    kind: str
    pieces: tuple[Piece, ...]


def changes(before: Content, after: Content) -> list[TextChange]:
    """The blocks that differ, in reading order."""
    old = texts_of(before)
    found = []
    for item in after["items"]:
        for block in item["blocks"]:
            was = old.get(f"{block['kind']}:{block['id']}", "")
            if was != block["text"]:
                pieces = tuple(_pieces(was, block["text"]))
                found.append(TextChange(f"{item['number']}. {item['title']}", block.get("number", ""), block["kind"], pieces))
    return found


def _pieces(was: str, now: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    for verb, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            yield Piece("kept", "".join(old[a:b]))
            continue
        if b > a:
            yield Piece("removed", "".join(old[a:b]))
        if d > c:
            yield Piece("added", "".join(new[c:d]))
