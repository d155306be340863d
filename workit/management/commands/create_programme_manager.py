"""Makes the first account of a deployment: a programme manager, who invites everybody else."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from workit.access.roles import Role
from workit.people.models import User
from workit.people.places import Place
from workit.people.services import grant
from workit.web.errors import DomainError


class Command(BaseCommand):
    """`./manage create_programme_manager --email …`."""

    help = "Create the account of a programme manager; it signs in by a code sent to its e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """No password is passed on a command line: the account signs in by e-mail code."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--title", default="מנהלת המיזם", help="how the person is named in the product")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account where there is none, and give it the role."""
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email).first() or User.objects.create_user(email, display_name=options["title"])
        try:
            grant(user=user, role=Role.PROGRAMME_MANAGER, place=Place.of(None), by=None)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email} manages the programme; the sign-in page sends a code to this address.")
