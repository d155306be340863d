"""Writes docs/settings.md from what the code reads, so that the page cannot lie.

    python -m ops.settings_page            write it
    python -m ops.settings_page --check    fail if it is not what would be written

Settings of the application are found in workit/settings.py: each `env.<type>("NAME", default=…)`. One without a
line in MEANINGS stops the page from being written.
"""

import ast
import sys
from dataclasses import dataclass
from pathlib import Path

from ops.keeper import ROOT

PAGE = ROOT / "docs" / "settings.md"
SOURCE = ROOT / "workit" / "settings.py"

OPENING = """# Settings

Every setting comes from the environment. This page is written from the code by `make settings`; `./check` compares it.

"""
OF_THE_COMMANDS = (
    ("PORT", "`8000`", "Where `./run` serves."),
    ("HOST", "`127.0.0.1`", "The address `./run` listens on; `0.0.0.0` opens it to the network (then set `ALLOWED_HOSTS`)."),
    ("WORKIT_VAR", "`var/`", "Where data, logs, mail, uploaded files and the sockets of the embedded services lie."),
    (
        "PG_BIN",
        "the wheel's",
        "Directory of PostgreSQL's programs for the embedded server, such as `/usr/lib/postgresql/18/bin`.",
    ),
    ("REDIS_BIN", "the wheel's Valkey", "Redis-compatible server to embed. `./check` uses `/usr/bin/redis-server`."),
    ("DATABASE_URL", "embedded", "The application's database role (`workit_app`). If set, no PostgreSQL is started."),
    ("DATABASE_OWNER_URL", "embedded", "The owner role, for migrations. Must be set when `DATABASE_URL` is."),
    ("DATABASE_BACKUP_URL", "embedded", "The backup role, for `ops/backup.sh` only."),
    ("DATABASE_ADMIN_URL", "embedded", "A superuser, for `ops/restore.sh` only."),
    ("REDIS_URL", "embedded", "Broker and cache: `redis://…`, `rediss://…` or `unix:///path`. If set, no Valkey is started."),
    ("CHROMIUM", "`/usr/bin/chromium`", "The browser of the tests."),
    ("KEEP_DAYS", "keep all", "After how many days `ops/backup.sh` removes a backup."),
    ("MEDIA", "`WORKIT_VAR/media`", "The uploaded files, for `ops/backup.sh` and `ops/restore.sh`."),
)
OF_THE_ROLES = (
    ("WORKIT_OWNER_PASSWORD", "none", "Password of `workit_owner`, read by `ops/roles.sql`."),
    ("WORKIT_APP_PASSWORD", "none", "Password of `workit_app`."),
    ("WORKIT_BACKUP_PASSWORD", "none", "Password of `workit_backup`."),
)
GIVEN_BY_COMMANDS = {name for name, _, _ in OF_THE_COMMANDS}
MEANINGS = {
    "DEBUG": "Django's debug pages; never in a deployment.",
    "SECRET_KEY": "Signs sessions and links. Fifty random characters or more.",
    "SECRET_KEY_FALLBACKS": "Former keys, comma-separated, while what they signed is still valid.",
    "ALLOWED_HOSTS": "Host names the product answers to, comma-separated. The health check needs `localhost`.",
    "CSRF_TRUSTED_ORIGINS": "Further origins (`https://…`) forms may come from.",
    "SITE_URL": "The address in mails, calendar files and documents.",
    "WORKIT_DEMO": "Demo data: says so on every page and lets the demo be built.",
    "HTTPS": "Behind a proxy that ends TLS: secure cookies, redirect to https, HSTS. `./run` switches it off.",
    "WORKIT_AS_OWNER": "Connect as the owner role. Set by `./manage migrate` and the migration container only.",
    "MFA_REQUIRED": "Whether the roles that need a second factor may not work without one; off in the demo.",
    "CONN_MAX_AGE": "Seconds a database connection is kept. Connecting anew costs more than a whole page.",
    "EMAIL_BACKEND": "Where mail goes: files in `WORKIT_VAR/mail`, or an anymail backend.",
    "DEFAULT_FROM_EMAIL": "The sender of mail that no municipality sends.",
    "ANYMAIL": "The provider's settings: `NAME=value,NAME=value`.",
    "LOG_LEVEL": "The least grave line that is logged.",
}


@dataclass(frozen=True)
class Setting:
    """One variable the settings read."""

    name: str
    kind: str
    default: str
    meaning: str


def _read(node: ast.AST) -> ast.Call | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return node if node.func.value.id == "env" and node.args else None
    return None


def _names(node: ast.expr) -> list[str]:
    """The variable a call reads, or both where it chooses between two."""
    choices = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [str(ast.literal_eval(choice)) for choice in choices]


def settings() -> list[Setting]:
    """Every variable of the settings file, in its order, once."""
    source = SOURCE.read_text()
    found: dict[str, Setting] = {}
    calls = [call for node in ast.walk(ast.parse(source)) if (call := _read(node))]
    for call in sorted(calls, key=lambda call: call.lineno):
        given = next((word.value for word in call.keywords if word.arg == "default"), None)
        default = f"`{ast.unparse(given)}`" if given else "**required**"
        kind = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        for name in _names(call.args[0]):
            if name in GIVEN_BY_COMMANDS:
                continue
            if name not in MEANINGS:
                raise SystemExit(f"{SOURCE.name} reads {name}: say in {Path(__file__).name} what it means.")
            found.setdefault(name, Setting(name, kind, default, MEANINGS[name]))
    return list(found.values())


def page() -> str:
    """The whole page."""
    commands = "".join(f"| `{name}` | {default} | {meaning} |\n" for name, default, meaning in OF_THE_COMMANDS)
    roles = "".join(f"| `{name}` | {default} | {meaning} |\n" for name, default, meaning in OF_THE_ROLES)
    rows = "".join(f"| `{each.name}` | {each.kind} | {each.default} | {each.meaning} |\n" for each in settings())
    head = "| variable | default | meaning |\n|---|---|---|\n"
    return (
        f"{OPENING}## Of the commands\n\n{head}{commands}\n"
        "`./run` and `./manage` also set, unless you do: `SECRET_KEY` (made once, kept in `WORKIT_VAR/secret_key`), `HTTPS=0`, "
        "`WORKIT_DEMO=1` and `SITE_URL`.\n\n"
        f"## Of the application\n\n| variable | type | default | meaning |\n|---|---|---|---|\n{rows}\n"
        f"## Of the database roles\n\n{head}{roles}"
    )


def main() -> int:
    """Write the page, or compare it."""
    wanted = page()
    if "--check" in sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text() == wanted:
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not what the code says; run: make settings", file=sys.stderr)
        return 1
    PAGE.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
