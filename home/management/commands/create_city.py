"""Makes the hub of a city: ``manage.py create_city Deventer --phone 0570-000010``."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from home.services import CityIdentity, ensure_city
from sites.models import CitySettings
from sites.shell import hub_url


class Command(BaseCommand):
    """Makes the hub, its pages and the central editors; a second time it brings the settings up to date."""

    help = "Maakt de stadspagina, met wat op elke pagina van elke wijk staat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What stands on every page."""
        parser.add_argument("city", help="De naam van de gemeente")
        parser.add_argument("--phone", help="Bijvoorbeeld: 0570-000010")
        parser.add_argument("--phone-hours", help="Bijvoorbeeld: ma-vr 9:00-17:00")
        parser.add_argument("--email")
        parser.add_argument("--notice", help="Een regel onder aan elke pagina.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the city, or say what is wrong and change nothing."""
        now = CitySettings.load()
        kept = {
            name: getattr(now, name) if options[name] is None else options[name] for name in ("phone", "phone_hours", "email", "notice")
        }
        identity = CityIdentity(city=options["city"], is_demonstration=now.is_demonstration, **kept)
        try:
            ensure_city(identity=identity)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(self.style.SUCCESS(f"{identity.city} staat klaar op {hub_url()}"))
