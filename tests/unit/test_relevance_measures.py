"""The measures of relevance themselves: what is known beforehand comes out, and the same again."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from search.choices import Step, Tier
from search.engine.base import STEPS, Document, Hit, SearchResult, StepResult
from tests.relevance.__main__ import arguments
from tests.relevance.judged import JudgedQuery, Part, Split
from tests.relevance.measures import (
    MEASURES,
    NDCG,
    Comparison,
    answered_in_vain,
    compare,
    found_nothing,
    mean,
    traps,
    values,
    within_steps,
)
from tests.relevance.ours import answer_of, merged
from tests.relevance.report import Gain, Measured, is_reached, section_of, worst_queries
from tests.relevance.runs import ELASTIC, SQLITE, STANDARD, Answer, Outcome, Run, queries_of, read_outcome, write_outcome

QUERIES = (
    JudgedQuery(id="lay-001", part=Part.LAY, text="eenzaam", grades={"maatje": 3, "koffie": 2, "tip": 1}),
    JudgedQuery(id="lay-002", part=Part.LAY, text="schulden", grades={"geldloket": 3}, never=frozenset({"bankje"})),
    JudgedQuery(id="lay-004", part=Part.LAY, text="vliegticket", has_answer=False),
)
STEP_OF = {"maatje": "omgeving", "koffie": "omgeving", "tip": "zelf", "geldloket": "organisatie"}


def run_of(*rankings: tuple[str, ...], side: str = SQLITE) -> Run:
    return Run(side=side, answers={query.id: Answer(ranking=ranking) for query, ranking in zip(QUERIES, rankings, strict=True)})


PERFECT = run_of(("maatje", "koffie", "tip"), ("geldloket",), ())


@pytest.mark.parametrize("name", MEASURES)
def test_a_perfect_ranking_gives_one(name: str) -> None:
    assert values(QUERIES, PERFECT, MEASURES[name]) == {"lay-001": 1.0, "lay-002": 1.0}


@pytest.mark.parametrize("name", MEASURES)
def test_nothing_found_gives_nothing(name: str) -> None:
    assert values(QUERIES, run_of((), (), ()), MEASURES[name]) == {"lay-001": 0.0, "lay-002": 0.0}


def test_a_worse_order_gives_less_and_unknown_documents_push_down() -> None:
    turned = values(QUERIES, run_of(("tip", "koffie", "maatje"), ("x", "geldloket"), ()), NDCG)
    assert 0.7 < turned["lay-001"] < 1
    assert turned["lay-002"] == pytest.approx(0.631, abs=0.001)


def test_the_order_of_a_ranking_counts_and_not_where_a_name_comes_in_the_alphabet() -> None:
    last_first = values(QUERIES, run_of(("zzz", "aaa", "maatje"), (), ()), MEASURES["MRR"])
    assert last_first["lay-001"] == pytest.approx(1 / 3)


def test_the_mean_is_over_queries_with_an_answer() -> None:
    assert mean(values(QUERIES, run_of((), ("geldloket",), ("x",)), NDCG)) == 0.5


def test_shares_of_nothing_found_and_of_answers_where_there_is_none() -> None:
    run = run_of((), ("geldloket",), ("x",))
    assert found_nothing(QUERIES, run) == 0.5
    assert answered_in_vain(QUERIES, run) == 1.0
    assert answered_in_vain(QUERIES, PERFECT) == 0.0
    assert math.isnan(answered_in_vain(QUERIES[:2], run))


def test_a_trap_counts_within_the_first_ten_only() -> None:
    filler = tuple(f"x{number}" for number in range(9))
    (caught,) = traps(QUERIES, run_of((), (*filler, "bankje"), ()))
    assert (caught.query.id, caught.document, caught.place) == ("lay-002", "bankje", 10)
    assert traps(QUERIES, run_of((), (*filler, "y", "bankje"), ())) == []


def test_within_steps_is_the_mean_of_steps_that_hold_help() -> None:
    steps = {"zelf": ("tip",), "omgeving": (), "organisatie": ("geldloket", "maatje")}
    run = Run(side=SQLITE, answers={query.id: Answer(ranking=(), steps=steps) for query in QUERIES})
    assert within_steps(QUERIES, run, STEP_OF) == {"lay-001": 0.5, "lay-002": 1.0}


def hit(slug: str, step: Step, *, score: float, is_close: bool = True, kind: str = "entry") -> Hit:
    document = Document(
        key=f"{kind}:{slug}",
        kind=kind,
        object_id=1,
        version=1,
        step=step,
        slug=slug,
        url="/",
        title=slug,
        summary="",
        verified_on=date(2026, 11, 1),
    )
    return Hit(document=document, tier=Tier.CITY, score=score, is_close=is_close)


def test_the_steps_are_merged_close_matches_first_then_by_score() -> None:
    hits = [
        hit("far", Step.SELF, score=9, is_close=False),
        hit("low", Step.SELF, score=1),
        hit("high", Step.NETWORK, score=5),
        hit("equal", Step.ORGANISATION, score=5),
    ]
    assert [found.document.slug for found in merged(hits)] == ["high", "equal", "low", "far"]


def test_an_answer_names_organisations_apart_and_keeps_the_order_within_steps() -> None:
    by_step = {
        Step.SELF: (hit("tip", Step.SELF, score=1), hit("list", Step.SELF, score=2)),
        Step.NETWORK: (),
        Step.ORGANISATION: (hit("linde", Step.ORGANISATION, score=3, kind="organisation"),),
    }
    steps = tuple(StepResult(step=step, total=len(by_step[step]), hits=by_step[step]) for step in STEPS)
    answer = answer_of(SearchResult(engine=SQLITE, steps=steps, facets={}))
    assert answer.ranking == ("organisatie:linde", "list", "tip")
    assert answer.steps == {"zelf": ("tip", "list"), "omgeving": (), "organisatie": ("organisatie:linde",)}


def test_the_interval_is_the_same_every_time_and_holds_the_difference() -> None:
    ours = {f"q{number}": 0.5 + (number % 5) / 10 for number in range(40)}
    other = {key: value - 0.1 - (int(key[1:]) % 3) / 20 for key, value in ours.items()}
    first, second = compare(ours, other), compare(ours, other)
    assert first == second
    assert 0 < first.low < first.difference < first.high


def test_sides_that_were_asked_different_queries_are_not_compared() -> None:
    with pytest.raises(ValueError, match="same queries"):
        compare({"a": 1.0}, {"b": 1.0})


def test_equal_sides_differ_by_nothing() -> None:
    assert compare({"a": 0.5, "b": 1.0}, {"a": 0.5, "b": 1.0}) == Comparison(ours=0.75, other=0.75, low=0.0, high=0.0)


@pytest.mark.parametrize(
    ("found", "target", "reached"),
    [
        (Comparison(ours=0.75, other=0.6, low=0.1, high=0.2), 1.25, True),
        (Comparison(ours=0.70, other=0.6, low=0.1, high=0.2), 1.25, False),
        (Comparison(ours=0.75, other=0.6, low=-0.01, high=0.3), 1.25, False),
        (Comparison(ours=0.55, other=0.6, low=-0.2, high=0.1), 0.9, True),
        (Comparison(ours=0.53, other=0.6, low=-0.2, high=0.1), 0.9, False),
        (Comparison(ours=0.1, other=0.6, low=-0.6, high=-0.4), None, True),
    ],
)
def test_a_target_asks_a_ratio_and_above_the_other_side_certainty(found: Comparison, target: float | None, *, reached: bool) -> None:
    assert is_reached(found, target) is reached


def test_an_outcome_survives_its_journey(tmp_path: Path) -> None:
    outcome = Outcome(runs=(PERFECT,), step_of=STEP_OF)
    write_outcome(outcome, tmp_path / "outcome.json")
    assert read_outcome(tmp_path / "outcome.json") == outcome


def measured(split: Split) -> Measured:
    runs = {run.side: run for run in (run_of(("x", "maatje"), ("bankje",), (), side=ELASTIC), run_of((), (), (), side=STANDARD))}
    return Measured(split=split, queries=QUERIES, runs=runs, step_of=STEP_OF, not_measured={SQLITE: "no disk"})


def test_the_report_says_what_fell_into_traps_and_what_was_not_measured() -> None:
    section = section_of(measured(Split.TUNE))
    assert "lay-002 “schulden”: bankje at place 1" in section.method
    assert "Not measured: sqlite (no disk)." in section.method
    (gain,) = section.measures
    assert isinstance(gain, Gain)
    assert gain.target == "≥ +25%, interval above 0"


def test_queries_held_out_are_never_shown() -> None:
    section = section_of(measured(Split.HELD_OUT))
    assert section.name == "relevance-held-out"
    assert "schulden" not in section.method
    assert worst_queries(measured(Split.HELD_OUT)) == []
    assert any("schulden" in line for line in worst_queries(measured(Split.TUNE)))


def test_a_run_without_the_option_reads_none_of_the_queries_held_out() -> None:
    tuning, held_out = queries_of(arguments([]).split), queries_of(arguments(["--held-out"]).split)
    assert {query.split for query in tuning} == {Split.TUNE}
    assert {query.split for query in held_out} == {Split.HELD_OUT}
    assert all(query.number % 3 for query in tuning)
