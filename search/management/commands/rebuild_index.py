"""Command: fill the search index anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engine.base import EngineUnavailableError
from search.engine.factory import remote_engine
from search.services import (
    RebuildFailedError,
    RebuildRefusedError,
    compare_index,
    rebuild_index,
    rebuild_remote,
    repair_index,
)


class Command(BaseCommand):
    """`manage.py rebuild_index`: visitors keep searching the old index meanwhile."""

    help = "Bouwt de zoekindex opnieuw op uit alles wat gevonden mag worden."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which part, and how thoroughly."""
        parser.add_argument("--only-remote", action="store_true", help="Alleen de zoekmachine, uit de index in de database.")
        parser.add_argument(
            "--from-scratch", action="store_true", help="Maak ook de index in de database helemaal leeg. Bewaren wacht zolang dat duurt."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with lines of progress. Beside an engine outside the database, that of the database is put right in pieces."""
        if not options["only_remote"]:
            if remote_engine() is None or options["from_scratch"]:
                count = rebuild_index(progress=self._progress)
            else:
                count = repair_index(difference=compare_index(progress=self._progress))
            self.stdout.write(self.style.SUCCESS(f"De zoekindex in de database is klaar: {count} documenten."))
        if remote_engine() is None and not options["only_remote"]:
            return
        try:
            count = rebuild_remote(progress=self._progress)
        except (RebuildRefusedError, RebuildFailedError) as error:
            raise CommandError(str(error)) from error
        except EngineUnavailableError as error:
            raise CommandError("De zoekmachine antwoordt niet. De oude zoekindex blijft.") from error
        self.stdout.write(self.style.SUCCESS(f"De zoekindex van de zoekmachine is klaar: {count} documenten."))

    def _progress(self, kind: str, number: int) -> None:
        self.stdout.write(f"{kind}: {number}")
