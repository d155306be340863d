"""The catalogues: what the source asks for, what is translated, and the compiled files.

    python -m ops.translations            merge locale/parts into the catalogues, compile, and name what is missing
    python -m ops.translations check      only name what is missing or left over; exit 1 if Hebrew has a gap

The message ids are English and stand in the source; they are read with Python's own parser and Django's template lexer, so
no gettext tools are needed. Hebrew must be complete. Arabic covers what the public and forum members see.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
SOURCES = ("workit", "forums", "mapping", "surveys", "workplans")
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
# Hebrew and Arabic as Django's own catalogues have them.
PLURAL_FORMS = {
    "he": "nplurals=3; plural=(n == 1 ? 0 : n == 2 ? 1 : 2);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
# context, message id, plural id
Message: TypeAlias = tuple[str, str, str]


def messages_of_python(source: str) -> Iterator[Message]:
    """The messages of a Python file: constant first arguments of the gettext functions."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in SINGULAR and texts:
            yield "", texts[0], ""
        elif name in PLURAL and len(texts) >= 2:
            yield "", texts[0], texts[1]
        elif name in CONTEXT and len(texts) >= 2:
            yield texts[0], texts[1], ""


CALL = re.compile(r"""\b(gettext|ngettext|pgettext)\(((?:u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")[,\s]*)+)""")
TAG = re.compile(r"""\b_\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))\)""")
STRING = re.compile(r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")


def messages_of_template(source: str) -> Iterator[Message]:
    """The messages of a template, as Django's own lexer sees them."""
    from django.utils.translation.template import templatize

    text = templatize(source)
    for function, arguments in CALL.findall(text):
        texts = [ast.literal_eval(match.lstrip("u")) for match in STRING.findall(arguments)]
        if function == "ngettext":
            yield "", texts[0], texts[1]
        elif function == "pgettext":
            yield texts[0], texts[1], ""
        else:
            yield "", texts[0], ""
    for match in TAG.findall(text):
        yield "", ast.literal_eval(match.lstrip("u")), ""


def messages() -> dict[Message, str]:
    """Every message of the source with the first file that asks for it."""
    found: dict[Message, str] = {}
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                for message in messages_of_python(path.read_text(encoding="utf-8")):
                    found.setdefault(message, str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            for message in messages_of_template(path.read_text(encoding="utf-8")):
                found.setdefault(message, str(path.relative_to(ROOT)))
    return found


def catalogue(language: str) -> polib.POFile:
    """The catalogue of a language, empty with its header when it does not exist."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        return polib.pofile(str(path))
    file = polib.POFile()
    file.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURAL_FORMS[language],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    file.fpath = str(path)
    return file


def key(entry: polib.POEntry) -> Message:
    """What tells an entry from others."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""


def is_translated(entry: polib.POEntry | None) -> bool:
    """Whether every form of the entry has a text."""
    if entry is None or "fuzzy" in entry.flags:
        return False
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def merge_parts(hebrew: polib.POFile, arabic: polib.POFile) -> None:
    """Take the translations of locale/parts/*.po over; Arabic stands there in a comment `#. ar: …`."""
    for path in sorted((LOCALE / "parts").glob("*.po")):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            put(hebrew, entry, entry.msgstr, entry.msgstr_plural)
            match = re.search(r"ar:\s*(.+)", entry.comment or entry.tcomment or "")
            if match and not entry.msgid_plural:
                put(arabic, entry, match.group(1).strip(), {})


def put(file: polib.POFile, like: polib.POEntry, text: str, plural: dict[int, str]) -> None:
    """Add or replace one translation."""
    known = {key(entry): entry for entry in file}
    entry = known.get(key(like))
    if entry is None:
        entry = polib.POEntry(msgctxt=like.msgctxt, msgid=like.msgid, msgid_plural=like.msgid_plural)
        file.append(entry)
    entry.msgstr, entry.msgstr_plural = text, dict(plural)


def missing(language: str) -> list[str]:
    """The messages of the source without a translation, with the file that asks for them."""
    known = {key(entry): entry for entry in catalogue(language)}
    builtin = django_messages(language)
    return [
        f"{where}: {message[1]}"
        for message, where in messages().items()
        if not is_translated(known.get(message)) and message not in builtin
    ]


def django_messages(language: str) -> set[Message]:
    """What Django and allauth translate themselves."""
    import allauth
    import django

    found: set[Message] = set()
    for package in (django, allauth):
        base = Path(str(package.__file__)).parent
        for path in base.rglob(f"locale/{language}/LC_MESSAGES/django.po"):
            found |= {key(entry) for entry in polib.pofile(str(path)) if is_translated(entry)}
    return found


def write(file: polib.POFile, wanted: dict[Message, str]) -> None:
    """Save a catalogue sorted and without what the source no longer asks for, and compile it."""
    kept = sorted((entry for entry in file if key(entry) in wanted), key=lambda entry: entry.msgid)
    file[:] = kept
    for entry in kept:
        entry.occurrences = [(wanted[key(entry)], "")]
    file.wrapwidth = 120
    file.save()
    file.save_as_mofile(str(Path(str(file.fpath)).with_suffix(".mo")))


def main(verb: str = "") -> int:
    """The command line (see the module's text)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workit.settings")
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    if verb != "check":
        hebrew, arabic = catalogue("he"), catalogue("ar")
        merge_parts(hebrew, arabic)
        wanted = messages()
        write(hebrew, wanted)
        write(arabic, wanted)
    gaps = missing("he")
    for gap in gaps:
        print(f"no Hebrew: {gap}")
    print(f"{len(messages())} messages, {len(gaps)} without Hebrew, {len(missing('ar'))} without Arabic")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
