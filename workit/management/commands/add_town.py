"""Makes an authority of the reference list a town of the programme."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workit.places.models import Municipality, Region
from workit.places.services import add_town
from workit.web.errors import DomainError

# Where a town belongs when no region is named: by its district.
SOUTHERN = ("south", "jerusalem")


class Command(BaseCommand):
    """`./manage add_town --code 9000`."""

    help = "Make a local authority a town of the programme: its way begins, its forum and steering team are set up."

    def add_arguments(self, parser: CommandParser) -> None:
        """The CBS code is what tells an authority; the region follows from its district unless named."""
        parser.add_argument("--code", required=True, help="CBS code of the authority")
        parser.add_argument("--region", help="code of the region of the programme (north, south)")
        parser.add_argument("--name", help="the authority's name, to be sure that the code is the one meant")
        parser.add_argument("--joined-on", type=datetime.date.fromisoformat, help="first day, YYYY-MM-DD; today by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the town and say what was done."""
        authority = Municipality.objects.filter(code=options["code"]).select_related("district").first()
        if authority is None:
            raise CommandError(f"No authority has the code {options['code']}.")
        if options["name"] and options["name"] not in (authority.name_he, authority.name_en, authority.name_ar):
            raise CommandError(f"Code {authority.code} is {authority.name_he} ({authority.name_en}), not {options['name']}.")
        region_code = options["region"] or self._usual_region(authority)
        region = Region.objects.filter(code=region_code).first()
        if region is None:
            known = ", ".join(Region.objects.values_list("code", flat=True))
            raise CommandError(f"No region {region_code}; there are: {known}.")
        try:
            town = add_town(code=authority.code, region=region, by=None, joined_on=options["joined_on"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{town.name_he} ({town.code}) has joined {region.name_he} on {town.joined_on}.")

    def _usual_region(self, authority: Municipality) -> str:
        return "south" if authority.district and authority.district.code in SOUTHERN else "north"
