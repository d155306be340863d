"""Builds the demonstration of fourteen towns, or prints its sign-ins."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workit.access.roles import Role
from workit.demo.build import build, exists
from workit.demo.people import PASSWORD, SIGN_INS, TITLES, address


class Command(BaseCommand):
    """`./manage demo [--if-empty | --sign-ins]`."""

    help = "Build fourteen demonstration towns in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two switches."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing when somebody has an account already")
        parser.add_argument("--sign-ins", action="store_true", help="only print the demonstration's sign-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build once; refuse to mix a demonstration into a database in use."""
        if options["sign_ins"]:
            for role in SIGN_INS:
                self.stdout.write(f"  {address(role, ''):<40} {TITLES[Role(role)][0]}")
            self.stdout.write(f"  password: {PASSWORD}")
            return
        if exists():
            if options["if_empty"]:
                return
            raise CommandError("This database is in use: the demonstration goes into an empty one only.")
        started = time.monotonic()
        towns = build()
        self.stdout.write(f"{towns} towns built in {time.monotonic() - started:.1f} s")
