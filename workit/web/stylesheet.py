"""One stylesheet for the browser from the source files under static/css, without a build step.

`collectstatic` asks every staticfiles finder what to collect; `BundleFinder` offers `css/app.css`, the sources in the order of
the layers with comments and spaces taken out. While developing (`DEBUG`) the pages link the sources themselves. A new file
under `static/css/components/` joins by being there.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage

BUNDLE = "css/app.css"
ROOT = Path(settings.BASE_DIR) / "static"
FIRST = ("css/tokens.css", "css/base.css", "css/layout.css")
LAST = ("css/utilities.css", "css/print.css")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,>])\s*")
_COLON = re.compile(r"(?<=[\w-]): ")


def source_names() -> list[str]:
    """The source files in the order in which they are linked or joined."""
    components = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "css" / "components").glob("*.css"))
    return [*FIRST, *components, *LAST]


def shrink(css: str) -> str:
    """The same rules without comments and without the spaces that only people need."""
    quiet = _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", css)))
    return _COLON.sub(":", quiet).replace(";}", "}").strip()


@cache
def bundle() -> str:
    """All sources as one stylesheet."""
    return "\n".join(shrink((ROOT / name).read_text(encoding="utf-8")) for name in source_names())


class BundleFinder(BaseFinder):
    """Offers the bundle to `collectstatic`, as if it lay on disk."""

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure, so nothing to complain about."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> list[str]:  # type: ignore[override]
        """The bundle has no place on disk; whoever serves from the sources links them one by one."""
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """The bundle, in a storage that lives in memory."""
        storage = InMemoryStorage()
        storage.save(BUNDLE, ContentFile(bundle().encode()))
        yield BUNDLE, storage
