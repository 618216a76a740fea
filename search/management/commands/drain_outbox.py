"""Command: pass on to the search engine what has changed."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from search.engine.factory import remote_engine
from search.services import drain_outbox, replay_outbox

WATCH_EVERY_S = 1.0


class Command(BaseCommand):
    """`manage.py drain_outbox`: once, or with `--watch` until it is stopped (for an installation without a broker)."""

    help = "Geeft wijzigingen door aan de zoekmachine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once or for ever, and whether what was given up is tried again."""
        parser.add_argument("--replay", action="store_true", help="Probeer ook opnieuw wat eerder niet lukte.")
        parser.add_argument("--watch", action="store_true", help="Blijf doorgaan, elke seconde.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Drain, with a line of progress per batch."""
        if remote_engine() is None:
            raise CommandError("Deze installatie zoekt in de database zelf. Er is niets door te geven.")
        if options["replay"]:
            self.stdout.write(f"opnieuw: {replay_outbox()}")
        self._round()
        while options["watch"]:
            time.sleep(WATCH_EVERY_S)
            close_old_connections()
            self._round()

    def _round(self) -> None:
        done = drain_outbox(progress=lambda sent: self.stdout.write(f"doorgegeven: {sent}"))
        if done.late or done.dead or done.is_away:
            away = " De zoekmachine antwoordt niet." if done.is_away else ""
            self.stdout.write(f"later: {done.late} opgegeven: {done.dead}{away}")
