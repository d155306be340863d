"""Health checks of the containers: `web` asks /healthz, `worker` the worker through the broker, `beat` looks at its file."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BEAT_SCHEDULE = Path("/tmp/beat-schedule")  # noqa: S108 - the container's own temporary file system
LONGEST_BEAT_SILENCE = 600.0


def web() -> bool:
    """Whether the web process answers and reaches its database."""
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": "localhost"})
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 - our own address
        return bool(answer.status == 200)


def worker() -> bool:
    """Whether the worker of this container answers a ping through the broker."""
    words = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "workit",
        "inspect",
        "ping",
        "-t",
        "5",
        "-d",
        f"celery@{os.uname().nodename}",
    ]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def beat() -> bool:
    """Whether beat has written its schedule lately; it does so every three minutes."""
    return time.time() - BEAT_SCHEDULE.stat().st_mtime < LONGEST_BEAT_SILENCE


if __name__ == "__main__":
    try:
        sys.exit(0 if {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]() else 1)
    except OSError as error:
        sys.exit(str(error))
