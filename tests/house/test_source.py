"""The source as a whole: templates, styles, strings, documents, signals, migrations."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines

ROOT = Path(__file__).resolve().parents[2]
APPS = ("workit", "forums", "mapping", "surveys", "workplans")
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PYTHON = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
# Mail has no style sheet to link to.
MAILS = ROOT / "templates" / "emails"
# Where text is marked as safe, and why.
SAFE = {
    "workit/web/icons.py": "constant drawings of our own",
    "workit/web/specimens.py": "constant specimens of the components page",
}


def name_of(path: Path) -> str:
    """The path below the root."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_compiles_and_has_no_inline_code(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    engines["django"].get_template(str(path.relative_to(ROOT / "templates")))
    if MAILS in path.parents:
        return
    assert not re.search(r"\sstyle\s*=", text), "inline style"
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text), "inline handler"
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=.application/json)", text), "inline script"
    assert not re.search(r"\|\s*safe\b|\bautoescape off", text), "text marked as safe"


def test_base_pages_say_language_and_direction() -> None:
    text = (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
    assert re.search(r"<html[^>]*\blang=", text)
    assert re.search(r"<html[^>]*\bdir=", text)


def test_text_is_marked_as_safe_only_where_listed() -> None:
    found = {name_of(path) for path in PYTHON if re.search(r"\bmark_safe\(|SafeString\(", path.read_text(encoding="utf-8"))}
    assert found <= set(SAFE)


def test_no_signal_carries_business() -> None:
    """Signals are for the frameworks' own moments: after migrate, Celery's headers, sign-in events of the library."""
    allowed = {"workit/apps.py", "workit/celery.py", "workit/audit/sign_ins.py", "workit/people/factors.py"}
    found = {
        name_of(path) for path in PYTHON if re.search(r"@receiver|\.connect\(|signals import", path.read_text(encoding="utf-8"))
    }
    assert found <= allowed


def test_no_scope_is_silenced_without_a_reason() -> None:
    allowed = {"workit/tenancy.py"}
    found = {name_of(p) for p in PYTHON if re.search(r"scopes_disabled|_base_manager", p.read_text(encoding="utf-8"))}
    assert found <= allowed


def test_no_way_round_the_query_compiler() -> None:
    found = {name_of(p) for p in PYTHON if re.search(r"\.raw\(|\.extra\(|csrf_exempt", p.read_text(encoding="utf-8"))}
    assert found == set()


def test_gettext_takes_plain_strings_with_named_placeholders() -> None:
    wrong = []
    for path in PYTHON:
        text = path.read_text(encoding="utf-8")
        if re.search(r"\b(?:_|gettext|gettext_lazy|ngettext)\(\s*f[\"']", text):
            wrong.append(f"{name_of(path)}: f-string")
        if re.search(r"\b(?:_|gettext|gettext_lazy)\(\s*\"[^\"]*(?<!%)%[sd]", text):
            wrong.append(f"{name_of(path)}: placeholder without a name")
    assert wrong == []


def test_hebrew_is_complete() -> None:
    from ops.translations import missing

    assert missing("he") == []


def test_every_model_is_in_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    absent = [
        model.__name__
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.endswith("Event") and f"`{model.__name__}`" not in text
    ]
    assert absent == []


def test_the_permission_page_is_current() -> None:
    from workit.access.matrix import render

    assert (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8") == render(), "run ./manage house --write"


def test_one_leaf_per_app() -> None:
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    assert {app: len(loader.graph.leaf_nodes(app)) for app in ("workit", "forums")} == {"workit": 1, "forums": 1}


def test_no_file_is_a_drawer() -> None:
    forbidden = {"utils.py", "helpers.py", "misc.py", "manager.py", "common.py"}
    assert [name_of(path) for path in PYTHON if path.name in forbidden or path.stem.endswith("_v2")] == []


def test_no_path_of_a_machine_stands_in_the_source() -> None:
    found = [name_of(p) for p in [*PYTHON, *TEMPLATES] if re.search(r"/(?:home|root|Users)/\w", p.read_text(encoding="utf-8"))]
    assert found == []
