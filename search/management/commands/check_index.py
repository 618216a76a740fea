"""Command: compare both stages of the search index with what they should be."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engine.base import EngineUnavailableError
from search.engine.factory import remote_engine
from search.services import IndexDifference, compare_index, compare_remote, repair_index, repair_remote

KEYS_SHOWN = 10


class Command(BaseCommand):
    """`manage.py check_index`: says what is missing, stale or ghostly, and fails if anything is and stays so."""

    help = "Vergelijkt de zoekindex met wat gevonden mag worden."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Only look, or put right."""
        parser.add_argument("--repair", action="store_true", help="Zet recht wat niet klopt, en niets anders.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare and report, stage by stage; what the first stage repairs is no difference in the second."""
        repair = options["repair"]
        differs = self._report("database", compare_index(progress=self._progress))
        if repair and not differs.is_clean:
            self.stdout.write(f"hersteld: {repair_index(difference=differs)}")
        is_clean = repair or differs.is_clean
        if remote_engine() is not None:
            is_clean = self._check_remote(repair=repair) and is_clean
        if not is_clean:
            raise CommandError("De zoekindex klopt niet. Voer uit: manage.py check_index --repair, of: manage.py rebuild_index")
        self.stdout.write(self.style.SUCCESS("De zoekindex klopt."))

    def _check_remote(self, *, repair: bool) -> bool:
        try:
            differs = self._report("zoekmachine", compare_remote())
        except EngineUnavailableError as error:
            raise CommandError("De zoekmachine antwoordt niet. De database geeft nu antwoord aan bezoekers.") from error
        if repair and not differs.is_clean:
            self.stdout.write(f"klaargezet voor de zoekmachine: {repair_remote(difference=differs)}")
        return repair or differs.is_clean

    def _report(self, stage: str, difference: IndexDifference) -> IndexDifference:
        for name, keys in (("ontbreekt", difference.missing), ("verouderd", difference.stale), ("spook", difference.ghosts)):
            self.stdout.write(f"{stage}, {name}: {len(keys)} {' '.join(keys[:KEYS_SHOWN])}".rstrip())
        return difference

    def _progress(self, kind: str, number: int) -> None:
        self.stdout.write(f"{kind}: {number}")
