"""Makes a zone from the command line: ``manage.py create_zone "De Nieuwe Wijk" --postcodes 7440AA-7440ZZ``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from home.services import ProvisioningError, ZoneBlueprint, provision_zone
from sites.choices import Accent, Pictogram, ZoneKind
from sites.shell import zone_url


class Command(BaseCommand):
    """Makes a zone with its site, pages, groups and collection in one transaction."""

    help = "Maakt een nieuwe wijk, met een eigen site, pagina's, groepen en map voor foto's."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Everything but the name and place has a default."""
        parser.add_argument("name", help="De naam, zoals bewoners hem kennen. Bijvoorbeeld: 'De Hoven'")
        parser.add_argument("--slug", default="", help="Kort adres. Zonder dit: gemaakt uit de naam.")
        parser.add_argument("--latitude", type=float, required=True, help="Midden van de wijk, in graden. Bijvoorbeeld: 52.25")
        parser.add_argument("--longitude", type=float, required=True, help="Midden van de wijk, in graden. Bijvoorbeeld: 6.16")
        parser.add_argument("--postcodes", nargs="*", default=[], help="Bijvoorbeeld: 7415AA-7415ZZ")
        parser.add_argument("--neighbours", nargs="*", default=[], help="Korte adressen van de wijken hiernaast.")
        parser.add_argument("--kind", choices=ZoneKind.values, default=ZoneKind.TOWN)
        parser.add_argument("--accent", choices=Accent.values, default=Accent.GREEN)
        parser.add_argument("--pictogram", choices=Pictogram.values, default=Pictogram.TREE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the zone, or say what is wrong and change nothing."""
        blueprint = ZoneBlueprint(
            name=options["name"],
            slug=options["slug"] or slugify(options["name"]),
            latitude=options["latitude"],
            longitude=options["longitude"],
            kind=options["kind"],
            accent=options["accent"],
            pictogram=options["pictogram"],
            neighbours=options["neighbours"],
            postcodes=[_pair(text) for text in options["postcodes"]],
        )
        try:
            zone = provision_zone(blueprint=blueprint)
        except ProvisioningError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(self.style.SUCCESS(f"{zone.name} staat klaar op {zone_url(zone)}"))


def _pair(text: str) -> tuple[str, str]:
    first, _dash, last = text.partition("-")
    return first, last or first
