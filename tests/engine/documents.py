"""Small documents and requests for the engine tests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from core.schedule import AMSTERDAM
from search.choices import Step
from search.engine.base import Document, SearchRequest, SearchResult, StepResult, ZoneScope
from search.understanding.queries import understand
from search.understanding.thesaurus import SynonymRule, Thesaurus

OWN, NEIGHBOUR, FAR = 1, 2, 3
SCOPE = ZoneScope(zone_id=OWN, neighbour_ids=(NEIGHBOUR,))
TUESDAY_MORNING = datetime(2026, 11, 24, 10, 30, tzinfo=AMSTERDAM)


def document(number: int, title: str, **fields: Any) -> Document:
    """A document of the third step in the own zone, unless said otherwise."""
    values: dict[str, Any] = {
        "key": f"entry:{number}",
        "kind": "entry",
        "object_id": number,
        "version": 1,
        "step": Step.ORGANISATION,
        "slug": f"hulp-{number}",
        "url": f"/sociale-kaart/hulp-{number}/",
        "title": title,
        "summary": "",
        "zone_ids": (OWN,),
    }
    return Document(**(values | fields))


def request(text: str, *, synonyms: tuple[SynonymRule, ...] = (), **fields: Any) -> SearchRequest:
    """A search in the own zone on a Tuesday morning, ten hits a step, unless said otherwise."""
    values: dict[str, Any] = {
        "query": understand(text, Thesaurus(synonyms)),
        "zone": SCOPE,
        "at": TUESDAY_MORNING,
        "limits": dict.fromkeys(Step, 10),
    }
    return SearchRequest(**(values | fields))


def step_of(result: SearchResult, step: Step = Step.ORGANISATION) -> StepResult:
    """One step of a result."""
    return next(found for found in result.steps if found.step is step)


def titles(result: SearchResult, step: Step = Step.ORGANISATION) -> list[str]:
    """Titles of the hits of one step, in order."""
    return [hit.document.title for hit in step_of(result, step).hits]
