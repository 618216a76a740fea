"""Gives the demo editor a fresh password: ``manage.py demo_password``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.services.demo import DEMO_EDITOR_EMAIL, set_demo_password
from sites.models import CitySettings


class Command(BaseCommand):
    """Makes a new random password and prints it once."""

    help = "Maakt een nieuw wachtwoord voor de redacteur van de voorbeeldstad."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set and print."""
        if not CitySettings.load().is_demonstration:
            raise CommandError("Dit is geen voorbeeldstad.")
        self.stdout.write(f"{DEMO_EDITOR_EMAIL}\n{set_demo_password()}")
