"""Files: taken by what they are, kept under a path of our own, given out as downloads to whoever may read them."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests.cast import Cast
from workit.audit.models import AuditEntry
from workit.documents import files
from workit.documents.models import StoredFile
from workit.tenancy import acting_for
from workit.web.errors import DomainError

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7\n%%EOF"
TYPES = b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.x.main+xml"/></Types>'


def office(*parts: str, types: bytes = TYPES) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        for part in parts:
            archive.writestr(part, b"<x/>")
    return stream.getvalue()


def store(cast: Cast, content: Any, name: str, **more: Any) -> StoredFile:
    with acting_for([cast.town.pk]):
        return files.store(content, name=name, town=cast.town, by=cast.referent, **more)


TAKEN = [
    (PDF, "סיכום.pdf", "application/pdf"),
    (PNG, "photo.PNG", "image/png"),
    (b"\xff\xd8\xff\xe0" + b"\0" * 20, "photo.jpeg", "image/jpeg"),
    (office("word/document.xml"), "a.docx", files.OFFICE["docx"][0]),
    (office("xl/workbook.xml"), "a.xlsx", files.OFFICE["xlsx"][0]),
    (office("ppt/presentation.xml"), "a.pptx", files.OFFICE["pptx"][0]),
    ("שם;מספר\n".encode("cp1255"), "רשימה.csv", "text/csv"),
    ("\ufeffשלום".encode(), "a.txt", "text/plain"),
]

REFUSED = [
    (b"MZ\x90\0", "a.exe"),
    (b"<html><script>", "a.html"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
    (office("word/document.xml"), "a.zip"),
    (office("word/document.xml"), "a.docm"),
    (office("word/document.xml", "word/vbaProject.bin"), "a.docx"),
    (office("xl/workbook.xml", "xl/macrosheets/sheet1.xml"), "a.xlsx"),
    (office("word/document.xml", types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "a.docx"),
    (office("word/document.xml", "../../etc/cron.d/x"), "a.docx"),
    (office("xl/workbook.xml"), "a.docx"),
    (office("word/document.xml")[:60], "a.docx"),
    (b"<!DOCTYPE html><html>", "a.txt"),
    (b"  <svg onload=x>", "a.csv"),
    (b"a\0b", "a.txt"),
    (b"<html>", "a.pdf"),
    (PDF, "a.png"),
    (PDF, "pdf"),
    (b"", "a.pdf"),
]


@pytest.mark.parametrize(("content", "name", "content_type"), TAKEN, ids=[name for _content, name, _type in TAKEN])
def test_an_allowed_file_is_kept_under_a_path_of_our_own(cast: Cast, content: bytes, name: str, content_type: str) -> None:
    stored = store(cast, io.BytesIO(content), name)
    assert (stored.name, stored.content_type, stored.size) == (name, content_type, len(content))
    assert files.read(stored) == content
    assert Path(stored.path).parts[0] == str(cast.town.pk) and Path(stored.path).suffix == ""


@pytest.mark.parametrize(("content", "name"), REFUSED, ids=[f"{place} {name}" for place, (_c, name) in enumerate(REFUSED)])
def test_anything_else_is_refused_and_leaves_nothing(cast: Cast, content: bytes, name: str) -> None:
    with pytest.raises(DomainError) as refused:
        store(cast, content, name)
    assert str(refused.value).endswith(".")
    folder = Path(settings.MEDIA_ROOT) / str(cast.town.pk)
    with acting_for([cast.town.pk]):
        kept = {stored.path for stored in StoredFile.objects.all()}
    assert kept == set()
    assert not [path for path in folder.rglob("*") if path.is_file() and path.name.startswith("tmp")]


def test_a_file_above_the_limit_is_not_read_to_its_end(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    stream = io.BytesIO(PDF + b"\0" * 1000)
    with pytest.raises(DomainError):
        store(cast, stream, "a.pdf")
    assert stream.tell() == 101


def test_a_package_that_unpacks_to_too_much_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_UNPACKED", 50)
    with pytest.raises(DomainError):
        store(cast, office("word/document.xml"), "a.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_lose_folders_and_marks(given: str, kept: str) -> None:
    assert files.clean_name(given) == kept


def download(cast: Cast, stored: StoredFile, client: Any) -> Any:
    return client.get(reverse("workit:file_download", kwargs={"town": cast.town.code, "pk": stored.pk}))


def test_a_download_is_an_attachment_and_stands_in_the_audit(cast: Cast, sign_in: Any) -> None:
    stored = store(cast, PDF, "סיכום מפגש.pdf")
    answer = download(cast, stored, sign_in(cast.member))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D7%A1")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "no-store")
    with acting_for([cast.town.pk]):
        assert AuditEntry.objects.get(verb="file.downloaded").by == cast.member


def test_another_town_and_a_missing_file_answer_the_same(cast: Cast, sign_in: Any) -> None:
    stored = store(cast, PDF, "a.pdf")
    stranger = sign_in(cast.stranger["referent"])
    assert download(cast, stored, stranger).status_code == 404
    foreign = stranger.get(reverse("workit:file_download", kwargs={"town": cast.other_town.code, "pk": stored.pk}))
    assert foreign.status_code == 404


def test_a_kind_with_a_door_of_its_own_needs_that_door(cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FILE_KINDS", dict(files.FILE_KINDS))
    files.declare_file_kind("contacts", "audit.view")
    stored = store(cast, PDF, "a.pdf", kind="contacts")
    assert download(cast, stored, sign_in(cast.member)).status_code == 403
    assert download(cast, stored, sign_in(cast.ceo)).status_code == 200


def test_a_changed_file_is_not_given_out(cast: Cast) -> None:
    stored = store(cast, PDF, "a.pdf")
    files.place(stored.path).write_bytes(b"%PDF-1.7 other")
    with pytest.raises(DomainError):
        files.read(stored)
    files.place(stored.path).unlink()
    with pytest.raises(DomainError):
        files.read(stored)
