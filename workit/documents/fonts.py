"""The faces documents are set in, and which characters they can draw."""

from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "fonts"
FAMILIES = ("Heebo", "Frank Ruhl Libre", "Rubik")
# What stands for a character no face has; PDF/UA refuses a document with a missing glyph.
UNKNOWN = "\ufffd"
ALWAYS = frozenset("\n")


@cache
def covered() -> frozenset[str]:
    """Every character that at least one of the faces draws."""
    characters = set(ALWAYS)
    for line in (FOLDER / "coverage.txt").read_text().split():
        first, last = (int(code, 16) for code in line.split("-"))
        characters.update(map(chr, range(first, last + 1)))
    return frozenset(characters)


def drawable(value: Any) -> Any:
    """The same JSON value with each undrawable character replaced by a hollow box."""
    if isinstance(value, str):
        known = covered()
        return value if known.issuperset(value) else "".join(c if c in known else UNKNOWN for c in value)
    if isinstance(value, dict):
        return {key: drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(item) for item in value]
    return value
