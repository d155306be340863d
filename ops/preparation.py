"""What `./run` does between the services and the first request: migrate, reference data, demo, static files.

All of it may be repeated; a stamp beside the database leaves it out when no file of the project has changed since.
"""

import hashlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ops.keeper import ROOT
from ops.servers import ServiceError
from ops.services import as_role_for, manage

STEPS = (
    ("Database", ("migrate", "--no-input", "-v", "0")),
    ("Reference data", ("load_reference",)),
    ("Demo data", ("demo", "--if-empty")),
    ("Static files", ("collectstatic", "--no-input", "-v", "0")),
)
WATCHED = ("workit", "forums", "mapping", "surveys", "workplans", "static", "templates", "requirements.txt")


def _files() -> Iterator[Path]:
    for name in WATCHED:
        path = ROOT / name
        yield from sorted(path.rglob("*")) if path.is_dir() else [path]


def fingerprint(database: str) -> str:
    """A sum over names, sizes and times of the project's files, and the database they were laid into."""
    total = hashlib.sha256(database.encode())
    for path in _files():
        if path.is_file() and path.suffix != ".pyc":
            entry = path.stat()
            total.update(f"{path.relative_to(ROOT)} {entry.st_size} {entry.st_mtime_ns}\n".encode())
    return total.hexdigest()


def prepare(directory: Path, names: dict[str, str], say: Callable[[str], None]) -> str:
    """Bring database and files up to date; return the demo's sign-ins as text."""
    embedded = directory / "postgres"
    stamp = (embedded if embedded.exists() else directory) / "prepared"
    wanted = fingerprint(names["DATABASE_URL"])
    if stamp.exists() and stamp.read_text().splitlines()[:1] == [wanted]:
        return stamp.read_text().partition("\n")[2]
    for label, words in STEPS:
        start = time.monotonic()
        run(words, names)
        say(f"{label} … {time.monotonic() - start:.1f} s")
    sign_ins = run(("demo", "--sign-ins"), names)
    stamp.write_text(f"{wanted}\n{sign_ins}")
    return sign_ins


def run(words: tuple[str, ...], names: dict[str, str]) -> str:
    """Run a management command and return what it printed; its errors go to the terminal."""
    environment = as_role_for(words, names)
    done = subprocess.run(manage(*words), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise ServiceError(f"`./manage {' '.join(words)}` failed; the reason is above.")
    return done.stdout
