"""Command: fill the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand

from search.services import rebuild_index


class Command(BaseCommand):
    """`manage.py rebuild_index`: all or nothing; visitors keep searching the old index meanwhile."""

    help = "Bouwt de zoekindex opnieuw op uit alles wat gevonden mag worden."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with a line of progress per 500 documents."""
        count = rebuild_index(progress=lambda kind, number: self.stdout.write(f"{kind}: {number}"))
        self.stdout.write(self.style.SUCCESS(f"De zoekindex is klaar: {count} documenten."))
