"""Composed reads: a dossier on the site of a zone, and the help that belongs to it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from wagtail.models import PageLogEntry

from dossiers.models import ChosenEntry, DossierPage, ZoneAddition
from search.choices import Step, Tier
from search.engine.base import STEPS, Hit
from search.selectors import documents_of
from sites.models import Zone
from socialmap.models import Entry

ENTRY = "entry"
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")
# What editors chose is shown up to the first number; other help only fills up to the second.
MAX_CHOSEN, SHOWN_PER_STEP = 5, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHelp:
    """The help of one step: what the editors chose, other help of the theme, and how much there is in all."""

    chosen: tuple[Hit, ...] = ()
    others: tuple[Hit, ...] = ()
    total: int = 0


def dossiers_at(slug: str, *, zone: Zone | None) -> tuple[DossierPage | None, Sequence[DossierPage]]:
    """The dossier with an address, or else those about the theme with that address; with theme and the addition of a zone. One query."""
    found = list(DossierPage.objects.listed().for_zone(zone).filter(Q(slug=slug) | Q(theme__slug=slug)))
    return next((page for page in found if page.slug == slug), None), found


def help_for(dossier: DossierPage, *, zone: Zone | None, chosen: Sequence[int] | None = None) -> Mapping[Step, StepHelp]:
    """The help of a dossier that serves a zone, by step; on the hub, None, what serves the whole city or was chosen. Two queries.

    `chosen` are the keys of entries in a draft; without them what is stored counts. Order: what was chosen, as it was; then what
    is of the zone alone, by title.
    """
    columns: Sequence[Any] = ("pk", "step", "is_chosen", "is_city_wide")
    rows = list(_wanted(dossier, zone, chosen).values_list(*columns))
    by_step = {step: _shown([row for row in rows if row[1] == step]) for step in STEPS}
    documents = documents_of(f"{ENTRY}:{row[0]}" for shown in by_step.values() for row in shown)
    found = {}
    for step, shown in by_step.items():
        hits = [
            (is_chosen, Hit(document=document, tier=Tier.CITY if is_city_wide else Tier.OWN, score=0.0))
            for pk, _step, is_chosen, is_city_wide in shown
            # A change that is on its way to the index may be seen here first.
            if (document := documents.get(f"{ENTRY}:{pk}"))
        ]
        found[step] = StepHelp(
            chosen=tuple(hit for is_chosen, hit in hits if is_chosen),
            others=tuple(hit for is_chosen, hit in hits if not is_chosen),
            total=sum(row[1] == step for row in rows),
        )
    return found


def _shown(rows: Sequence[Any]) -> Sequence[Any]:
    chosen = [row for row in rows if row[2]][:MAX_CHOSEN]
    return chosen + [row for row in rows if not row[2]][: max(0, SHOWN_PER_STEP - len(chosen))]


def _wanted(dossier: DossierPage, zone: Zone | None, chosen: Sequence[int] | None) -> QuerySet[Entry]:
    place: Case | Subquery
    own: QuerySet[Any]
    if chosen is None:
        own = ChosenEntry.objects.filter(page=dossier.pk, entry=OuterRef("pk"))
        place = Subquery(own.values("sort_order")[:1])
    else:
        own = Entry.objects.filter(pk=OuterRef("pk"), pk__in=chosen)
        # PostgreSQL takes a bare NULL to sort on for the number of a column.
        cases = [When(pk=pk, then=Value(index)) for index, pk in enumerate(chosen)] or [When(pk__lt=0, then=Value(0))]
        place = Case(*cases, output_field=IntegerField())
    of_theme = Exists(Entry.themes.through.objects.filter(entry=OuterRef("pk"), theme=dossier.theme_id))
    in_zone = Exists(Entry.zones.through.objects.filter(entry=OuterRef("pk"), zone=zone.pk if zone else None))
    found = Entry.objects.findable().annotate(is_chosen=Exists(own), place=place, of_theme=of_theme, in_zone=in_zone)
    here = Q(is_city_wide=True) | (Q(in_zone=True) if zone else Q(is_chosen=True))
    return found.filter(here, Q(is_chosen=True) | Q(of_theme=True)).order_by(F("place").asc(nulls_last=True), "is_city_wide", "title", "pk")


def shelves(*, zones: QuerySet[Zone], with_drafts: bool) -> Sequence[tuple[DossierPage, Mapping[int, ZoneAddition]]]:
    """The dossiers in the shared tree with the additions of some zones, by the key of the zone; two queries.

    Drafts are for who writes what zones share.
    """
    additions: dict[int, dict[int, ZoneAddition]] = {}
    for addition in ZoneAddition.objects.filter(zone__in=zones).select_related("dossier", "zone"):
        additions.setdefault(addition.dossier_id, {})[addition.zone_id] = addition
    pages = DossierPage.objects.select_related("theme").order_by("theme__order", "path")
    if not with_drafts:
        pages = pages.live()
    return [(page, additions.get(page.pk, {})) for page in pages]


def seen_text(addition: ZoneAddition) -> dict[str, str] | None:
    """The dossier of an addition as it was when somebody of the zone last looked, part by part; None if that is not known any more.

    Two queries: the log says which revision was published at that moment.
    """
    if addition.seen_at is None:
        return None
    published = PageLogEntry.objects.filter(page=addition.dossier_id, action__in=PUBLISHED, timestamp__gte=addition.seen_at)
    entry = published.select_related("revision").order_by("timestamp").first()
    if entry is None or entry.revision is None or entry.revision_id == addition.dossier.live_revision_id:
        return None
    return dict(entry.revision.as_object().texts())
