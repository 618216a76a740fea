"""The demo city as search sees it: its documents, its zones and what editors taught search.

Loading the city takes a minute or more and says nothing of search, so what came out of it is kept in `var/relevance`
for as long as the files stay the same that it is made of. An engine is always filled anew.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command

from home.services.demo import load_demo_city
from search.engine.base import Document, ZoneScope
from search.models import DirectHelp, Synonym, phrases_of
from search.registry import findables
from sites.models import Zone
from tests.relevance.judged import ORGANISATION_PREFIX, JudgedQuery

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "relevance"
# What a document is made of: any change here makes the city anew.
MADE_OF = ("home/**/*", "core/**/*.py", "sites/**/*.py", "socialmap/**/*.py", "search/engine/base.py", "tests/relevance/city.py")
# What is judged: help and the organisations behind it. Pages and dossiers are found too, but nobody judged them.
KINDS = ("entry", "organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What all sides are given: the same documents, the same zones, the same words of editors (rows of two tables)."""

    findable: Sequence[Document]
    scopes: Mapping[str, ZoneScope]
    synonyms: Sequence[Mapping[str, Any]]
    direct_help: Sequence[Mapping[str, Any]]

    @property
    def documents(self) -> list[Document]:
        """Those that are judged."""
        return [document for document in self.findable if document.kind in KINDS]

    @property
    def sayings(self) -> list[tuple[str, ...]]:
        """A term and what it leads to, for sides that have synonyms of their own."""
        return [(row["term"], *phrases_of(row["words"])) for row in self.synonyms]

    def scope(self, query: JudgedQuery) -> ZoneScope:
        """Where the query is asked."""
        return self.scopes[query.zone] if query.zone else ZoneScope()


def ready_city() -> City:
    """The city, with its words in the database of this process; the index is the caller's affair."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    path = KEPT / f"{_fingerprint()}.pickle"
    if path.is_file():
        city: City = pickle.loads(path.read_bytes())
        Synonym.objects.bulk_create(Synonym(**row) for row in city.synonyms)
        DirectHelp.objects.bulk_create(DirectHelp(**row) for row in city.direct_help)
        return city
    load_demo_city(say=_say)
    city = _read_city()
    KEPT.mkdir(parents=True, exist_ok=True)
    for older in KEPT.glob("*.pickle"):
        older.unlink()
    path.write_bytes(pickle.dumps(city))
    return city


def name_of(document: Document) -> str:
    """What the judgements call a document."""
    return f"{ORGANISATION_PREFIX}{document.slug}" if document.kind == "organisation" else document.slug


def is_near(document: Document, scope: ZoneScope) -> bool:
    """Whether help is for the zone of the visitor, for one next to it, or for the whole city."""
    zones = {scope.zone_id, *scope.neighbour_ids}
    return scope.zone_id is None or document.is_city_wide or bool(zones.intersection(document.zone_ids))


def _read_city() -> City:
    zones = Zone.objects.prefetch_related("neighbours")
    return City(
        findable=[document for findable in findables for document in findable.source()],
        scopes={zone.slug: ZoneScope(zone_id=zone.pk, neighbour_ids=tuple(near.pk for near in zone.neighbours.all())) for zone in zones},
        synonyms=list(Synonym.objects.order_by("pk").values()),
        direct_help=list(DirectHelp.objects.order_by("pk").values()),
    )


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MADE_OF for path in ROOT.glob(pattern) if path.suffix in {".py", ".csv", ".json"}}):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
