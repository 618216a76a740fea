"""What our search is compared with, as views: Open Inwoner's design, and a stock Wagtail project.

Both are rebuilt from descriptions and do less than the real ones around it: no base template, no page tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk
from wagtail.search.backends import get_search_backend

from search.choices import Facet
from search.engine.base import Document
from tests.benches.models import StockEntry
from tests.relevance.baselines import Design, open_inwoner
from tests.relevance.city import City

# Open Inwoner asks for all that may be asked, and takes a page of it in Python.
OPEN_INWONER_HITS = 10_000
OPEN_INWONER_PAGE = 20
OPEN_INWONER_FACETS = {"categories": Facet.THEME, "tags": Facet.AUDIENCE, "organizations": Facet.HOW}
STOCK_PAGE = 10
STOCK_TEMPLATE = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8"><title>Search</title></head><body class="template-searchresults">
<h1>Search</h1>
<form action="/stock/" method="get">
    <input type="text" name="query"{% if search_query %} value="{{ search_query }}"{% endif %}>
    <input type="submit" value="Search" class="button">
</form>
{% if search_results %}
<ul>{% for result in search_results %}<li><h4><a href="/{{ result.pk }}/">{{ result }}</a></h4>{{ result.body }}</li>{% endfor %}</ul>
{% if search_results.has_previous %}<a href="?query={{ search_query|urlencode }}&amp;page={{ search_results.previous_page_number }}">Previous</a>{% endif %}
{% if search_results.has_next %}<a href="?query={{ search_query|urlencode }}&amp;page={{ search_results.next_page_number }}">Next</a>{% endif %}
{% elif search_query %}No results found{% endif %}
</body></html>"""


@lru_cache(maxsize=1)
def design() -> Design:
    """Open Inwoner's analysis, mapping and query, without sayings of editors."""
    return open_inwoner(City(findable=(), scopes={}, synonyms=(), direct_help=()))


@lru_cache(maxsize=1)
def client() -> Elasticsearch:
    """The client as it comes."""
    return Elasticsearch(settings.ELASTICSEARCH_URLS)


def open_inwoner_index() -> str:
    """The name of its index."""
    return f"{settings.ELASTICSEARCH_INDEX}-rival"


def fill_open_inwoner(documents: Iterable[Document]) -> None:
    """Its own index with its own mapping, of the same documents."""
    nested = {"type": "nested", "properties": {"slug": {"type": "keyword"}, "name": {"type": "text"}}}
    client().indices.delete(index=open_inwoner_index(), ignore_unavailable=True)
    client().indices.create(
        index=open_inwoner_index(),
        settings={"number_of_shards": 1, "number_of_replicas": 0, **design().settings},
        mappings={"properties": {**design().properties, "slug": {"type": "keyword"}, **dict.fromkeys(OPEN_INWONER_FACETS, nested)}},
    )
    bulk(client(), _open_inwoner_actions(documents), chunk_size=1000, refresh=True, request_timeout=120)


def _open_inwoner_actions(documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    for document in documents:
        facets = {
            name: [{"slug": value, "name": value} for value in document.facets.get(facet, ())]
            for name, facet in OPEN_INWONER_FACETS.items()
        }
        source = {**design().fields_of(document), "slug": document.slug, **facets}
        yield {"_index": open_inwoner_index(), "_id": str(document.object_id), "_source": source}


def open_inwoner_search(request: HttpRequest) -> JsonResponse:
    """One request for 10,000 hits and three facets; a page of 20 is cut out of them here."""
    answer = client().search(
        index=open_inwoner_index(),
        query=design().query_for(request.GET.get("q", "")),
        size=OPEN_INWONER_HITS,
        aggs={name: {"nested": {"path": name}, "aggs": {"slug": {"terms": {"field": f"{name}.slug"}}}} for name in OPEN_INWONER_FACETS},
    )
    hits = [{"id": hit["_id"], "score": hit["_score"], **hit["_source"]} for hit in answer["hits"]["hits"]]
    page = Paginator(hits, OPEN_INWONER_PAGE).get_page(request.GET.get("page"))
    facets = {name: answer["aggregations"][name]["slug"]["buckets"] for name in OPEN_INWONER_FACETS}
    return JsonResponse({"total": page.paginator.count, "results": list(page), "facets": facets})


def stock_search(request: HttpRequest) -> HttpResponse:
    """What `wagtail start` writes: search, count, a page of ten, fetched from the database and rendered."""
    query, page = request.GET.get("query", ""), request.GET.get("page", "1")
    entries = StockEntry.objects.all()
    if zone := request.GET.get("zone"):
        entries = entries.filter(zone=int(zone))
    paginator = Paginator(_backend().search(query, entries), STOCK_PAGE)
    try:
        found = paginator.page(page)
    except PageNotAnInteger:
        found = paginator.page(1)
    except EmptyPage:
        found = paginator.page(paginator.num_pages)
    return HttpResponse(_stock_template().render({"search_query": query, "search_results": found}, request))


@lru_cache(maxsize=1)
def _backend() -> Any:
    return get_search_backend()


@lru_cache(maxsize=1)
def _stock_template() -> Any:
    return engines["django"].from_string(STOCK_TEMPLATE)


urlpatterns = [path("inwoner/", open_inwoner_search), path("stock/", stock_search)]
