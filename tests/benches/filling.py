"""The generated city in the database and in Elasticsearch: zones, entries with a place, and words of a known number of entries."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from elasticsearch import Elasticsearch

from home.services import CityIdentity, ZoneBlueprint, ensure_city, provision_zone
from search.engine.base import Document, Point
from search.engine.factory import database_engine
from search.services import rebuild_remote
from sites.models import Zone
from tests.benches.corpus import SEED, ZONES, Corpus
from tests.benches.models import StockEntry

SOUTH, WEST, NORTH, EAST = 52.20, 6.05, 52.30, 6.30
TODAY = date(2026, 11, 24)
# Words that occur nowhere else, each in exactly so many entries; no two begin with the same three letters.
FEW, MANY = 20, 10_000
RARE_WORDS = ("xabimol", "xedofal", "xilugen", "xonepir", "xuvatok")
COMMON_WORDS = ("qazimer", "qefodun", "qilopas", "qonuteg", "quvabil")
STOCK_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class City:
    """The zones of the city, and its documents."""

    corpus: Corpus
    zones: Sequence[Zone]

    def documents(self, count: int) -> Iterator[Document]:
        """The first so many documents, in zones that exist, each at a place of its own."""
        source = random.Random(SEED)
        for document in self.corpus.documents(count):
            yield replace(
                document,
                zone_ids=tuple(self.zones[number - 1].pk for number in document.zone_ids),
                point=Point(latitude=source.uniform(SOUTH, NORTH), longitude=source.uniform(WEST, EAST)),
                verified_on=TODAY - timedelta(days=source.randrange(900)),
                body=" ".join([document.body, *_marks(document.object_id, count)]),
            )


def _marks(number: int, count: int) -> Iterator[str]:
    """Every word in its number of entries, spread over all of them."""
    for words, wanted in ((RARE_WORDS, FEW), (COMMON_WORDS, MANY)):
        for place, word in enumerate(words):
            if (number + place) % max(1, count // wanted) == 0:
                yield word


def make_city(corpus: Corpus) -> City:
    """Tables, hub and zones; each zone has the one before and the one after it as neighbours."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    ensure_city(identity=CityIdentity(city="Deventer", phone="0570-000010", phone_hours="ma-vr 9:00-17:00"))
    zones = [
        Zone.objects.filter(slug=f"proefwijk-{number}").first()
        or provision_zone(
            blueprint=ZoneBlueprint(
                name=f"Proefwijk {number}", slug=f"proefwijk-{number}", latitude=SOUTH + number / 200, longitude=WEST + number / 100
            )
        )
        for number in range(1, ZONES + 1)
    ]
    for place, zone in enumerate(zones):
        zone.neighbours.set([zones[place - 1], zones[(place + 1) % ZONES]])
    return City(corpus, zones)


def fill(city: City, rows: int) -> None:
    """Our index, in the database and in Elasticsearch."""
    with transaction.atomic():
        database_engine().clear()
        timed(f"{rows:,} documents into the database", lambda: database_engine().apply(upserts=city.documents(rows)))
    timed(f"{rows:,} documents into Elasticsearch", rebuild_remote)


def fill_stock(city: City, rows: int) -> None:
    """The rows of a stock project; its index is made by its own command."""
    StockEntry.objects.all().delete()
    entries = (
        StockEntry(
            id=document.object_id,
            title=document.title,
            body=f"{document.summary} {document.body}",
            zone=min(document.zone_ids, default=0),
        )
        for document in city.documents(rows)
    )
    with transaction.atomic():
        StockEntry.objects.bulk_create(entries, batch_size=STOCK_BATCH)


def drop_indices() -> None:
    """Leave nothing behind on a server that was there before."""
    client = Elasticsearch(settings.ELASTICSEARCH_URLS, request_timeout=120)
    names = list(client.indices.get(index=f"{settings.ELASTICSEARCH_INDEX}*", allow_no_indices=True))
    if names:
        client.indices.delete(index=",".join(names))


def timed(what: str, work: Callable[[], object]) -> float:
    """The seconds that work takes, which are also said."""
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    say(f"  {what}: {seconds:.1f} s")
    return seconds


def say(line: str) -> None:
    """A line of progress."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress of the command
