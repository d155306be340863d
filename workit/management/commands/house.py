"""Shows the house: the permission matrix, and the largest files. `--write` renews docs/permissions.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from workit.access.matrix import render

LARGEST = 10


class Command(BaseCommand):
    """`./manage house`."""

    help = "Print the permission matrix and the largest files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The switch."""
        parser.add_argument("--write", action="store_true", help="renew docs/permissions.md")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or write."""
        root = Path(settings.BASE_DIR)
        if options["write"]:
            (root / "docs" / "permissions.md").write_text(render(), encoding="utf-8")
            return
        self.stdout.write(render())
        sizes = sorted(
            ((len(path.read_text(encoding="utf-8").splitlines()), path.relative_to(root)) for path in self._sources(root)),
            reverse=True,
        )
        for lines, path in sizes[:LARGEST]:
            self.stdout.write(f"{lines:>5}  {path}")

    def _sources(self, root: Path) -> list[Path]:
        apps = ("workit", "forums", "mapping", "surveys", "workplans")
        return [path for app in apps for path in (root / app).rglob("*.py") if "migrations" not in path.parts]
