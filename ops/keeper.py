"""A keeper starts one embedded server, watches it, and stops it when nobody uses it any more.

Whoever uses a server holds a shared lock on its `users` file; the kernel drops the lock however the holder ends, `kill -9`
included. The keeper, a process of its own session, stops the server as soon as it can have that lock for itself alone. So
`./run`, `./manage` and the tests may come and go in any order: the first starts the server, the last takes it down.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

from ops.servers import SERVERS, Server, ServiceError

ROOT = Path(__file__).resolve().parent.parent
LOG_LIMIT = 10_000_000
START_LIMIT = 90


def lock_file(server: Server, kind: str) -> IO[str]:
    """Open one of a server's lock files: `users`, `start` or `keeper`."""
    path = server.directory / "locks" / f"{server.name}.{kind}"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path.open("a")


def can_lock(file: IO[str], how: int) -> bool:
    """Take a lock if that needs no waiting."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_kept(server: Server) -> bool:
    """Whether a keeper lives."""
    with lock_file(server, "keeper") as file:
        return not can_lock(file, fcntl.LOCK_SH)  # shared, so that two who ask do not see each other


@contextmanager
def used(server: Server) -> Iterator[int]:
    """Have the server run while the block lasts; yields the descriptor of the lock, for children that use it too."""
    with lock_file(server, "users") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # waits while a keeper is taking the server down
        ensure(server)
        yield users.fileno()
    if server.durable:
        _wait_for_end(server)


def ensure(server: Server) -> None:
    """Start a keeper unless one lives, and wait until the server answers. The caller holds the `users` lock."""
    with lock_file(server, "start") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        if not is_kept(server):
            _start_keeper(server)


def _start_keeper(server: Server) -> None:
    server.log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    words = ["setsid", "--fork", sys.executable, "-m", "ops.keeper", server.name, str(server.directory)]
    words.append("durable" if server.durable else "passing")
    report, answer = os.pipe()
    with open(report) as line, server.log.open("a") as log:
        subprocess.run(
            [*words, str(answer)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=[answer], check=True
        )
        os.close(answer)
        said = line.read()  # ends when the keeper closes its side
    if said != "ready":
        raise ServiceError(f"{server.name} did not start. {said or 'See ' + str(server.log)}")


def _wait_for_end(server: Server) -> None:
    """Return when the keeper has gone, or at once it is plain that others use the server."""
    until = time.monotonic() + 20
    unused_since = time.monotonic()
    with lock_file(server, "users") as users:
        while is_kept(server) and time.monotonic() < until:
            if can_lock(users, fcntl.LOCK_SH):
                fcntl.flock(users, fcntl.LOCK_UN)
                if time.monotonic() - unused_since > 1:
                    return
            else:
                unused_since = time.monotonic()
            time.sleep(0.1)


class Keeper:
    """The keeper's own life: start, watch, restart, stop."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.stopping = False
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers; it dies with its keeper."""
        server = self.server
        prefix = server.prepare()
        if server.log.exists() and server.log.stat().st_size > LOG_LIMIT:
            server.log.replace(server.log.with_suffix(".log.1"))
        guard = ["setpriv", "--pdeathsig", server.stop_signal.name.removeprefix("SIG")]
        with server.log.open("a") as log:
            self.process = subprocess.Popen(
                [*prefix, *guard, *server.command()], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/"
            )
        until = time.monotonic() + START_LIMIT
        while not server.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise ServiceError("Its log ends:\n" + "\n".join(server.log.read_text().splitlines()[-8:]))
            time.sleep(0.05)
        server.greet()

    def stop(self) -> None:
        """Stop the server; it gets a minute to put its things in order."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(self.server.stop_signal)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def keep(self, users: IO[str]) -> None:
        """Watch until nobody uses the server or the machine goes down; start the server again should it die."""
        pause = 1
        while not self.stopping and not can_lock(users, fcntl.LOCK_EX):
            if self.process is not None and self.process.poll() is not None:
                print(f"{self.server.name} ended with {self.process.returncode}; starting it again in {pause} s", flush=True)
                time.sleep(pause)
                pause = min(pause * 2, 60)
                try:
                    self.start()
                except ServiceError as error:
                    print(error, flush=True)
            time.sleep(0.2)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        """Leave the watch."""
        self.stopping = True


def main(name: str, directory: str, durability: str, answer: str) -> int:
    """Keep one server; tell the starter `ready`, or why not, through the descriptor it gave."""
    server = SERVERS[name](Path(directory), durable=durability == "durable")
    keeper = Keeper(server)
    with lock_file(server, "keeper") as own, lock_file(server, "users") as users:
        fcntl.flock(own, fcntl.LOCK_EX)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, keeper.on_signal)
        with open(int(answer), "w") as line:
            try:
                keeper.start()
            except (ServiceError, OSError, subprocess.SubprocessError) as error:
                keeper.stop()
                line.write(str(error))
                return 1
            line.write("ready")
        try:
            keeper.keep(users)
        finally:
            keeper.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
