"""Fills the database of the environment: `python -m benchmarks.fill TOWNS` (0: the demonstration as it is)."""

import sys

import django


def main(towns: int) -> None:
    """Build the towns."""
    django.setup()
    from benchmarks.ground import plans
    from workit.demo.build import build
    from workit.demo.plan import PLANS

    build(plans(towns) if towns else PLANS)


if __name__ == "__main__":
    main(int(sys.argv[1]))
