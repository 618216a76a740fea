"""All that one process asks: an engine of ours, and with it what we are compared with."""

from __future__ import annotations

from collections.abc import Sequence

from elasticsearch import Elasticsearch

from search.choices import STEP_WORDS
from search.engine.factory import database_engine, remote_engine
from tests.relevance.baselines import ask_designs
from tests.relevance.city import name_of, ready_city
from tests.relevance.judged import JudgedQuery
from tests.relevance.ours import ask, fill
from tests.relevance.runs import Outcome
from tests.relevance.stock import ask_stock

PATIENCE_S = 30


def ask_all(queries: Sequence[JudgedQuery], *, server: str, with_stock: bool) -> Outcome:
    """The engine of this process; stock Wagtail, and the designs on a server if there is one."""
    city = ready_city()
    database_engine().clear()
    database_engine().apply(upserts=city.findable)
    remote = remote_engine()
    if remote is not None:
        fill(remote, city)
    # Never what answers visitors: that would be another engine as soon as this one is slow.
    runs = [ask(remote or database_engine(), queries, city)]
    if with_stock:
        runs.append(ask_stock(queries, city))
    if server:
        with Elasticsearch(server, request_timeout=PATIENCE_S) as client:
            runs.extend(ask_designs(client, queries, city))
    return Outcome(runs=tuple(runs), step_of={name_of(document): STEP_WORDS[document.step] for document in city.documents})
