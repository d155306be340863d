"""Files of a town: taken in by what they are, not by what they are called, and given out only as downloads.

    stored = store(content, name="תקציר.pdf", kind="attachment", town=town, by=user)

An app that keeps files for readers of its own names their door: `declare_file_kind("protocol", "protocol.view")`.
"""

import hashlib
import io
import os
import tempfile
import unicodedata
import zipfile
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from workit.access.actions import get_action
from workit.audit.record import record
from workit.documents.models import StoredFile
from workit.people.models import User
from workit.places.models import Municipality
from workit.web.errors import DomainError

OOXML = "application/vnd.openxmlformats-officedocument."
OFFICE = {
    "docx": (OOXML + "wordprocessingml.document", "word/document.xml"),
    "xlsx": (OOXML + "spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": (OOXML + "presentationml.presentation", "ppt/presentation.xml"),
}
SIGNATURES = {
    "pdf": ("application/pdf", b"%PDF-"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
}
TEXTS = {"txt": "text/plain", "csv": "text/csv"}
MARKUP = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<body", "<head", "<iframe")
MAX_ENTRIES, MAX_UNPACKED = 2_000, 200 * 1024 * 1024
# What runs when the file is opened: macros, controls, sheets of the old macro language.
RUNS = ("vbaproject", "macrosheets/", "activex/", "vbadata")

# Kind of file → the action a reader needs.
FILE_KINDS = {"attachment": "file.download"}


class Readable(Protocol):
    """An open file, uploaded or on disk."""

    def read(self, size: int = ..., /) -> bytes:
        """Up to `size` bytes."""


def declare_file_kind(kind: str, action: str) -> None:
    """Name the action that reading files of a kind needs; `file.download` alone serves for the rest."""
    get_action(action)
    FILE_KINDS[kind] = action


def store(
    content: bytes | Readable,
    *,
    name: str,
    town: Municipality,
    by: User | None,
    kind: str = "attachment",
    content_type: str = "",
) -> StoredFile:
    """Keep a file. Its type is read from the content and must agree with the name; `content_type` is only for the record.

    Raises DomainError, as a sentence for the person, for a file that is too large or of a kind that is not taken.
    """
    taken = read_limited(content)
    clean = clean_name(name)
    found = type_of(taken, clean)
    if content_type and content_type.split(";", maxsplit=1)[0] not in (found, "application/octet-stream"):
        raise DomainError(_("The file is not what its name says. It has to be saved again in its own format."))
    stored = StoredFile(
        municipality=town,
        name=clean,
        content_type=found,
        size=len(taken),
        sha256=hashlib.sha256(taken).hexdigest(),
        kind=kind,
        created_by=by,
    )
    stored.path = f"{town.pk}/{stored.pk.hex[:4]}/{stored.pk.hex}"
    write(stored.path, taken)
    try:
        with transaction.atomic():
            stored.save(force_insert=True)
            record("file.stored", subject=stored, by=by, kind=kind, size=len(taken))
    except BaseException:
        place(stored.path).unlink(missing_ok=True)
        raise
    return stored


def read_limited(content: bytes | Readable) -> bytes:
    """The content, read no further than the limit.

    Raises DomainError for an empty file and for one above the limit.
    """
    limit = settings.UPLOAD_MAX_BYTES
    stream: Readable = io.BytesIO(content) if isinstance(content, bytes) else content
    taken = stream.read(limit + 1)
    if len(taken) > limit:
        raise DomainError(_("The file is larger than %(megabytes)s MB.") % {"megabytes": limit // 1024 // 1024})
    if not taken:
        raise DomainError(_("The file is empty."))
    return taken


def clean_name(name: str) -> str:
    """The name a person gave, without folders, control characters and marks that turn the direction."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    shown = "".join(letter for letter in base if unicodedata.category(letter)[0] != "C").strip(" .")
    stem, dot, ending = shown.rpartition(".")
    if not dot or not stem:
        return shown[:200]
    return f"{stem[: 199 - len(ending)]}.{ending}"


def type_of(content: bytes, name: str) -> str:
    """The content type of an allowed file.

    Raises DomainError for any other: names tell what a person expects, signatures what it is, and both must agree.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in SIGNATURES:
        content_type, signature = SIGNATURES[ending]
        if content.startswith(signature):
            return content_type
    elif ending in OFFICE:
        return _office(content, ending)
    elif ending in TEXTS:
        return _text(content, ending)
    else:
        raise DomainError(_("Files of this kind are not taken. PDF, Word, Excel, PowerPoint, PNG, JPG, TXT and CSV are."))
    raise DomainError(_("The file is not what its name says. It has to be saved again in its own format."))


def _office(content: bytes, ending: str) -> str:
    content_type, main_part = OFFICE[ending]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(names) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise DomainError(_("The file unpacks to more than can be taken."))
            kinds = archive.read("[Content_Types].xml")[:1_000_000].lower()
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise DomainError(_("The file is damaged or locked with a password.")) from error
    if b"macroenabled" in kinds or any(sign in name.lower() for name in names for sign in RUNS):
        raise DomainError(_("The file holds macros. It has to be saved without them."))
    odd = any(name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts for name in names)
    if odd or len(set(names)) != len(names) or main_part not in names:
        raise DomainError(_("The file is damaged or locked with a password."))
    return content_type


def _text(content: bytes, ending: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1255", errors="replace")
    if "\0" in text or text.lstrip().lower().startswith(MARKUP):
        raise DomainError(_("The file is not what its name says. It has to be saved again in its own format."))
    return TEXTS[ending]


def place(path: str) -> Path:
    """Where the content of a file lies on disk."""
    return Path(settings.MEDIA_ROOT) / path


def write(path: str, content: bytes) -> None:
    """Write the content under another name first, so that nobody ever reads half a file."""
    target = place(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(half).rename(target)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise


def read(stored: StoredFile) -> bytes:
    """The content of a file.

    Raises DomainError when it is gone or no longer what was stored.
    """
    try:
        content = place(stored.path).read_bytes()
    except FileNotFoundError as error:
        raise DomainError(_("The file is missing from the storage. The programme manager has to be told.")) from error
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise DomainError(_("The file in the storage was changed and is not given out. The programme manager has to be told."))
    return content
