"""For the administrator who lost telephone and paper: ``manage.py reset_second_factor naam@example.nl``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import reset_second_factor


class Command(BaseCommand):
    """Takes the second factor of somebody away, so that they set it up anew at the next login."""

    help = "Haalt de tweede stap bij inloggen weg: iemand stelt de app bij de volgende keer opnieuw in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Of whom."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find and reset."""
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("Er is niemand met dit e-mailadres.")
        reset_second_factor(user=user, by=None)
        self.stdout.write("Klaar. De app wordt bij de volgende keer inloggen opnieuw ingesteld.")
