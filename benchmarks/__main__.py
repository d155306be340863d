"""`./bench [--only web,rls,pdf,jobs] [--rounds N] [--json]`: every figure that exists so far."""

import argparse
import importlib
import os
import sys

from ops import services

# Each module has `measure(urls, rounds)`, which yields figures.
PARTS = ("web", "rls", "pdf", "jobs")


def main() -> int:
    """Print each figure as soon as it is there; exit 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="./bench", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), help="parts to measure, separated by commas")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each figure")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workit.settings")
    missed = 0
    with services.running(services.var() / "bench", durable=False) as urls:
        os.environ.update(services.environment(urls, services.var() / "bench"))
        for part in options.only.split(","):
            for figure in importlib.import_module(f"benchmarks.{part}").measure(urls, options.rounds):
                print(figure.as_json() if options.json else figure.as_text(), flush=True)
                missed += not figure.passes
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
