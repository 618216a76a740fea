"""Command: compare the search index with what may be found."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.selectors import compare_index


class Command(BaseCommand):
    """`manage.py check_index`: says what is missing, stale or ghostly, and fails if anything is."""

    help = "Vergelijkt de zoekindex met wat gevonden mag worden."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report."""
        difference = compare_index()
        for name, keys in (("ontbreekt", difference.missing), ("verouderd", difference.stale), ("spook", difference.ghosts)):
            self.stdout.write(f"{name}: {len(keys)} {' '.join(keys[:10])}".rstrip())
        if not difference.is_clean:
            raise CommandError("De zoekindex klopt niet. Voer uit: manage.py rebuild_index")
        self.stdout.write(self.style.SUCCESS("De zoekindex klopt."))
