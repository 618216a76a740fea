"""Composed reads: a dossier on the site of a zone, and the help that belongs to it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import RowNumber
from wagtail.models import PageLogEntry

from core.languages import active_language
from dossiers.models import ChosenEntry, DossierPage, GuidePage, ZoneAddition
from dossiers.rules import Tree
from search.choices import Step, Tier
from search.engine.base import STEPS, Hit
from search.engine.payload import from_json
from search.selectors import payload_of
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
    """The dossier with an address, or else those about the theme with that address; one query, in another language than Dutch one more.

    With their theme, what a zone adds, and as `guide_slug` and `guide_title` the first guide about the theme.
    """
    guides = GuidePage.objects.originals().live().filter(theme=OuterRef("theme"), theme__live=True).order_by("path")
    pages = DossierPage.objects.listed().for_zone(zone).with_languages().filter(Q(slug=slug) | Q(theme__slug=slug))
    pages = pages.annotate(guide_slug=Subquery(guides.values("slug")[:1]), guide_title=Subquery(guides.values("title")[:1]))
    found = pages.written(active_language())
    return next((page for page in found if page.slug == slug), None), found


def help_for(
    page: DossierPage | GuidePage, *, zone: Zone | None, chosen: Sequence[int] | None = None, is_nearest_first: bool = False
) -> Mapping[Step, StepHelp]:
    """The help of a page that serves a zone, by step; on the hub, None, what serves the whole city or was chosen. One query.

    `chosen` are the keys of entries in a draft, or of an outcome; without them what is stored of a dossier counts. Order: what was
    chosen, as it was; then what is of the zone alone, by title. With `is_nearest_first` what is of the zone alone comes first of
    what was chosen too, and the hub shows nothing that is of one zone.
    """
    found = {step: StepHelp() for step in STEPS}
    columns: Sequence[Any] = ("step", "is_chosen", "is_city_wide", "total", "payload")
    wanted = _wanted(page, zone, chosen, is_nearest_first=is_nearest_first)
    for value, is_chosen, is_city_wide, total, payload in wanted.values_list(*columns):
        step = Step(value)
        before = replace(found[step], total=total)
        # Other help only fills up; and a change that is on its way to the index may be seen here first.
        if payload and (is_chosen or len(before.chosen) + len(before.others) < SHOWN_PER_STEP):
            hit = Hit(document=from_json(payload), tier=Tier.CITY if is_city_wide else Tier.OWN, score=0.0)
            before = replace(before, chosen=(*before.chosen, hit)) if is_chosen else replace(before, others=(*before.others, hit))
        found[step] = before
    return found


def _wanted(page: DossierPage | GuidePage, zone: Zone | None, chosen: Sequence[int] | None, *, is_nearest_first: bool) -> QuerySet[Entry]:
    """The first entries of each step, with how many there are in all."""
    place: Case | Subquery
    own: QuerySet[Any]
    if chosen is None:
        own = ChosenEntry.objects.filter(page=page.pk, entry=OuterRef("pk"))
        place = Subquery(own.values("sort_order")[:1])
    else:
        own = Entry.objects.filter(pk=OuterRef("pk"), pk__in=chosen)
        # PostgreSQL takes a bare NULL to sort on for the number of a column.
        cases = [When(pk=pk, then=Value(index)) for index, pk in enumerate(chosen)] or [When(pk__lt=0, then=Value(0))]
        place = Case(*cases, output_field=IntegerField())
    of_theme = Exists(Entry.themes.through.objects.filter(entry=OuterRef("pk"), theme=page.theme_id))
    in_zone = Exists(Entry.zones.through.objects.filter(entry=OuterRef("pk"), zone=zone.pk if zone else None))
    found = Entry.objects.findable().annotate(is_chosen=Exists(own), place=place, of_theme=of_theme, in_zone=in_zone)
    here = Q(is_city_wide=True) | (Q(in_zone=True) if zone or is_nearest_first else Q(is_chosen=True))
    near, first = F("is_city_wide").asc(), F("place").asc(nulls_last=True)
    order = [F("is_chosen").desc(), *((near, first) if is_nearest_first else (first, near)), F("title").asc(), F("pk").asc()]
    ranked = found.filter(here, Q(is_chosen=True) | Q(of_theme=True)).annotate(
        rank=Window(RowNumber(), partition_by=F("step"), order_by=order),
        total=Window(Count("pk"), partition_by=F("step")),
        payload=payload_of(ENTRY),
    )
    return ranked.filter(rank__lte=MAX_CHOSEN).order_by("step", "rank")


def shelves(*, zones: QuerySet[Zone], with_drafts: bool) -> Sequence[tuple[DossierPage, Mapping[int, ZoneAddition]]]:
    """The dossiers in the shared tree with the additions of some zones, by the key of the zone; two queries.

    Drafts are for who writes what zones share.
    """
    additions: dict[int, dict[int, ZoneAddition]] = {}
    for addition in ZoneAddition.objects.filter(zone__in=zones).select_related("dossier", "zone"):
        additions.setdefault(addition.dossier_id, {})[addition.zone_id] = addition
    pages = DossierPage.objects.originals().select_related("theme").order_by("theme__order", "path")
    if not with_drafts:
        pages = pages.live()
    return [(page, additions.get(page.pk, {})) for page in pages]


def guide_at(slug: str) -> GuidePage | None:
    """The public guide with an address, with its theme; one query."""
    found: GuidePage | None = GuidePage.objects.listed().filter(slug=slug).first()
    return found


def guides_with_lost_help() -> Sequence[tuple[GuidePage, Tree, tuple[str, ...]]]:
    """Every guide with its tree and the names of chosen help that residents no longer find, such as what stopped; two queries."""
    found = [(guide, guide.tree) for guide in GuidePage.objects.originals().select_related("theme").order_by("theme__order", "path")]
    keys = {key for _guide, tree in found for outcome in tree.outcomes for key in outcome.entries}
    lost = dict(Entry.objects.filter(pk__in=keys).exclude(pk__in=Entry.objects.findable().values("pk")).values_list("pk", "title"))
    return [(guide, tree, _names_of_lost(tree, lost)) for guide, tree in found]


def _names_of_lost(tree: Tree, lost: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lost[key] for outcome in tree.outcomes for key in outcome.entries if key in lost))


def dossiers_of(keys: Sequence[int]) -> Sequence[DossierPage]:
    """The public dossiers among these, in this order, with their themes; one query, or none without keys."""
    if not keys:
        return ()
    found = {page.pk: page for page in DossierPage.objects.listed().filter(pk__in=keys).written(active_language())}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


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
