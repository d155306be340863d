"""`./run`: prepare the database, start web, worker and beat on the services, watch them, take everything down together.

Each child writes to its own file in `WORKIT_VAR/log`; lines that tell of an error are shown here too. A child that ends is
started again after a pause that doubles; one that has run for a minute starts from the short pause. Children die with the
supervisor even after `kill -9`, and hold the services until they have gone.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from ops import services
from ops.keeper import LOG_LIMIT, ROOT, ensure, is_kept
from ops.preparation import prepare
from ops.servers import ServiceError

FIRST_PAUSE, LONGEST_PAUSE, STEADY_AFTER = 1.0, 60.0, 60.0
GRACE = 20.0
SERVERS_EVERY = 5.0
ALARMS = (" ERROR ", " CRITICAL ", "[ERROR]", "[CRITICAL]", ": ERROR/", ": CRITICAL/", "Traceback (most recent call last)")


def say(text: str) -> None:
    """A line for the person at the terminal."""
    print(text, flush=True)


@dataclass
class Child:
    """One long-running process, its log, and when to start it again."""

    name: str
    words: list[str]
    death_signal: str
    log: Path
    pause: float = FIRST_PAUSE
    due: float = 0.0
    since: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    reader: IO[str] | None = field(default=None, repr=False)

    def start(self, names: dict[str, str], locks: tuple[int, ...]) -> None:
        """Start it, in a group of its own so that Ctrl-C reaches only the supervisor."""
        self.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            if self.reader:
                self.reader.close()
            self.reader = self.log.open(errors="replace")
            self.reader.seek(0, os.SEEK_END)
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", self.death_signal, *self.words],
                cwd=ROOT,
                env=names,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=locks,
            )
        self.since = time.monotonic()

    def is_up(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def new_lines(self) -> list[str]:
        """What it has written since the last look."""
        return self.reader.read().splitlines() if self.reader else []

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group; it may have ended by itself."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class Supervisor:
    """Starts, watches and stops the children."""

    def __init__(self, children: list[Child], names: dict[str, str], urls: services.Urls) -> None:
        self.children, self.names, self.locks, self.servers = children, names, urls.locks, urls.servers
        self.stopping = False
        self.looked_at_servers = time.monotonic()

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Leave the watch."""
        self.stopping = True

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start(self.names, self.locks)

    def watch_once(self) -> None:
        """Show errors, and start again what has ended."""
        now = time.monotonic()
        if now - self.looked_at_servers > SERVERS_EVERY:
            self.looked_at_servers = now
            self.keep_servers()
        for child in self.children:
            for line in child.new_lines():
                if any(alarm in line for alarm in ALARMS):
                    say(f"{child.name}: {line.strip()}")
            if child.is_up():
                continue
            if not child.due:
                if now - child.since > STEADY_AFTER:
                    child.pause = FIRST_PAUSE
                child.due = now + child.pause
                code = child.process.returncode if child.process else "?"
                say(f"{child.name} ended with {code}; starting it again in {child.pause:.0f} s. Its log ends ({child.log}):")
                for line in child.log.read_text(errors="replace").splitlines()[-6:]:
                    say(f"    {line}")
                child.pause = min(child.pause * 2, LONGEST_PAUSE)
            elif now >= child.due:
                child.due = 0.0
                child.start(self.names, self.locks)

    def keep_servers(self) -> None:
        """A server that dies is its keeper's to start again; a keeper that was killed is ours."""
        for server in self.servers:
            if not is_kept(server):
                say(f"{server.name} is not kept any more; starting it again.")
                try:
                    ensure(server)
                except ServiceError as error:
                    say(str(error))

    def wait_for(self, url: str, limit: float = 90.0) -> bool:
        """Watch until the address answers 200; false when stopped or out of time."""
        until = time.monotonic() + limit
        while not self.stopping and time.monotonic() < until:
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return True
            except (urllib.error.URLError, OSError):
                self.watch_once()
            time.sleep(0.1)
        return False

    def watch(self) -> None:
        """Watch until asked to stop."""
        while not self.stopping:
            self.watch_once()
            time.sleep(0.3)

    def stop(self) -> None:
        """Ask every child to end, wait, and end what does not."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + GRACE
        while any(child.is_up() for child in self.children) and time.monotonic() < until:
            time.sleep(0.05)
        for child in self.children:
            if child.is_up():
                say(f"{child.name} did not end by itself and was killed.")
            child.signal(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()


def children(directory: Path, address: str) -> list[Child]:
    """Web, worker and beat."""
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "workit.wsgi:application", "--bind", address, "--workers", "2", "--worker-class", "gthread"]
    web += ["--threads", "4", "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket"]
    worker = [*python, "celery", "-A", "workit", "worker", "-P", "threads", "-c", "2", "-l", "INFO"]
    worker += ["--without-gossip", "--without-mingle"]
    beat = [*python, "celery", "-A", "workit", "beat", "-l", "INFO", "--pidfile", "", "-s", str(directory / "beat-schedule")]
    log = directory / "log"
    return [
        Child("web", web, "TERM", log / "web.log"),
        Child("worker", worker, "KILL", log / "worker.log"),
        Child("beat", beat, "KILL", log / "beat.log"),
    ]


def is_free(host: str, port: int) -> bool:
    """Whether the address can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def serve(directory: Path, host: str, port: int) -> int:
    """Everything from the services to the last child."""
    with services.running(directory) as urls:
        names = services.environment(urls, directory)
        sign_ins = prepare(directory, names, say)
        keeper = Supervisor(children(directory, f"{host}:{port}"), services.without_owner(names), urls)
        signal.signal(signal.SIGINT, keeper.on_signal)
        signal.signal(signal.SIGTERM, keeper.on_signal)
        signal.signal(signal.SIGHUP, keeper.on_signal)
        try:
            keeper.start()
            near = "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - compared, not bound
            if keeper.wait_for(f"http://{near}:{port}/healthz"):
                say(f"\nWORKIT is at http://{near}:{port}\n\n{sign_ins}\nLogs: {directory / 'log'}. Ctrl-C stops it.")
                keeper.watch()
            elif not keeper.stopping:
                say(f"http://{near}:{port}/healthz does not answer; see {directory / 'log'}.")
                return 1
        finally:
            say("Stopping …")
            keeper.stop()
    say("Stopped.")
    return 0


def main() -> int:
    """Check the settings of `./run`, then serve."""
    directory = services.var()
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    if not port.isdecimal() or not is_free(host, int(port)):
        say(f"{host}:{port} cannot be used: something listens there already, or it is no port. Choose another: PORT=8001 ./run")
        return 1
    try:
        return serve(directory, host, int(port))
    except KeyboardInterrupt:
        return 130
    except ServiceError as error:
        say(f"error: {error}")
        return 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
