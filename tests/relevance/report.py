"""What is said of relevance: comparisons with targets, tables per part, traps, and the worst queries for whoever tunes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from ir_measures import Measure as FieldMeasure

from tests.benches.report import Measure, Section
from tests.relevance.judged import JudgedQuery, Part, Split
from tests.relevance.measures import (
    MEASURES,
    NDCG,
    Comparison,
    Trap,
    Values,
    answered_in_vain,
    compare,
    found_nothing,
    mean,
    traps,
    values,
    within_steps,
)
from tests.relevance.runs import DUTCH, ELASTIC, OPEN_INWONER, OTHERS, OURS, PER_STEP, POSTGRES, SQLITE, STANDARD, Run

# A figure of one side over some queries.
Figure = Callable[[Sequence[JudgedQuery], Run], float]
# How many times as good as the other side, on nDCG@10.
TARGETS: Mapping[tuple[str, str], float] = {
    (ELASTIC, STANDARD): 1.25,
    (ELASTIC, DUTCH): 1.10,
    (ELASTIC, OPEN_INWONER): 1.30,
    (SQLITE, ELASTIC): 0.9,
    (POSTGRES, ELASTIC): 0.9,
}
WORST = 15
SHOWN_OF_WORST = 5
NAMES = {Split.TUNE: "relevance", Split.HELD_OUT: "relevance-held-out"}
TITLES = {Split.TUNE: "Relevance, the queries for tuning", Split.HELD_OUT: "Relevance, the queries held out from tuning"}
COMMANDS = {Split.TUNE: "make relevance", Split.HELD_OUT: 'make relevance ARGS="--held-out"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that there is to report on."""

    split: Split
    queries: Sequence[JudgedQuery]
    runs: Mapping[str, Run]
    step_of: Mapping[str, str]
    not_measured: Mapping[str, str]

    @property
    def ours(self) -> list[str]:
        """The engines of ours that answered."""
        return [side for side in OURS if side in self.runs]

    @property
    def sides(self) -> list[str]:
        """All that answered, ours first."""
        return [side for side in (*OURS, *OTHERS) if side in self.runs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain(Measure):
    """A comparison of means over queries: in percent, with the interval of the difference."""

    comparison: Comparison

    @property
    def spread(self) -> str:
        """The difference in words."""
        return f"{_percent(self.comparison)} (difference {_interval(self.comparison)})"


def section_of(measured: Measured) -> Section:
    """The section of the benchmarks."""
    return Section(
        name=NAMES[measured.split],
        title=TITLES[measured.split],
        method="\n\n".join([_method(measured), *_tables(measured), *_trap_lines(measured)]),
        measures=_gains(measured),
    )


def worst_queries(measured: Measured) -> list[str]:
    """The queries of the tuning part that our best engine answers worst, with what it found; never those held out."""
    side = next((name for name in reversed(OURS) if name in measured.runs), "")
    if not side or measured.split is not Split.TUNE:
        return []
    found = values(measured.queries, measured.runs[side], NDCG)
    by_id = {query.id: query for query in measured.queries}
    worst = sorted(found, key=lambda key: (found[key], key))[:WORST]
    return [
        f"The {len(worst)} worst of {side}, with what it found first (grade):",
        *(_worst(by_id[key], found[key], measured.runs[side]) for key in worst),
    ]


def _worst(query: JudgedQuery, value: float, run: Run) -> str:
    found = [f"{document} ({query.grades.get(document, 0)})" for document in run.answers[query.id].ranking[:SHOWN_OF_WORST]]
    where = f" @{query.zone}" if query.zone else ""
    return f"{value:.2f} {query.id} “{query.text}”{where}: {', '.join(found) or 'nothing'}"


def _method(measured: Measured) -> str:
    counts = ", ".join(f"{part} {sum(query.part is part for query in measured.queries)}" for part in Part)
    lines = [
        f"`{COMMANDS[measured.split]}`. {len(measured.queries)} judged queries ({counts}) over the help and organisations of the demo city,",
        "graded 0 to 3 (`tests/relevance/judgements`); a third of them is held out from tuning. All sides get the same texts (title,",
        "sentence, keywords, organisation, labels, body) and, where the query is asked in a zone, the same filter: that zone, those next",
        "to it and the whole city. The others differ in analysis and query alone; Open Inwoner's design also has the sayings of editors.",
        f"Our engines answer in three steps; for these measures the hits of all steps ({PER_STEP} of each) are one list, close matches first,",
        "then by score. The page shows each step by itself: “within steps” is nDCG@10 in each step that holds help for the query, averaged.",
        "Intervals: 95 %, paired bootstrap over queries, 10,000 resamples. In the table below a difference is in the measure itself.",
    ]
    lines += [f"Not measured: {side} ({reason})." for side, reason in measured.not_measured.items()]
    return "\n".join(lines)


def _tables(measured: Measured) -> list[str]:
    tables = [_by_part(name, measured, measured.sides, _mean_of(measure)) for name, measure in MEASURES.items()]
    tables.append(
        _by_part("nDCG@10 within steps", measured, measured.ours, lambda queries, run: mean(within_steps(queries, run, measured.step_of)))
    )
    tables.append(_by_part("no hit at all", measured, measured.sides, found_nothing, as_percent=True))
    tables.append(_by_part("hits where the city has no answer", measured, measured.sides, answered_in_vain, as_percent=True))
    tables.append(_other_differences(measured))
    return tables


def _shown(value: float, *, as_percent: bool) -> str:
    if isnan(value):
        return "-"
    return f"{value:.0%}" if as_percent else f"{value:.3f}"


def _mean_of(measure: FieldMeasure) -> Figure:
    return lambda queries, run: mean(values(queries, run, measure))


def _by_part(title: str, measured: Measured, sides: Sequence[str], figure: Figure, *, as_percent: bool = False) -> str:
    head = [title, *Part, "all"]
    rows = []
    for side in sides:
        groups = [[query for query in measured.queries if query.part is part] for part in Part]
        figures = [figure(group, measured.runs[side]) for group in (*groups, measured.queries)]
        rows.append([side, *(_shown(value, as_percent=as_percent) for value in figures)])
    return _table(head, rows)


def _other_differences(measured: Measured) -> str:
    others = {name: measure for name, measure in MEASURES.items() if measure is not NDCG}
    rows = []
    for ours, other in _pairs(measured):
        compared = [_compared(measured, ours, other, measure) for measure in others.values()]
        rows.append([f"{ours} against {other}", *(f"{_percent(found)} ({_interval(found)})" for found in compared)])
    return _table(["difference", *others], rows)


def _gains(measured: Measured) -> list[Measure]:
    return [_gain(measured, ours, other) for ours, other in _pairs(measured)]


def _gain(measured: Measured, ours: str, other: str) -> Gain:
    found = _compared(measured, ours, other, NDCG)
    target = TARGETS.get((ours, other))
    return Gain(
        name=f"nDCG@10, {ours} against {other}",
        ours=f"{found.ours:.3f}",
        other=f"{found.other:.3f}",
        ratios=(found.ratio,),
        unit="times",
        target=_target_in_words(target),
        holds=is_reached(found, target),
        comparison=found,
    )


def is_reached(found: Comparison, target: float | None) -> bool:
    """Whether a target holds; one above the other side also asks that the interval of the difference lies above zero."""
    return target is None or (found.ratio >= target and (target <= 1 or found.low > 0))


def _target_in_words(target: float | None) -> str:
    if target is None:
        return "reported"
    return f"≥ {target:g} times" if target <= 1 else f"≥ {target - 1:+.0%}, interval above 0"


def _pairs(measured: Measured) -> Iterable[tuple[str, str]]:
    """Each engine of ours with each of the others, and the database engines with Elasticsearch."""
    for ours in measured.ours:
        for other in measured.sides:
            if other in OTHERS or (other == ELASTIC and ours != ELASTIC):
                yield ours, other


def _compared(measured: Measured, ours: str, other: str, measure: FieldMeasure) -> Comparison:
    return compare(_values(measured, ours, measure), _values(measured, other, measure))


def _values(measured: Measured, side: str, measure: FieldMeasure) -> Values:
    return values(measured.queries, measured.runs[side], measure)


def _trap_lines(measured: Measured) -> list[str]:
    """One line for each document that came where it must not; of the queries held out only how many."""
    lines = []
    for side in measured.sides:
        caught = traps(measured.queries, measured.runs[side])
        laid = sum(len(query.never) for query in measured.queries)
        details = "" if measured.split is Split.HELD_OUT or side not in OURS else "".join(f"\n  - {_trap(trap)}" for trap in caught)
        lines.append(f"- {side}: {len(caught)} of {laid} documents that must never be among the first ten are there{details}")
    return ["\n".join(lines)]


def _trap(trap: Trap) -> str:
    return f"{trap.query.id} “{trap.query.text}”: {trap.document} at place {trap.place}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *rows])


def _percent(found: Comparison) -> str:
    return f"{found.ratio - 1:+.0%}" if found.other else "other side 0"


def _interval(found: Comparison) -> str:
    return f"{found.difference:+.3f}, {found.low:+.3f} to {found.high:+.3f}"
