"""What `./run` does between the services and the first request: migrate, reference data, demo, static files.

Every step may be repeated. A record beside the database leaves a step out while the files it depends on have not changed.
"""

import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ops.keeper import ROOT
from ops.servers import ServiceError
from ops.services import as_role_for, manage

RECORD = "prepared.json"


class Step(NamedTuple):
    """A management command, what it is called, and the files that make it necessary again."""

    label: str
    words: tuple[str, ...]
    depends_on: tuple[str, ...]


STEPS = (
    Step("Database", ("migrate", "--no-input", "-v", "0"), ("*/migrations", "workit/database.py", "requirements.txt")),
    Step("Reference data", ("load_reference",), ("workit/places", "workit/reference", "workit/stages")),
    Step("Demo data", ("demo", "--if-empty"), ()),
    Step("Static files", ("collectstatic", "--no-input", "-v", "0"), ("static", "workit/web", "requirements.txt")),
    Step("", ("demo", "--sign-ins"), ("workit/demo",)),
)


def _files(pattern: str) -> Iterator[Path]:
    for path in sorted(ROOT.glob(pattern)):
        yield from sorted(path.rglob("*")) if path.is_dir() else [path]


def fingerprint(database: str, patterns: tuple[str, ...]) -> str:
    """A sum over names, sizes and times of files, and the database the step is done for."""
    total = hashlib.sha256(database.encode())
    for path in (path for pattern in patterns for path in _files(pattern)):
        if path.is_file() and path.suffix != ".pyc":
            entry = path.stat()
            total.update(f"{path.relative_to(ROOT)} {entry.st_size} {entry.st_mtime_ns}\n".encode())
    return total.hexdigest()


def prepare(directory: Path, names: dict[str, str], say: Callable[[str], None]) -> str:
    """Bring database and files up to date; return the demo's sign-ins as text."""
    # Beside the embedded cluster, so that whoever removes the one removes the other.
    record = (directory / "postgres" if (directory / "postgres").exists() else directory) / RECORD
    done: dict[str, list[str]] = json.loads(record.read_text()) if record.exists() else {}
    printed = ""
    for step in STEPS:
        name = " ".join(step.words)
        wanted = fingerprint(names["DATABASE_URL"], step.depends_on)
        if name in done and done[name][0] == wanted:
            printed = done[name][1]
            continue
        start = time.monotonic()
        printed = run(step.words, names)
        if step.label:
            say(f"{step.label} … {time.monotonic() - start:.1f} s")
        done[name] = [wanted, printed]
        record.write_text(json.dumps(done))
    return printed


def run(words: tuple[str, ...], names: dict[str, str]) -> str:
    """Run a management command and return what it printed; its errors go to the terminal."""
    environment = as_role_for(words, names)
    done = subprocess.run(manage(*words), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise ServiceError(f"`./manage {' '.join(words)}` failed; the reason is above.")
    return done.stdout
