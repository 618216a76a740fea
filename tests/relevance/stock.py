"""Stock Wagtail on the same rows: its database backend as it comes."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from wagtail.search.backends import get_search_backend

from tests.benches.models import StockHelp
from tests.relevance.city import City, is_near, name_of
from tests.relevance.judged import JudgedQuery
from tests.relevance.runs import IN_ALL, STOCK, Answer, Run

TEXTS = ("title", "summary", "keywords", "organisation", "labels", "body")


def ask_stock(queries: Sequence[JudgedQuery], city: City) -> Run:
    """Store the rows as a stock project does and put all queries to its search."""
    _build(city)
    near = {query.id: {name_of(document) for document in city.documents if is_near(document, city.scope(query))} for query in queries}
    answers = {}
    for query in queries:
        # The backend cannot filter on a relation; the zone is applied to its whole ranking, which leaves the order as it is.
        found = [row.name for row in get_search_backend().search(query.text, StockHelp)[: len(city.documents)]]
        answers[query.id] = Answer(ranking=tuple(name for name in found if name in near[query.id])[:IN_ALL])
    return Run(side=STOCK, answers=answers)


def _build(city: City) -> None:
    backend = get_search_backend()
    with transaction.atomic():
        rows = [StockHelp(name=name_of(document), **{field: getattr(document, field) for field in TEXTS}) for document in city.documents]
        StockHelp.objects.bulk_create(rows)
        backend.add_bulk(StockHelp, list(StockHelp.objects.all()))
