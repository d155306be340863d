"""PDF by typst, in a warm child process with limits; content goes in as JSON and is never part of the source."""

import json
import os
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from workit.documents.fonts import drawable
from workit.documents.text import direction

CHILD = Path(__file__).resolve().parent / "typst_child.py"
TEMPLATES = CHILD.parent / "typst"
TEMPLATE_NAME = re.compile(r"[a-z][a-z_]*")
SECONDS_PER_DOCUMENT = 20.0
# The compiler remembers what it saw; a fresh child now and then gives the memory back.
DOCUMENTS_PER_CHILD = 200
LENGTH = struct.Struct(">I")
DONE = b"+"


class RenderError(RuntimeError):
    """A document could not be set; the message is for the log, not for a person."""


class _Child:
    """One typesetting process, serving one document at a time."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.served = 0
        # -I: neither the environment nor the working folder reaches the child; no secret does.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={}, cwd="/"
        )

    def serve(self, job: bytes, seconds: float) -> bytes:
        """The answer to one job; the process is killed when it takes too long."""
        source, out = self.process.stdin, self.process.stdout
        assert source is not None and out is not None  # noqa: S101
        alarm = threading.Timer(seconds, self.process.kill)
        alarm.start()
        try:
            source.write(LENGTH.pack(len(job)) + job)
            source.flush()
            head = out.read(1 + LENGTH.size)
            content = out.read(LENGTH.unpack(head[1:])[0])
        except (OSError, struct.error) as error:
            raise RenderError("The typesetting process ended before it answered.") from error
        finally:
            alarm.cancel()
        self.served += 1
        if head[:1] != DONE:
            raise RenderError(content.decode(errors="replace"))
        return content

    def is_fit(self) -> bool:
        """Whether it may take another document in this process."""
        return self.owner == os.getpid() and self.process.poll() is None and self.served < DOCUMENTS_PER_CHILD

    def end(self) -> None:
        """Close the pipes and wait; a child of a process we were forked from is left to it."""
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


class _Press:
    """The child of this process: started at the first document, replaced when it is worn, stuck or inherited."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: _Child | None = None

    def serve(self, job: Mapping[str, Any], seconds: float) -> bytes:
        """One job through the warm child."""
        written = json.dumps(job, ensure_ascii=False).encode()
        with self.lock:
            if self.child is None or not self.child.is_fit():
                self._end()
                self.child = _Child()
            try:
                return self.child.serve(written, seconds)
            finally:
                if self.child.process.poll() is not None:
                    self._end()

    def _end(self) -> None:
        if self.child is not None:
            self.child.end()
        self.child = None


_press = _Press()
os.register_at_fork(after_in_child=_press.__init__)  # type: ignore[misc]


def render(
    template: str, context: Mapping[str, Any], *, title: str, language: str, made_at: datetime | None = None
) -> bytes:
    """A tagged PDF (PDF/UA-1) of `typst/<template>.typ`; the same content and `made_at` give the same bytes."""
    document = {**context, "title": title, "language": language, "direction": direction(language)}
    return _set(template, document, made_at=made_at)


def picture(content: Mapping[str, Any]) -> bytes:
    """A letterhead's picture as PNG, for formats that cannot hold SVG."""
    return _set("picture", content, form="png")


def _set(template: str, document: Mapping[str, Any], *, made_at: datetime | None = None, form: str = "pdf") -> bytes:
    if not TEMPLATE_NAME.fullmatch(template) or not (TEMPLATES / f"{template}.typ").is_file():
        raise RenderError(f"There is no document template {template!r}.")
    job = {
        "template": template,
        "document": drawable(dict(document)),
        "format": form,
        "timestamp": int(made_at.timestamp()) if made_at else None,
        "ppi": 288 if form == "png" else None,
    }
    return _press.serve(job, SECONDS_PER_DOCUMENT)
