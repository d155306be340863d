"""The protocol as a PDF: four pages, typeset warm as the worker does it, beside Chromium started for it."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, in_turn, seconds_of
from ops.services import Urls

GOAL_SECONDS = 0.1
CHROMIUM = "/usr/bin/chromium"


def measure(urls: Urls, rounds: int) -> Iterator[Figure]:
    """One figure; the limit is a fixed tenth of a second."""
    import django

    django.setup()
    from benchmarks.sample_protocol import protocol
    from forums.protocols.documents import protocol_pdf

    document = protocol()
    pages = _pages(protocol_pdf(document))
    yield in_turn(
        "protocol_pdf",
        "s",
        seconds_of(lambda: protocol_pdf(document)),
        peer=("chromium_cold", 20.0, seconds_of(_print_with_chromium)) if shutil.which(CHROMIUM) else None,
        limit=("fixed_0.1s", 1.0, lambda: GOAL_SECONDS),
        rounds=rounds,
        note=f"{pages} pages, tagged",
    )


def _pages(pdf: bytes) -> int:
    import io

    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


def _print_with_chromium() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text("<html lang=he dir=rtl><p>" + "החלטה ומשימה. " * 2000, encoding="utf-8")
        subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                f"--user-data-dir={folder}/profile", f"--print-to-pdf={folder}/out.pdf", page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )  # fmt: skip
        if not Path(folder, "out.pdf").stat().st_size:
            raise RuntimeError("Chromium printed nothing")
