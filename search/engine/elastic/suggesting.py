"""Completing what is being typed. Everything suggested is found by a search for it; one request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.engine.base import WORD_KIND, Suggestion, ZoneScope
from search.engine.elastic.asking import is_near
from search.engine.elastic.queries import Query, all_words, any_of
from search.engine.elastic.schema import TITLE_FIELDS, WORD_FIELDS
from search.engine.payload import from_json
from search.understanding.folding import shown_tokens
from search.understanding.vocabulary import Vocabulary, Word
from search.understanding.words import STOP_WORDS, stem

MIN_LETTERS = 2
MAX_TYPED_LENGTH = 100
MAX_WORDS = 2
CANDIDATES = 12
TITLES = 24


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being typed: the words before the last as written, the stems of those that count, and what the last can become."""

    start: str
    before: tuple[str, ...]
    endings: tuple[Word, ...]


def read(prefix: str, vocabulary: Vocabulary) -> Typed | None:
    """What can be completed; None if nothing can."""
    typed = shown_tokens(prefix[:MAX_TYPED_LENGTH])
    if not typed or sum(len(word) for word, _ in typed) < MIN_LETTERS:
        return None
    *earlier, (last, _) = typed
    found = vocabulary.beginning_with(last, limit=CANDIDATES) or vocabulary.corrected(last)
    endings = tuple(word for word in found if word.word not in STOP_WORDS)
    if not endings:
        return None
    before = tuple(stem(word) for word, _ in earlier if word not in STOP_WORDS)
    return Typed(" ".join(written for _, written in earlier), before, endings)


def body(typed: Typed, zone: ZoneScope) -> dict[str, Any]:
    """The request: titles that a search in this zone surely shows, and which endings occur with the words before."""
    near = is_near(zone)
    in_title = [all_words(" ".join([*typed.before, ending.stem]), TITLE_FIELDS) for ending in typed.endings]
    together = {ending.word: all_words(" ".join([*typed.before, ending.stem]), WORD_FIELDS) for ending in typed.endings}
    query: Query = {"bool": {"filter": [near], "must": [any_of(in_title)]}}
    return {
        "size": TITLES,
        "track_total_hits": False,
        "query": query,
        "sort": [{"_score": "desc"}, {"sort_title": "asc"}, {"key": "asc"}],
        "_source": ["payload"],
        "aggs": {"all": {"global": {}, "aggs": {"together": {"filters": {"filters": together}}}}},
    }


def suggestions(answer: Mapping[str, Any], typed: Typed, *, limit: int) -> Sequence[Suggestion]:
    """At most `limit`: a few words, then titles of things the visitor can use."""
    titles = list(_titles(answer["hits"]["hits"]))
    found = answer["aggregations"]["all"]["together"]["buckets"]
    endings = [ending for ending in typed.endings if found[ending.word]["doc_count"]]
    room = max(MAX_WORDS, limit - len(titles))
    words = [Suggestion(text=f"{typed.start} {ending.shown}".strip(), kind=WORD_KIND) for ending in endings[:room]]
    return [*words, *titles][:limit]


def _titles(hits: Sequence[Mapping[str, Any]]) -> Iterator[Suggestion]:
    seen: set[str] = set()
    for hit in hits:
        document = from_json(hit["_source"]["payload"])
        if document.title not in seen:
            seen.add(document.title)
            yield Suggestion(text=document.title, kind=document.kind, url=document.url)
