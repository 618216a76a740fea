"""Composed reads: from what a visitor typed to everything that a results page says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from math import ceil
from typing import TypedDict

from django.conf import settings
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.languages import SOURCE, active_language
from core.plain_language import HardTerm, occurring
from core.rules import RuleError, normalised_postcode
from core.schedule import AMSTERDAM, DAY_CODES, DAY_NAMES
from search.choices import WHERE_TIERS, Facet, Step, Tier
from search.engine.answering import ask
from search.engine.base import STEPS, WORD_KIND, MapResult, Point, SearchRequest, SearchResult, Suggestion, Understood, ZoneScope
from search.engine.database import tokens
from search.engine.factory import get_engine
from search.found import MAX_PAGE, ActiveFilter, Correction, DirectHelpCard, FacetGroup, FacetValue, FoundHelp, MapView
from search.models import DirectHelp, HardWord, SearchDocument, Synonym, SynonymKind, phrases_of
from search.registry import findables
from search.understanding.queries import understand
from search.understanding.thesaurus import SPELLINGS, DangerRule, SynonymRule, Thesaurus
from sites.models import PostcodeRange, Zone

HITS_PER_STEP = 5
HITS_PER_PAGE = 20
SUGGESTIONS = 6
FIXED_ORDER: dict[Facet, tuple[str, ...]] = {Facet.DAY: DAY_CODES, Facet.WHERE: tuple(WHERE_TIERS)}
# Nearer than this a distance says more than we know: a postcode stands for the middle of its zone.
PRECISE_FROM_M = 1_000
SIMPLER_SEARCH = _("Zoeken gaat nu even eenvoudiger. U ziet misschien minder resultaten.")
OTHER_POSTCODE = _("Deze postcode hoort niet bij een van onze wijken. Wij sorteerden niet op afstand.")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What editors taught search: the thesaurus and the cards of direct help, by key."""

    thesaurus: Thesaurus
    cards: Mapping[str, DirectHelpCard]


@dataclass(frozen=True, slots=True)
class _Around:
    """The zones around a search: those next to the visitor's, and the place of a typed postcode."""

    scope: ZoneScope
    origin: Point | None = None


@dataclass(frozen=True, slots=True)
class _Places:
    """What search knows of the city's zones: the neighbours of each, and the postcode ranges with their places, by zone."""

    neighbours: Mapping[int, tuple[int, ...]]
    postcodes: Sequence[tuple[str, str, Point]]


