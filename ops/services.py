"""The services the product stands on, as addresses in the environment: given from outside, or embedded and started here.

In Python (the tests):

    with services.running(directory, durable=False) as urls:
        os.environ.update(urls.environment())

starts PostgreSQL and Valkey with their data in `directory`, or joins those that already run there, and stops them when the
last user leaves. `durable=False` trades safety for speed (no fsync) and lets the owner role create test databases;
`urls.database("test_gw0")` then gives the same addresses for another database. Several processes (pytest-xdist) may do this
at once with the same directory. If `DATABASE_URL` or `REDIS_URL` is set, that service is taken from there instead.

On the command line:

    python -m ops.services exec [--test] COMMAND…      run a command with the services and settings in its environment
    python -m ops.services manage COMMAND…             the same for a management command (`./manage`)
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from ops.keeper import ROOT, used
from ops.servers import Postgres, Server, ServiceError, Valkey

# Management commands that change tables: they connect as the owner role.
OWNER_COMMANDS = {"migrate", "pgtrigger"}
OWNER_VARIABLES = ("DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_ADMIN_URL")


@dataclass(frozen=True)
class Urls:
    """Where the services are: one address for each database role, and the broker's."""

    app: str
    owner: str
    backup: str
    redis: str
    admin: str = ""
    servers: tuple[Server, ...] = ()
    locks: tuple[int, ...] = field(default=(), compare=False)

    def environment(self) -> dict[str, str]:
        """The addresses as the settings expect them."""
        named = {
            "DATABASE_URL": self.app,
            "DATABASE_OWNER_URL": self.owner,
            "DATABASE_BACKUP_URL": self.backup,
            "DATABASE_ADMIN_URL": self.admin,
            "REDIS_URL": self.redis,
        }
        return {name: url for name, url in named.items() if url}

    def database(self, name: str) -> "Urls":
        """The same server and roles, another database."""
        app, owner, backup = (_with_database(url, name) for url in (self.app, self.owner, self.backup))
        return replace(self, app=app, owner=owner, backup=backup)


def _with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")) if url else url


def var() -> Path:
    """The directory everything of this installation lies in."""
    return Path(os.environ.get("WORKIT_VAR") or ROOT / "var").resolve()


@contextmanager
def running(directory: Path, *, durable: bool = True) -> Iterator[Urls]:
    """Have the services run while the block lasts (see the module's text)."""
    outside = os.environ.get("DATABASE_URL", "")
    urls = Urls(
        app=outside,
        owner=os.environ.get("DATABASE_OWNER_URL", ""),
        backup=os.environ.get("DATABASE_BACKUP_URL", ""),
        redis=os.environ.get("REDIS_URL", ""),
        admin=os.environ.get("DATABASE_ADMIN_URL", ""),
    )
    if outside and not urls.owner:
        raise ServiceError(
            "DATABASE_URL is set, DATABASE_OWNER_URL is not. Migrations run as the role that owns the tables and the "
            "application as one that does not: give both addresses, or neither (ops/roles.sql makes the roles)."
        )
    with ExitStack() as stack:
        if not outside:
            postgres = Postgres(directory.resolve(), durable)
            owner, backup, admin = (postgres.url(role) for role in ("workit_owner", "workit_backup", "postgres"))
            app = postgres.url("workit_app")
            urls = replace(urls, app=app, owner=owner, backup=backup, admin=admin, servers=(postgres,))
        if not urls.redis:
            valkey = Valkey(directory.resolve(), durable)
            urls = replace(urls, redis=valkey.url(), servers=(*urls.servers, valkey))
        urls = replace(urls, locks=tuple(stack.enter_context(used(server)) for server in urls.servers))
        yield urls


def secret_key(directory: Path) -> str:
    """The key of this installation, made at its first start."""
    path = directory / "secret_key"
    directory.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        new = path.with_name(f"secret_key.{os.getpid()}")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):  # whoever comes first decides
            os.link(new, path)
        new.unlink()
    return path.read_text()


def environment(urls: Urls, directory: Path) -> dict[str, str]:
    """The environment of `./run`: the caller's, and what it leaves open filled for one machine, plain HTTP and the demo."""
    defaults = {
        "SITE_URL": f"http://127.0.0.1:{os.environ.get('PORT', '8000')}",
        "HTTPS": "0",
        "WORKIT_DEMO": "1",
        "PYTHONUNBUFFERED": "1",
    }
    names = defaults | dict(os.environ) | urls.environment() | {"WORKIT_VAR": str(directory)}
    if not names.get("SECRET_KEY"):
        names["SECRET_KEY"] = secret_key(directory)
    if not os.environ.get("DATABASE_URL"):
        names["PATH"] = f"{Postgres(directory).bin}{os.pathsep}{names.get('PATH', os.defpath)}"
    return names


def without_owner(names: dict[str, str]) -> dict[str, str]:
    """The same environment for a process that only ever works as the app role."""
    return {name: text for name, text in names.items() if name not in OWNER_VARIABLES}


def manage(*words: str) -> list[str]:
    """The command line of a management command."""
    return [sys.executable, str(ROOT / "manage.py"), *words]


def as_role_for(words: Sequence[str], names: dict[str, str]) -> dict[str, str]:
    """Let the management commands that change tables connect as the owner."""
    return names | {"WORKIT_AS_OWNER": "1"} if words and words[0] in OWNER_COMMANDS else names


def call(words: Sequence[str], names: dict[str, str]) -> int:
    """Run a command in the foreground; Ctrl-C is the command's, we only wait for it."""
    process = subprocess.Popen(words, env=names)
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda got, _: process.send_signal(got))
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(verb: str = "", *words: str) -> int:
    """The command line (see the module's text)."""
    is_test = bool(words) and words[0] == "--test"
    words = words[1:] if is_test else words
    if verb not in ("exec", "manage") or (verb == "exec" and not words):
        print(__doc__, file=sys.stderr)
        return 2
    directory = var()
    try:
        with running(directory / "test" if is_test else directory, durable=not is_test) as urls:
            names = environment(urls, directory)
            if verb == "manage":
                return call(manage(*words), as_role_for(words, names))
            return call(words, names)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
