"""Our own engines, asked as the results page asks them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from core.schedule import AMSTERDAM
from search.choices import STEP_WORDS, Step
from search.engine.base import EngineUnavailableError, Hit, RemoteEngine, SearchEngine, SearchRequest, SearchResult, Write
from search.selectors import Dictionary, current_dictionary
from search.understanding.queries import understand
from tests.relevance.city import KINDS, City, name_of
from tests.relevance.judged import JudgedQuery
from tests.relevance.runs import PER_STEP, Answer, Run, unique

# When nothing says otherwise it is a Tuesday morning, half past ten.
AT = datetime(2026, 11, 24, 10, 30, tzinfo=AMSTERDAM)
PIECE = 200
# A server that has just started needs longer than a visitor waits; that is no matter of relevance.
TRIES = 20


def ask(engine: SearchEngine, queries: Sequence[JudgedQuery], city: City) -> Run:
    """Put all queries to the engine."""
    dictionary = current_dictionary()
    answers = {query.id: answer_of(_searched(engine, request_of(query, city, dictionary))) for query in queries}
    return Run(side=engine.name, answers=answers)


def _searched(engine: SearchEngine, request: SearchRequest) -> SearchResult:
    """The answer of this very engine; raises EngineUnavailableError when it gives none at any try."""
    for _try in range(TRIES - 1):
        with suppress(EngineUnavailableError):
            return engine.search(request)
    return engine.search(request)


def request_of(query: JudgedQuery, city: City, dictionary: Dictionary) -> SearchRequest:
    """What the page would ask for this query, but more hits of each step and only of what is judged."""
    understood = understand(query.text, dictionary.thesaurus)
    return SearchRequest(
        query=understood,
        zone=city.scope(query),
        at=query.moment.replace(tzinfo=AMSTERDAM) if query.moment else AT,
        limits=dict.fromkeys(Step, PER_STEP),
        kinds=KINDS,
        mends_spelling=not dictionary.thesaurus.dangers(understood.text),
    )


def answer_of(result: SearchResult) -> Answer:
    """The hits of all steps as one list, and those of each step in the order of the page."""
    hits = [hit for step in result.steps for hit in step.hits]
    return Answer(
        ranking=unique(name_of(hit.document) for hit in merged(hits)),
        steps={STEP_WORDS[step.step]: tuple(name_of(hit.document) for hit in step.hits) for step in result.steps},
    )


def merged(hits: Sequence[Hit]) -> list[Hit]:
    """The hits of several steps in one order: close matches first, then by score; of equals the earlier step."""
    return sorted(hits, key=lambda hit: (not hit.is_close, -hit.score))


def fill(engine: RemoteEngine, city: City) -> None:
    """Give an engine outside the database all documents of the city, in a new index."""
    name = engine.begin_rebuild()
    writes = [Write(key=document.key, sequence=1, document=document) for document in city.findable]
    for start in range(0, len(writes), PIECE):
        engine.write(writes[start : start + PIECE], into=name)
    engine.finish_rebuild(name)
