"""Writes of the search log: what may be kept goes in, what is old goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.schedule import AMSTERDAM
from search.choices import SignalState
from search.found import FoundHelp
from search.log.journal import Journal, NotedSearch
from search.log.privacy import Kept, kept_of, typed_words
from search.models import DirectHelp, LoggedSearch, MissingHelp, SearchWord, Synonym, UnknownWord, WordSalt, WordSighting
from search.models.log import month_of
from search.understanding.folding import tokens
from search.understanding.words import COMPOUND_PARTS, OPTIONAL_WORDS, STOP_WORDS, stem
from sites.models import Zone

# What fewer people typed is not shown, and not kept.
ENOUGH = 5
ENOUGH_DAYS = 3
KNOWN_FROM_DOCUMENTS = 2
KEPT_FOR = timedelta(days=396)
RARE_KEPT_FOR = timedelta(days=30)
HANDLED_KEPT_FOR = timedelta(days=90)
# Compounds are no known words by their parts alone: that would let through surnames such as Nieuwenhuis.
EVERYDAY_WORDS = STOP_WORDS | OPTIONAL_WORDS | COMPOUND_PARTS


@dataclass(frozen=True, slots=True)
class _Seen:
    """An unknown word in one place on one day."""

    word: str
    search: NotedSearch


def note_search(*, found: FoundHelp, zone: Zone | None, device: str) -> None:
    """Remember a search that somebody made; costs no query. A text that tells of danger is not even held in memory."""
    first, second, third = (step.total for step in found.steps)
    is_danger = bool(found.direct_help)
    journal.note(
        NotedSearch(
            text="" if is_danger else found.text,
            is_danger=is_danger,
            day=timezone.localdate(timezone=AMSTERDAM),
            zone_id=zone.pk if zone else None,
            place=zone.slug if zone else "",
            hits=(first, second, third),
            device=device,
            engine=found.result.engine,
        )
    )


@transaction.atomic
def write_searches(searches: Sequence[NotedSearch]) -> None:
    """Write searches in one transaction, without what may not be kept."""
    typed = [typed_words(search.text) for search in searches]
    known = known_forms(word.word for words in typed for word in words)
    kept = [kept_of(words, known) for words in typed]
    LoggedSearch.objects.bulk_create([_row(search, what) for search, what in zip(searches, kept, strict=True)])
    seen: dict[date, list[_Seen]] = defaultdict(list)
    for search, what in zip(searches, kept, strict=True):
        seen[month_of(search.day)] += [_Seen(word, search) for word in what.unknown]
    for month, words in seen.items():
        _count_unknown(month, words)


def safe_text(text: str) -> str:
    """What may be kept of a query, readable."""
    words = typed_words(text)
    return kept_of(words, known_forms(word.word for word in words)).text


def known_forms(words: Iterable[str]) -> dict[str, str]:
    """For each folded word that everybody may read the form to write it in.

    Known are everyday words, the words of editors, and words of at least two things that can be
    found; another form of such a word is written as the form that is in use. Three queries.
    """
    wanted = set(words) - {""}
    known: dict[str, str] = {}
    by_stem: dict[str, str] = {}
    rows = SearchWord.objects.filter(Q(word__in=wanted) | Q(stem__in={stem(word) for word in wanted}), documents__gte=KNOWN_FROM_DOCUMENTS)
    for word, shown, word_stem in rows.order_by("documents", "word").values_list("word", "shown", "stem"):
        by_stem[word_stem] = known[word] = shown
    editors_words = _words_of_editors()
    for word in wanted - known.keys():
        if word in EVERYDAY_WORDS or word in editors_words:
            known[word] = word
        elif form := by_stem.get(stem(word)):
            known[word] = form
    return known


@transaction.atomic
def forget_searches(*, at: datetime) -> None:
    """Throw away what is old, and the words that few people typed."""
    today = timezone.localdate(at, timezone=AMSTERDAM)
    LoggedSearch.objects.filter(day__lt=today - KEPT_FOR).delete()
    often = LoggedSearch.objects.values("text").annotate(times=Count("pk")).filter(times__gte=ENOUGH).values("text")
    LoggedSearch.objects.filter(day__lt=today - RARE_KEPT_FOR).exclude(text="").exclude(text__in=often).update(text="")
    WordSighting.objects.filter(day__lt=month_of(today)).delete()
    WordSalt.objects.filter(month__lt=month_of(today)).delete()
    UnknownWord.objects.filter(month__lt=month_of(today - KEPT_FOR)).delete()
    MissingHelp.objects.filter(
        Q(created_on__lt=today - KEPT_FOR) | Q(state=SignalState.HANDLED, handled_on__lt=today - HANDLED_KEPT_FOR)
    ).delete()


def _row(search: NotedSearch, kept: Kept) -> LoggedSearch:
    tips, places, organisations = search.hits
    return LoggedSearch(
        day=search.day,
        zone_id=search.zone_id,
        text=kept.text,
        is_danger=search.is_danger,
        tips=tips,
        places=places,
        organisations=organisations,
        device=search.device,
        engine=search.engine,
    )


def _count_unknown(month: date, seen: Sequence[_Seen]) -> None:
    """Count unknown words by their fingerprints; a word that enough people typed is written down from now on."""
    if not seen:
        return
    salt, _created = WordSalt.objects.get_or_create(month=month)
    digests = {one.word: salted_hmac(f"search.log.{salt.salt}", one.word, algorithm="sha256").hexdigest() for one in seen}
    WordSighting.objects.bulk_create(
        [WordSighting(digest=digests[one.word], day=one.search.day, place=one.search.place, device=one.search.device) for one in seen],
        ignore_conflicts=True,
    )
    for word, zone_id, sightings in _often_enough(digests, {one.search.place: one.search.zone_id for one in seen}):
        UnknownWord.objects.update_or_create(month=month, zone_id=zone_id, word=word, defaults={"sightings": sightings})


def _often_enough(digests: Mapping[str, str], zone_ids: Mapping[str, int | None]) -> list[tuple[str, int | None, int]]:
    """Words with the zone in which they were seen often enough (None: in the whole city), and how often."""
    words = {digest: word for word, digest in digests.items()}
    seen = WordSighting.objects.filter(digest__in=words)
    enough = Q(times__gte=ENOUGH, days__gte=ENOUGH_DAYS)
    in_city = seen.values("digest").annotate(times=Count("pk"), days=Count("day", distinct=True)).filter(enough)
    near = seen.exclude(place="").filter(place__in=zone_ids).values("digest", "place")
    in_zones = near.annotate(times=Count("pk"), days=Count("day", distinct=True)).filter(enough)
    found: list[tuple[str, int | None, int]] = [(words[row["digest"]], None, row["times"]) for row in in_city]
    return found + [(words[row["digest"]], zone_ids[row["place"]], row["times"]) for row in in_zones]


def _words_of_editors() -> frozenset[str]:
    """The folded words of synonyms and direct help."""
    texts = [text for row in Synonym.objects.values_list("term", "words") for text in row]
    texts += [text for row in DirectHelp.objects.values_list("words", "not_with") for text in row]
    return frozenset(word for text in texts for word in tokens(text))


journal = Journal(write_searches)
