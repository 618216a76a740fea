"""What a side answered to the judged queries, and how that travels from the process that asked to the one that measures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.relevance.judged import JudgedQuery, Split, load_judgements

# The sides: engines of ours by their names, and what they are compared with.
SQLITE, POSTGRES, ELASTIC = "sqlite", "postgres", "elastic"
OURS = (SQLITE, POSTGRES, ELASTIC)
STANDARD, DUTCH, OPEN_INWONER, STOCK = "Elasticsearch standard", "Elasticsearch dutch", "Open Inwoner's design", "stock Wagtail"
OTHERS = (STANDARD, DUTCH, OPEN_INWONER, STOCK)
# Hits that each side is asked for: of ours per step, of the others in all.
PER_STEP = 50
IN_ALL = 3 * PER_STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The documents found for one query, best first: as one list, and per step where the side has steps."""

    ranking: tuple[str, ...]
    steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All answers of one side, by id of the query."""

    side: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one process asked: the runs, and the step of every document, by name."""

    runs: tuple[Run, ...]
    step_of: Mapping[str, str]


def queries_of(split: Split) -> list[JudgedQuery]:
    """The queries of one part of the set; whoever asks or measures takes them from here."""
    return [query for query in load_judgements() if query.split is split]


def write_outcome(outcome: Outcome, path: Path) -> None:
    """Put it in a file."""
    runs = [
        {
            "side": run.side,
            "answers": {key: {"ranking": answer.ranking, "steps": dict(answer.steps)} for key, answer in run.answers.items()},
        }
        for run in outcome.runs
    ]
    path.write_text(json.dumps({"runs": runs, "step_of": dict(outcome.step_of)}), encoding="utf-8")


def read_outcome(path: Path) -> Outcome:
    """Take it out again."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return Outcome(runs=tuple(_read_run(run) for run in data["runs"]), step_of=data["step_of"])


def _read_run(data: Mapping[str, Mapping[str, Mapping[str, Mapping[str, list[str]]]]]) -> Run:
    answers = {
        key: Answer(
            ranking=tuple(answer["ranking"]),
            steps={step: tuple(names) for step, names in answer["steps"].items()},
        )
        for key, answer in data["answers"].items()
    }
    return Run(side=str(data["side"]), answers=answers)


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, at its first place."""
    return tuple(dict.fromkeys(names))