class _Window(TypedDict):
    """How many hits of each step, and from where."""

    limits: dict[Step, int]
    offsets: dict[Step, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What the values of filters are called here."""

    zone: Zone | None
    city: str
    labels: Mapping[Facet, Mapping[str, str]]


def payload_of(kind: str) -> Subquery:
    """What search knows of a row, as text that `from_json` reads, in the query for the row itself; NULL for what cannot be found."""
    key = Concat(Value(f"{kind}:"), Cast(OuterRef("pk"), CharField()))
    return Subquery(SearchDocument.objects.filter(key=key).values("payload")[:1])


def find_help(
    *,
    text: str,
    zone: Zone | None,
    at: datetime,
    filters: Mapping[Facet, frozenset[str]] | None = None,
    postcode: str = "",
    by_distance: bool = False,
    step: Step | None = None,
    page: int = 1,
    city: str = "",
    notices: tuple[str, ...] = (),
    was_clipped: bool = False,
    map_view: MapView | None = None,
) -> FoundHelp:
    """Search, and everything that is said around the results; with `map_view` also where they are.

    One query next to the engine's own: the token of the dictionary. After a change of words, zones or names
    of filters those are read once more per process. Without `step` the first hits of all three, else one
    step page by page.
    """
    token = tokens.tokens()[tokens.DICTIONARY]
    dictionary, around = _dictionary(token, active_language()), _around(_places(token), zone, postcode)
    window = _window(step, page)
    request = replace(_request(dictionary, around, text=text, at=at, filters=filters, by_distance=by_distance), **window)
    result, page, last_page = _searched(request, step, page)
    words = _Words(zone=zone, city=city, labels=_labels(token, active_language()))
    return replace(
        _found(request, result, dictionary, around, words),
        notices=(*notices, *_notices(result, is_elsewhere=bool(postcode) and around.origin is None)),
        is_fallback=_is_fallback(result),
        postcode=postcode,
        by_distance=by_distance and around.origin is not None,
        chosen_step=step,
        page=page,
        last_page=last_page,
        was_clipped=was_clipped,
        map=_located(request, map_view) if map_view else None,
    )


def locate_help(
    *,
    text: str,
    zone: Zone | None,
    at: datetime,
    filters: Mapping[Facet, frozenset[str]] | None = None,
    postcode: str = "",
    view: MapView,
) -> MapResult:
    """Where the results of the same search are; one query next to the engine's own, as `find_help`."""
    token = tokens.tokens()[tokens.DICTIONARY]
    request = _request(_dictionary(token, active_language()), _around(_places(token), zone, postcode), text=text, at=at, filters=filters)
    return _located(request, view)


def _located(request: SearchRequest, view: MapView) -> MapResult:
    return ask(lambda engine: engine.locate(request, box=view.box, zoom=view.zoom))


def _request(
    dictionary: Dictionary,
    around: _Around,
    *,
    text: str,
    at: datetime,
    filters: Mapping[Facet, frozenset[str]] | None,
    by_distance: bool = False,
) -> SearchRequest:
    """What the engine is asked, the same for a list and for a map."""
    query = understand(text, dictionary.thesaurus)
    return SearchRequest(
        query=query,
        zone=around.scope,
        at=at.astimezone(AMSTERDAM),
        filters=filters or {},
        origin=around.origin,
        by_distance=by_distance,
        mends_spelling=not dictionary.thesaurus.dangers(query.text),
    )


def _searched(request: SearchRequest, step: Step | None, page: int) -> tuple[SearchResult, int, int]:
    """The engine's answer, the page it is of, and the last page; a page that is not there (any more) becomes the last one."""
    result = ask(lambda engine: engine.search(request))
    last_page = _last_page(result, step)
    if step and page > last_page:
        page = last_page
        last = replace(request, **_window(step, page))
        result = ask(lambda engine: engine.search(last))
    return _without_false_precision(result), page, last_page


def _is_fallback(result: SearchResult) -> bool:
    """Whether another engine answered than that of the installation."""
    return result.engine != get_engine().name


def _notices(result: SearchResult, *, is_elsewhere: bool) -> Iterator[str]:
    if _is_fallback(result):
        yield str(SIMPLER_SEARCH)
    if is_elsewhere:
        yield str(OTHER_POSTCODE)


def _without_false_precision(result: SearchResult) -> SearchResult:
    """The result without distances that are smaller than what a postcode says of where somebody is."""
    steps = tuple(
        replace(found, hits=tuple(replace(hit, distance_m=_known_distance(hit.distance_m)) for hit in found.hits)) for found in result.steps
    )
    return replace(result, steps=steps)


def _known_distance(metres: int | None) -> int | None:
    return metres if metres is not None and metres >= PRECISE_FROM_M else None


def _window(step: Step | None, page: int) -> _Window:
    """How many hits are asked and from where: the first of each step, or a page of one."""
    if step is None:
        return {"limits": dict.fromkeys(STEPS, HITS_PER_STEP), "offsets": {}}
    return {"limits": {step: HITS_PER_PAGE}, "offsets": {step: (page - 1) * HITS_PER_PAGE}}


def _found(request: SearchRequest, result: SearchResult, dictionary: Dictionary, around: _Around, words: _Words) -> FoundHelp:
    """The results with what the request, the engine's answer and the place say by themselves."""
    query = request.query
    return FoundHelp(
        text=query.text,
        result=result,
        direct_help=_direct_help(dictionary, query, result),
        corrections=tuple(Correction(typed=typed, used=used) for typed, used in result.corrections.items()),
        also_searched=_also_searched(query),
        suggestions=_suggestions(query, result),
        facet_groups=_facet_groups(result, request.filters, words),
        active_filters=_active_filters(request.filters, words),
        zone_name=words.zone.name if words.zone else "",
        zone_slug=words.zone.slug if words.zone else "",
        city=words.city,
    )


def zones_on_sketch() -> Sequence[Zone]:
    """Every zone with what a map needs of it; one query."""
    return list(Zone.objects.filter(is_public=True).only("name", "number", "kind", "latitude", "longitude", "outline"))


def suggest_help(*, text: str, zone: Zone | None) -> Sequence[Suggestion]:
    """At most six completions of what is being typed, of things that a search in this zone finds; one query beside the engine's."""
    places = _places(tokens.tokens()[tokens.DICTIONARY])
    return suggestions_for(text=text, scope=_around(places, zone, "").scope)


def suggestions_for(*, text: str, scope: ZoneScope) -> Sequence[Suggestion]:
    """At most six completions within a scope."""
    return ask(lambda engine: engine.suggest(text, zone=scope, limit=SUGGESTIONS))


def direct_help_for(text: str) -> tuple[DirectHelpCard, ...]:
    """The cards that a text calls for when it tells of danger."""
    dictionary = current_dictionary()
    keys = dictionary.thesaurus.dangers(text)
    return tuple(card for key, card in dictionary.cards.items() if key in keys)


def current_dictionary() -> Dictionary:
    """What editors taught search, as it is now; one query, four more after a change."""
    return _dictionary(tokens.tokens()[tokens.DICTIONARY], active_language())


def hard_terms() -> tuple[HardTerm, ...]:
    """The words that are hard to read, as the check of plain language takes them; one query, one more after a change."""
    return tuple(_hard_words(tokens.tokens()[tokens.DICTIONARY]))


def explained(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The hard words that occur in some texts and what they mean, each once, in the order of the texts.

    One query, whatever the number of words; one more after a change.
    """
    known = _hard_words(tokens.tokens()[tokens.DICTIONARY])
    return tuple((term.word, known[term]) for term in occurring("\n".join(texts), known))


@lru_cache(maxsize=4)
def _hard_words(_token: str) -> Mapping[HardTerm, str]:
    return {hard.term: hard.meaning for hard in HardWord.objects.all()}


@lru_cache(maxsize=2 * len(settings.LANGUAGES))
def _dictionary(_token: str, language: str) -> Dictionary:
    rules = [
        SynonymRule(term=synonym.term, words=synonym.phrases, is_two_way=synonym.kind == SynonymKind.TWO_WAY)
        for synonym in Synonym.objects.filter(language__in={"", "" if language == SOURCE else language})
    ]
    rules += [SynonymRule(term=hard.word, words=(hard.easier,)) for hard in HardWord.objects.filter(is_searched=True)]
    cards = list(DirectHelp.objects.all())
    dangers = [DangerRule(key=card.key, phrases=phrases_of(card.words), not_with=phrases_of(card.not_with)) for card in cards]
    shown = {card.key: DirectHelpCard(key=card.key, **card.words_in(language), phone=card.phone, chat_url=card.chat_url) for card in cards}
    return Dictionary(Thesaurus(rules, dangers, Zone.objects.values_list("name", flat=True)), shown)


@lru_cache(maxsize=2 * len(settings.LANGUAGES))
def _labels(_token: str, _language: str) -> dict[Facet, Mapping[str, str]]:
    return findables.labels()


@lru_cache(maxsize=4)
def _places(_token: str) -> _Places:
    """Which zones lie next to each other, and where postcodes are; two queries, after a change of zones."""
    neighbours: dict[int, list[int]] = {}
    for zone, neighbour in Zone.neighbours.through.objects.order_by("to_zone").values_list("from_zone", "to_zone"):
        neighbours.setdefault(zone, []).append(neighbour)
    ranges = PostcodeRange.objects.order_by("zone", "first").values_list("first", "last", "zone__latitude", "zone__longitude")
    return _Places(
        {zone: tuple(found) for zone, found in neighbours.items()},
        tuple((first, last, Point(latitude=latitude, longitude=longitude)) for first, last, latitude, longitude in ranges),
    )


def _around(places: _Places, zone: Zone | None, postcode: str) -> _Around:
    """The neighbours of a zone and the place of a typed postcode; what is none has no place."""
    scope = ZoneScope(zone_id=zone.pk, neighbour_ids=places.neighbours.get(zone.pk, ())) if zone else ZoneScope()
    try:
        first, last = normalised_postcode(postcode)
    except RuleError:
        return _Around(scope)
    return _Around(scope, next((point for low, high, point in places.postcodes if low <= last and high >= first), None))


def _direct_help(dictionary: Dictionary, query: Understood, result: SearchResult) -> tuple[DirectHelpCard, ...]:
    """The cards that the query calls for, as typed or with its spelling mended."""
    keys = set(dictionary.thesaurus.dangers(query.text))
    if result.corrections:
        mended = query.text.lower()
        for typed, used in result.corrections.items():
            mended = mended.replace(typed, used[0])
        keys.update(dictionary.thesaurus.dangers(mended))
    return tuple(card for key, card in dictionary.cards.items() if key in keys)


def _suggestions(query: Understood, result: SearchResult) -> tuple[Suggestion, ...]:
    """The query with its spelling mended, best guess first; costs no query."""
    lowered = query.text.lower()
    return tuple(
        Suggestion(text=lowered.replace(typed, instead), kind=WORD_KIND) for typed, used in result.corrections.items() for instead in used
    )


def _also_searched(query: Understood) -> tuple[str, ...]:
    """What synonyms added, each once; the parts of compounds speak for themselves."""
    words = (phrase for alternative in query.alternatives if alternative.source not in SPELLINGS for phrase in alternative.phrases)
    return tuple(dict.fromkeys(words))


def _facet_groups(result: SearchResult, chosen: Mapping[Facet, frozenset[str]], words: _Words) -> tuple[FacetGroup, ...]:
    groups = []
    for facet in Facet:
        active = chosen.get(facet, frozenset())
        counts = dict.fromkeys(sorted(active), 0) | dict(result.facets.get(facet, {}))
        values = [
            FacetValue(value=value, label=_label(facet, value, words), count=count, is_active=value in active)
            for value, count in counts.items()
        ]
        values.sort(key=lambda item: _position(facet, item))
        if values:
            groups.append(FacetGroup(facet=facet, label=str(facet.label), values=tuple(values)))
    return tuple(groups)


def _position(facet: Facet, item: FacetValue) -> tuple[int, str]:
    order = FIXED_ORDER.get(facet)
    return (order.index(item.value) if order and item.value in order else -item.count, item.label)


def _active_filters(chosen: Mapping[Facet, frozenset[str]], words: _Words) -> tuple[ActiveFilter, ...]:
    return tuple(
        ActiveFilter(parameter=facet.value, value=value, label=_label(facet, value, words))
        for facet in Facet
        for value in sorted(chosen.get(facet, ()))
    )


def _label(facet: Facet, value: str, words: _Words) -> str:
    """A facet's value in words: from the app that knows it, else from the value itself."""
    if facet is Facet.DAY and value in DAY_CODES:
        return str(DAY_NAMES[DAY_CODES.index(value)]).capitalize()
    if facet is Facet.OPEN:
        return str(Facet.OPEN.label)
    if facet is Facet.WHERE and value in WHERE_TIERS:
        return _where_in_words(WHERE_TIERS[value], words)
    return words.labels.get(facet, {}).get(value) or value.replace("-", " ").capitalize()


def _where_in_words(tier: Tier, words: _Words) -> str:
    name = _now("in %(zone)s") % {"zone": words.zone.name} if tier is Tier.OWN and words.zone else str(tier.label)
    if tier is Tier.CITY and words.city:
        name = _now("voor heel %(city)s") % {"city": words.city}
    return name[0].upper() + name[1:]


def _last_page(result: SearchResult, step: Step | None) -> int:
    total = next((found.total for found in result.steps if found.step is step), 0)
    return min(MAX_PAGE, max(1, ceil(total / HITS_PER_PAGE)))
