"""How well a side answers: measures of the field over the judged queries, and what may be said of a difference.

The measures are those of `ir_measures` (gain of a document = its grade). Queries without an answer in the city have no
place in them; they count in `answered_in_vain`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan
from statistics import fmean

import numpy as np
from ir_measures import RR, Measure, Qrel, R, ScoredDoc, iter_calc, nDCG
from scipy.stats import bootstrap

from tests.relevance.judged import JudgedQuery
from tests.relevance.runs import Answer, Run

NDCG: Measure = nDCG @ 10
RECALL: Measure = R @ 50
MRR: Measure = RR
MEASURES: Mapping[str, Measure] = {"nDCG@10": NDCG, "recall@50": RECALL, "MRR": MRR}
TRAP_DEPTH = 10
RESAMPLES = 10_000
SEED = 20_261_124
CONFIDENCE = 0.95

# Per query id the value of one measure.
Values = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Ours beside another side on the same queries: means, and the interval of their difference."""

    ours: float
    other: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """How much better ours is, in the measure itself."""
        return self.ours - self.other

    @property
    def ratio(self) -> float:
        """Ours as a share of the other; endless when the other found nothing."""
        return self.ours / self.other if self.other else float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A document that must stay out of the first ten and did not."""

    query: JudgedQuery
    document: str
    place: int


def values(queries: Sequence[JudgedQuery], run: Run, measure: Measure) -> Values:
    """The measure per query that has an answer; 0 where the side found nothing."""
    judged = [query for query in queries if query.has_answer]
    found = dict.fromkeys((query.id for query in judged), 0.0)
    qrels = [Qrel(query.id, document, grade) for query in judged for document, grade in query.grades.items()]
    ranked = [scored for query in judged for scored in _scored(query.id, run.answers[query.id].ranking)]
    if ranked:
        found |= {metric.query_id: float(metric.value) for metric in iter_calc([measure], qrels, ranked)}
    return found


def mean(found: Values) -> float:
    """The mean over queries; 0 without queries."""
    return fmean(found.values()) if found else 0.0


def within_steps(queries: Sequence[JudgedQuery], run: Run, step_of: Mapping[str, str]) -> Values:
    """nDCG@10 as the page shows results: in each step that holds help for the query, and of those the mean."""
    return {query.id: _within_steps(query, run.answers[query.id], step_of) for query in queries if query.has_answer}


def found_nothing(queries: Sequence[JudgedQuery], run: Run) -> float:
    """The share of queries with an answer in the city that got no hit at all."""
    return _share([not run.answers[query.id].ranking for query in queries if query.has_answer])


def answered_in_vain(queries: Sequence[JudgedQuery], run: Run) -> float:
    """The share of queries without an answer in the city that got hits all the same; no number without such queries."""
    return _share([bool(run.answers[query.id].ranking) for query in queries if not query.has_answer])


def traps(queries: Sequence[JudgedQuery], run: Run) -> list[Trap]:
    """The documents among the first ten that must never be there."""
    return [
        Trap(query=query, document=document, place=place)
        for query in queries
        for place, document in enumerate(run.answers[query.id].ranking[:TRAP_DEPTH], start=1)
        if document in query.never
    ]


def compare(ours: Values, other: Values) -> Comparison:
    """The difference over the same queries; its interval from resampled queries, the same ones on both sides."""
    keys = sorted(ours)
    if keys != sorted(other):
        raise ValueError("The two sides were not asked the same queries.")
    differences = np.array([ours[key] - other[key] for key in keys])
    low = high = float(differences.mean())
    if differences.std() > 0:
        interval = bootstrap(
            (differences,),
            np.mean,
            n_resamples=RESAMPLES,
            confidence_level=CONFIDENCE,
            method="percentile",
            rng=np.random.default_rng(SEED),
        ).confidence_interval
        low, high = float(interval.low), float(interval.high)
    return Comparison(ours=mean(ours), other=mean(other), low=low, high=high)


def _scored(query_id: str, ranking: Sequence[str]) -> list[ScoredDoc]:
    """The ranking with falling scores, so that ties of an engine cannot change its order."""
    return [ScoredDoc(query_id, document, float(-place)) for place, document in enumerate(ranking)]


def _within_steps(query: JudgedQuery, answer: Answer, step_of: Mapping[str, str]) -> float:
    steps = sorted({step_of[document] for document in query.grades})
    per_step = []
    for step in steps:
        qrels = [Qrel(query.id, document, grade) for document, grade in query.grades.items() if step_of[document] == step]
        ranked = _scored(query.id, answer.steps.get(step, ()))
        per_step.append(float(next(iter_calc([NDCG], qrels, ranked)).value) if ranked else 0.0)
    return fmean(per_step)


def _share(outcomes: Sequence[bool]) -> float:
    return sum(outcomes) / len(outcomes) if outcomes else nan
