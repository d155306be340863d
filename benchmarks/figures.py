"""A figure beside its peer and its limit, as a line of text or an object of JSON."""

import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Measure = Callable[[], float]
NOISY = 0.3


@dataclass
class Beside:
    """What a figure is compared with. `goal` is the least ratio of a peer and the greatest of a limit."""

    name: str
    goal: float
    values: list[float] = field(default_factory=list)


@dataclass
class Figure:
    """One metric: our rounds, those of the peer and of the limit, taken in turn."""

    metric: str
    unit: str
    ours: list[float]
    peer: Beside | None = None
    limit: Beside | None = None
    noise: float = 0.0
    note: str = ""

    @property
    def peer_ratio(self) -> float | None:
        """Peer divided by ours, the median of the rounds."""
        return _median_ratio(self.peer.values, self.ours) if self.peer else None

    @property
    def limit_ratio(self) -> float | None:
        """Ours divided by the limit, the median of the rounds."""
        return _median_ratio(self.ours, self.limit.values) if self.limit else None

    @property
    def passes(self) -> bool:
        """Whether both ratios meet their goals."""
        peer_ok = self.peer is None or (self.peer_ratio or 0) >= self.peer.goal
        limit_ok = self.limit is None or (self.limit_ratio or 0) <= self.limit.goal
        return peer_ok and limit_ok

    def as_text(self) -> str:
        """The line a person reads."""
        low, middle, high = min(self.ours), statistics.median(self.ours), max(self.ours)
        parts = [f"{self.metric}  ours {middle:.3g}{self.unit}({low:.3g}–{high:.3g})"]
        if self.peer:
            parts.append(f"peer {self.peer.name} {statistics.median(self.peer.values):.3g}{self.unit}")
        if self.limit:
            parts.append(f"limit {self.limit.name} {statistics.median(self.limit.values):.3g}{self.unit}")
        if self.peer:
            parts.append(f"peer/ours {self.peer_ratio:.2f}x[goal>={self.peer.goal:g}]")
        if self.limit:
            parts.append(f"ours/limit {self.limit_ratio:.2f}x[goal<={self.limit.goal:g}]")
        noisy = "  NOISY" if self.noise > NOISY else ""
        verdict = "PASS" if self.passes else "MISS"
        parts.append(f"n={len(self.ours)}  noise {self.noise:.2f}{noisy}  {verdict}")
        return "  ".join(parts) + (f"  ({self.note})" if self.note else "")

    def as_json(self) -> str:
        """The object a program reads."""

        def beside(other: Beside | None, ratio: float | None) -> dict[str, Any] | None:
            if other is None or ratio is None:
                return None
            middle = round(statistics.median(other.values), 6)
            return {"name": other.name, "value": middle, "ratio": round(ratio, 3), "goal": other.goal}

        return json.dumps(
            {
                "metric": self.metric,
                "ours": round(statistics.median(self.ours), 6),
                "unit": self.unit,
                "peer": beside(self.peer, self.peer_ratio),
                "limit": beside(self.limit, self.limit_ratio),
                "n": len(self.ours),
                "noise": round(self.noise, 3),
                "pass": self.passes,
                "note": self.note,
            },
            ensure_ascii=False,
        )


def _median_ratio(above: Sequence[float], below: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(above, below, strict=True) if b)


def waited() -> tuple[float, float]:
    """Seconds this process ran and seconds it waited for a processor, from the kernel's scheduler."""
    with open(f"/proc/{os.getpid()}/schedstat") as file:
        ran, waiting, _ = file.read().split()
    return int(ran) / 1e9, int(waiting) / 1e9


def in_turn(
    metric: str,
    unit: str,
    ours: Measure,
    *,
    peer: tuple[str, float, Measure] | None = None,
    limit: tuple[str, float, Measure] | None = None,
    rounds: int = 5,
    note: str = "",
) -> Figure:
    """Measure ours, the peer and the limit one after the other, round by round, so that drift hits all alike."""
    figure = Figure(metric, unit, [], note=note)
    figure.peer = Beside(peer[0], peer[1]) if peer else None
    figure.limit = Beside(limit[0], limit[1]) if limit else None
    ran_before, waited_before = waited()
    for measure in [ours, *(other[2] for other in (peer, limit) if other)]:
        measure()
    for _ in range(rounds):
        figure.ours.append(ours())
        if peer and figure.peer:
            figure.peer.values.append(peer[2]())
        if limit and figure.limit:
            figure.limit.values.append(limit[2]())
    ran, waiting = waited()
    figure.noise = (waiting - waited_before) / max(ran - ran_before, 1e-9)
    return figure


def seconds_of(work: Callable[[], object], times: int = 1) -> Measure:
    """A measure: wall seconds of one call, averaged over that many."""

    def measure() -> float:
        started = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - started) / times

    return measure
