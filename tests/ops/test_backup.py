"""A backup of a walled database, restored: every row, the owner, the wall and the files are back."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops import services
from ops.keeper import ROOT
from tests.ops.test_services import OUTSIDE, ask

WALLED = """
    create extension pg_trgm;
    create table visit (id int primary key, municipality_id int not null, note text);
    insert into visit values (1, 1, 'ביקור'), (2, 2, 'שיחה');
    alter table visit enable row level security;
    alter table visit force row level security;
    create policy town on visit using (municipality_id = nullif(current_setting('app.towns', true), '')::int);
    grant select on visit to workit_app;
"""


@pytest.fixture
def urls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[services.Urls]:
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    with services.running(tmp_path / "var", durable=False) as urls:
        ask(urls.owner, WALLED)
        yield urls


def script(urls: services.Urls, directory: Path, *words: str) -> subprocess.CompletedProcess[str]:
    names = services.environment(urls, directory / "var")
    return subprocess.run(["sh", *words], cwd=ROOT, env=names, capture_output=True, text=True, check=False)


def test_everything_comes_back(urls: services.Urls, tmp_path: Path) -> None:
    media = tmp_path / "var" / "media"
    media.mkdir()
    (media / "letterhead.txt").write_text("נייר מכתבים")
    made = script(urls, tmp_path, "ops/backup.sh", str(tmp_path / "backups"))
    assert made.returncode == 0, made.stderr
    backup = made.stdout.strip()
    ask(urls.owner, "drop table visit")
    (media / "letterhead.txt").unlink()

    ask(urls.owner, "create table newer (id int)")
    refused = script(urls, tmp_path, "ops/restore.sh", backup)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr

    restored = script(urls, tmp_path, "ops/restore.sh", backup, "--replace")
    assert restored.returncode == 0, restored.stderr
    assert ask(urls.backup, "select string_agg(note, ' ' order by id) from visit") == "ביקור שיחה"
    assert ask(urls.app, "select count(*) from visit") == 0
    assert ask(urls.app, "begin; set local app.towns = '2'; select string_agg(note, ' ') from visit") == "שיחה"
    assert ask(urls.owner, "select tableowner from pg_tables where tablename = 'visit'") == "workit_owner"
    assert (media / "letterhead.txt").read_text() == "נייר מכתבים"


def test_a_damaged_backup_is_refused(urls: services.Urls, tmp_path: Path) -> None:
    backup = Path(script(urls, tmp_path, "ops/backup.sh", str(tmp_path / "backups")).stdout.strip())
    with (backup / "database.dump").open("ab") as dump:
        dump.write(b"!")
    refused = script(urls, tmp_path, "ops/restore.sh", str(backup), "--replace")
    assert refused.returncode != 0
    assert ask(urls.backup, "select count(*) from visit") == 2


def test_a_table_without_its_wall_is_reported(urls: services.Urls, tmp_path: Path) -> None:
    ask(urls.owner, "alter table visit no force row level security")
    backup = script(urls, tmp_path, "ops/backup.sh", str(tmp_path / "backups")).stdout.strip()
    restored = script(urls, tmp_path, "ops/restore.sh", backup, "--replace")
    assert restored.returncode == 1
    assert "Not protected after the restore: visit" in restored.stderr


def test_the_application_cannot_take_a_backup(urls: services.Urls, tmp_path: Path) -> None:
    names = services.environment(urls, tmp_path / "var") | {"DATABASE_BACKUP_URL": urls.app}
    words = ["sh", "ops/backup.sh", str(tmp_path / "backups")]
    tried = subprocess.run(words, cwd=ROOT, env=names, capture_output=True, check=False)
    assert tried.returncode != 0
    assert not list((tmp_path / "backups").iterdir())
    assert "DATABASE_BACKUP_URL" not in os.environ
