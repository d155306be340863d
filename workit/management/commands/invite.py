"""Invites a person to a role from the command line, in the name of somebody who may."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workit.access.roles import SCOPES, Role, Scope
from workit.people.invitations import Terms, invite
from workit.people.models import User
from workit.people.places import Place
from workit.places.models import Bureau, District, Municipality, Region
from workit.web.errors import DomainError

KINDS: dict[str, Any] = {
    Scope.TOWN: Municipality,
    Scope.BUREAU: Bureau,
    Scope.REGION: Region,
    Scope.DISTRICT: District,
}


class Command(BaseCommand):
    """`./manage invite --by … --email … --role ceo --place 9000`."""

    help = "Send an invitation to a role; the place is the code of a town, bureau, region or district."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who invites whom to what, where."""
        parser.add_argument("--by", required=True, help="e-mail of who invites")
        parser.add_argument("--email", required=True)
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--place", default="", help="code of the place; empty for the whole programme")
        parser.add_argument("--scope", choices=Scope.values, help="kind of place; the role's usual one by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send it, or say why not."""
        by = User.objects.filter(email=options["by"].lower(), is_active=True).first()
        if by is None:
            raise CommandError(f"No open account has the address {options['by']}.")
        scope = options["scope"] or SCOPES[Role(options["role"])][0]
        row = None
        if scope != Scope.PROGRAMME:
            row = KINDS[scope].objects.filter(code=options["place"]).first()
            if row is None:
                raise CommandError(f"No {scope} has the code {options['place']!r}.")
        try:
            invitation, _token = invite(email=options["email"], terms=Terms(options["role"], Place.of(row)), by=by)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"An invitation is on its way to {invitation.email}.")
