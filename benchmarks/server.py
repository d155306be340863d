"""A real gunicorn on a loopback port, asked over one kept connection; its processor time is read from the kernel."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One gunicorn with one worker."""

    port: int
    process: subprocess.Popen[bytes]
    cookie: str = ""

    def connect(self) -> http.client.HTTPConnection:
        """A new connection to it."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of a page."""
        connection = self.connect()
        connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Language": "he", **headers})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body, {name.lower(): text for name, text in answer.getheaders()}

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            return [int(pid) for pid in file.read().split()]

    def cpu_seconds(self) -> float:
        """Processor seconds the workers have used."""
        total = 0
        for pid in self.workers():
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def cpu_per_request(self, path: str, requests: int, **headers: str) -> float:
        """Milliseconds of the worker's processor time for one request, over that many; every answer is checked."""
        before = self.cpu_seconds()
        for _ in range(requests):
            status, body, _ = self.get(path, **headers)
            if status not in (200, 304) or (status == 200 and not body):
                raise RuntimeError(f"{path} answered {status}")
        return (self.cpu_seconds() - before) / requests * 1000

    def wall_per_request(self, path: str, requests: int) -> float:
        """Milliseconds from asking to having the page, the median over that many requests."""
        times = []
        for _ in range(requests):
            started = time.perf_counter()
            status, _, _ = self.get(path)
            times.append(time.perf_counter() - started)
            if status != http.client.OK:
                raise RuntimeError(f"{path} answered {status}")
        return sorted(times)[len(times) // 2] * 1000


@contextmanager
def serving(application: str = "workit.wsgi:application", **environment: str) -> Iterator[Server]:
    """Run the application while the block lasts."""
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            application,
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "1",
            "--log-level",
            "error",
        ],
        env={**os.environ, **environment},
    )
    server = Server(port, process)
    try:
        for _ in range(200):
            try:
                server.get("/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.wait(20)
