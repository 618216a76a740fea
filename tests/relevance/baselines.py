"""What we are compared with on Elasticsearch, rebuilt from descriptions: the same texts, the same filter on zone.

Only analysis and query differ. Open Inwoner's design is a Dutch municipal portal's as its documentation and settings tell:
one `multi_match` over words and beginnings of words, the standard analyser, sayings of editors when searching. The other two
are what a project writes that gives the matter little thought: `multi_match` over all fields, analysed `standard` or `dutch`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from search.engine.base import Document, ZoneScope
from tests.relevance.city import City, name_of
from tests.relevance.judged import JudgedQuery
from tests.relevance.runs import DUTCH, IN_ALL, OPEN_INWONER, STANDARD, Answer, Run, unique

PLAIN_FIELDS = ("title", "summary", "keywords", "organisation", "labels", "body")
PARTIAL_FIELDS = [name for field in ("name", "summary", "content", "keywords") for name in (field, f"{field}.partial")]
BOOSTS = {"name": 10, "summary": 2, "content": 2}
ZONES: Mapping[str, Any] = {"zones": {"type": "long"}, "everywhere": {"type": "boolean"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A way to search: settings and mapping of its index, how a document goes in, and the query for some words."""

    side: str
    settings: Mapping[str, Any]
    properties: Mapping[str, Any]
    fields_of: Callable[[Document], Mapping[str, Any]]
    query_for: Callable[[str], Mapping[str, Any]]


def designs(city: City) -> tuple[Design, ...]:
    """The three designs that we are compared with."""
    return (plain(STANDARD, "standard"), plain(DUTCH, "dutch"), open_inwoner(city))


def plain(side: str, analyzer: str) -> Design:
    """All fields with one analyser, all of equal weight."""
    return Design(
        side=side,
        settings={},
        properties={field: {"type": "text", "analyzer": analyzer} for field in PLAIN_FIELDS},
        fields_of=lambda document: {field: getattr(document, field) for field in PLAIN_FIELDS},
        query_for=lambda text: {"multi_match": {"query": text, "fields": list(PLAIN_FIELDS)}},
    )


def open_inwoner(city: City) -> Design:
    """Four fields, each also as beginnings of words; names weigh ten, summary and content two, sayings from editors."""
    return Design(
        side=OPEN_INWONER,
        settings={"analysis": _open_inwoner_analysis(city.sayings)},
        properties={
            **{field: _with_partial(search_analyzer="synonym_analyzer") for field in ("name", "summary", "content")},
            "keywords": _with_partial(),
        },
        fields_of=lambda document: {
            "name": document.title,
            "summary": document.summary,
            "content": f"{document.body}\n{document.organisation}\n{document.labels}",
            "keywords": [word.strip() for word in document.keywords.split(",")],
        },
        query_for=lambda text: {
            "multi_match": {
                "query": text,
                "fields": [f"{field}^{BOOSTS[field]}" if field in BOOSTS else field for field in PARTIAL_FIELDS],
                "fuzziness": "AUTO",
            }
        },
    )


def _open_inwoner_analysis(sayings: Sequence[tuple[str, ...]]) -> Mapping[str, Any]:
    return {
        "filter": {
            "beginnings": {"type": "edge_ngram", "min_gram": 3, "max_gram": 30},
            "sayings": {"type": "synonym", "lenient": True, "synonyms": [", ".join(saying) for saying in sayings]},
        },
        "analyzer": {
            "synonym_analyzer": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "stop", "sayings"]},
            "partial_analyzer": {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "beginnings"]},
        },
    }


def _with_partial(**extra: str) -> Mapping[str, Any]:
    partial = {"type": "text", "analyzer": "partial_analyzer"}
    return {"type": "text", "analyzer": "standard", "fields": {"partial": partial}, **extra}


def ask_designs(client: Elasticsearch, queries: Sequence[JudgedQuery], city: City) -> Iterable[Run]:
    """Put all queries to each design in turn, in an index that is dropped afterwards."""
    for number, design in enumerate(designs(city)):
        index = f"relevance-baseline-{number}"
        client.indices.delete(index=index, ignore_unavailable=True)
        try:
            _build(client, index, design, city)
            yield Run(side=design.side, answers={query.id: _answer(client, index, design, query, city) for query in queries})
        finally:
            client.indices.delete(index=index, ignore_unavailable=True)


def _build(client: Elasticsearch, index: str, design: Design, city: City) -> None:
    client.indices.create(
        index=index,
        # One shard, so that scores do not depend on how documents fell over several.
        settings={"number_of_shards": 1, "number_of_replicas": 0, **design.settings},
        mappings={"dynamic": "strict", "properties": {**design.properties, **ZONES}},
    )
    bulk(client, (_action(index, design, document) for document in city.documents), refresh=True)


def _action(index: str, design: Design, document: Document) -> dict[str, Any]:
    zones = {"zones": list(document.zone_ids), "everywhere": document.is_city_wide}
    return {"_index": index, "_id": name_of(document), "_source": {**design.fields_of(document), **zones}}


def _answer(client: Elasticsearch, index: str, design: Design, query: JudgedQuery, city: City) -> Answer:
    found = client.search(
        index=index,
        query={"bool": {"must": [design.query_for(query.text)], "filter": _near(city.scope(query))}},
        size=IN_ALL,
        source=False,
    )
    return Answer(ranking=unique(hit["_id"] for hit in found["hits"]["hits"]))


def _near(scope: ZoneScope) -> list[Mapping[str, Any]]:
    if scope.zone_id is None:
        return []
    return [{"bool": {"should": [{"term": {"everywhere": True}}, {"terms": {"zones": [scope.zone_id, *scope.neighbour_ids]}}]}}]
