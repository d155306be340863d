"""PDF by typst, in a warm child process with limits; content goes in as JSON and is never part of the source."""

import json
import os
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
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
# One thread and few memory arenas: the limit on address space must hold on machines with many cores too.
ENVIRONMENT = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
LENGTH = struct.Struct(">I")
DONE = b"+"


class RenderError(RuntimeError):
    """A document could not be set; the message is for the log, not for a person."""


class _Child:
    """One typesetting process, serving one document at a time."""

    def __init__(self) -> None:
        self.served = 0
        # Nothing of our environment reaches the child, so no secret does; -I keeps its import path clean.
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT, cwd="/"
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
            (length,) = LENGTH.unpack(head[1:])
            content = out.read(length)
            if len(content) < length:
                raise EOFError
        except (BrokenPipeError, EOFError, struct.error) as error:
            self.end()
            raise RenderError("The typesetting process ended before it answered.") from error
        except BaseException:
            # Interrupted half-way (a job's time limit): its answer must not be read as the next document's.
            self.end()
            raise
        finally:
            alarm.cancel()
        self.served += 1
        if head[:1] != DONE:
            raise RenderError(content.decode(errors="replace"))
        return content

    def is_fit(self) -> bool:
        """Whether it may take another document."""
        return self.process.poll() is None and self.served < DOCUMENTS_PER_CHILD

    def end(self) -> None:
        """Stop it and close the pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                # Closing flushes what the dead process never took.
                with suppress(BrokenPipeError):
                    pipe.close()


class _Press:
    """The child of this process: started at the first document, replaced when it is worn or dead."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: _Child | None = None

    def serve(self, job: Mapping[str, Any], seconds: float) -> bytes:
        """One job through the warm child."""
        written = json.dumps(job, ensure_ascii=False).encode()
        with self.lock:
            if self.child is not None and not self.child.is_fit():
                self.child.end()
                self.child = None
            if self.child is None:
                self.child = _Child()
            return self.child.serve(written, seconds)

    def forget(self) -> None:
        """In a forked process: the child belongs to the parent, and the lock may have been held at the fork."""
        self.lock = threading.Lock()
        self.child = None


_press = _Press()
os.register_at_fork(after_in_child=_press.forget)


def render(template: str, context: Mapping[str, Any], *, title: str, language: str, made_at: datetime | None = None) -> bytes:
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
