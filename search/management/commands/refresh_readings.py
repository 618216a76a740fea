"""Command: read all texts anew."""

from typing import Any

from django.core.management.base import BaseCommand

from search.services import refresh_readings


class Command(BaseCommand):
    """`manage.py refresh_readings`: for after a change of the hard words; a text that is saved is read by itself."""

    help = "Leest alle teksten opnieuw voor het overzicht van de leesbaarheid, na een wijziging van de moeilijke woorden."

    def handle(self, *args: Any, **options: Any) -> None:
        """Read everything, and say how much that was."""
        count = refresh_readings()
        self.stdout.write(self.style.SUCCESS(f"De leesbaarheid is bijgewerkt: {count} teksten."))
