"""Undoes ``create_zone``: ``manage.py remove_zone de-nieuwe-wijk``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.services import ProvisioningError, remove_zone
from sites.models import Zone


class Command(BaseCommand):
    """Removes a zone with its site, pages, groups and collection, unless something still uses it."""

    help = "Haalt een wijk weer weg, met alles wat create_zone maakte. Wat nog gebruikt wordt blijft."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which zone."""
        parser.add_argument("slug", help="Het korte adres van de wijk. Bijvoorbeeld: de-nieuwe-wijk")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove the zone, or say what keeps it and change nothing."""
        zone = Zone.objects.filter(slug=options["slug"]).first()
        if zone is None:
            raise CommandError(f"Er is geen wijk met het korte adres '{options['slug']}'.")
        try:
            remove_zone(zone=zone)
        except ProvisioningError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(self.style.SUCCESS(f"{zone.name} is weg."))
