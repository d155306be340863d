"""Loads the reference lists and the methodology; may be repeated, changes only what differs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from workit.places.loaders import load_places
from workit.reference.loaders import load_codes
from workit.stages.loaders import load_methodology


class Command(BaseCommand):
    """`./manage load_reference`."""

    help = "Load all local authorities, code lists and the methodology."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything in one transaction and say how much there is."""
        self.stdout.write(f"authorities: {load_places()}, codes: {load_codes()}, methodology: version {load_methodology()}")
