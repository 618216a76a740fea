"""Loads the demo city: ``manage.py load_demo_city --port 8000``."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Site

from accounts.models import User
from home.services.demo import DEMO_EDITOR_EMAIL, demo_fingerprint, load_demo_city, set_demo_password
from sites.models import CitySettings, Zone
from sites.shell import hub_url, zone_url

STAMP_NAME = "demo-city.stamp"


class Command(BaseCommand):
    """Loads the demo city unless this version of it is loaded already, and prints where to look."""

    help = "Laadt de voorbeeldstad. Een tweede keer gaat het snel: alleen wat veranderd is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The stamp tells which version is loaded."""
        parser.add_argument("--port", type=int, default=settings.PUBLIC_PORT, help="De poort waarop de site straks te zien is.")
        parser.add_argument("--force", action="store_true", help="Ook laden als deze versie er al is.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, make the demo editor, print addresses."""
        if Zone.objects.exists() and not CitySettings.load().is_demonstration:
            raise CommandError("Hier staat een echte stad. De voorbeeldstad laden wij er niet overheen.")
        stamp = Path(settings.MEDIA_ROOT).parent / STAMP_NAME
        fingerprint = demo_fingerprint()
        if options["force"] or not stamp.exists() or stamp.read_text(encoding="utf-8") != fingerprint or not Zone.objects.exists():
            started = time.monotonic()
            load_demo_city(say=self._say)
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.write_text(fingerprint, encoding="utf-8")
            self._say(f"Klaar in {time.monotonic() - started:.0f} seconden")
        Site.objects.update(port=options["port"])
        self._print_addresses()

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()

    def _print_addresses(self) -> None:
        self.stdout.write("\nDe voorbeeldstad:")
        self.stdout.write(f"  heel Deventer   {hub_url()}")
        for zone in Zone.objects.select_related("site"):
            self.stdout.write(f"  {zone.name:<21} {zone_url(zone)}")
        self.stdout.write(f"  beheer          {hub_url('/beheer/')}")
        editor = User.objects.filter(email=DEMO_EDITOR_EMAIL).first()
        if editor is None or not editor.has_usable_password():
            password = set_demo_password()
            self.stdout.write(f"\nInloggen in het beheer: {DEMO_EDITOR_EMAIL}\nWachtwoord (nu gemaakt, schrijf het op): {password}\n")
        else:
            self.stdout.write(f"\nInloggen in het beheer: {DEMO_EDITOR_EMAIL}. Wachtwoord kwijt? make demo-password\n")
