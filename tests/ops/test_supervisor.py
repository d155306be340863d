"""The supervisor: what ends is started again, and said; what runs is taken down, whatever it does."""

import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.services import Urls
from ops.supervisor import Child, Supervisor, is_free

NONE = Urls("", "", "", "")
ENDS_AT_ONCE = "print('one line'); raise SystemExit(3)"
COMPLAINS = "print('2026-01-01 ERROR workit it hurts', flush=True); import time; time.sleep(60)"
IGNORES_REQUESTS = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


def child(program: str, directory: Path) -> Child:
    return Child("child", [sys.executable, "-c", program], "KILL", directory / "log" / "child.log", pause=0.2)


def watched(supervisor: Supervisor, is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        supervisor.watch_once()
        time.sleep(0.05)


def test_a_child_that_ends_is_started_again_later_and_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dying = child(ENDS_AT_ONCE, tmp_path)
    supervisor = Supervisor([dying], dict(os.environ), NONE)
    supervisor.start()
    watched(supervisor, lambda: dying.pause >= 0.8)
    supervisor.stop()
    said = capsys.readouterr().out
    assert "child ended with 3; starting it again" in said
    assert "one line" in said
    assert (tmp_path / "log" / "child.log").read_text().count("one line") >= 2


def test_errors_in_a_log_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    complaining = child(COMPLAINS, tmp_path)
    supervisor = Supervisor([complaining], dict(os.environ), NONE)
    supervisor.start()
    shown: list[str] = []
    watched(supervisor, lambda: shown.append(capsys.readouterr().out) or "it hurts" in "".join(shown))
    supervisor.stop()
    assert not complaining.is_up()


def test_a_child_that_does_not_listen_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.supervisor.GRACE", 0.5)
    deaf = child(IGNORES_REQUESTS, tmp_path)
    supervisor = Supervisor([deaf], dict(os.environ), NONE)
    supervisor.start()
    watched(supervisor, lambda: "deaf" in deaf.log.read_text())
    supervisor.stop()
    assert not deaf.is_up()
    assert "did not end by itself" in capsys.readouterr().out


def test_a_port_in_use_is_seen_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free("127.0.0.1", port)
    assert is_free("127.0.0.1", port)
