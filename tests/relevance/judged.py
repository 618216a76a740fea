"""Reads the judged queries: what people ask, what the demo city has for them, and how well it helps.

The files and their format are explained in `judgements/README.md`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

JUDGEMENTS = Path(__file__).resolve().parent / "judgements"
DEMO = Path(__file__).resolve().parents[2] / "home" / "demo"
ORGANISATION_PREFIX = "organisatie:"
HUB = "hub"
NEVER = "never"
NONE = "none"
GRADES = (1, 2, 3)
# Numbers follow the subject within a part, so that every third one gives both halves the same mixture.
HELD_OUT_EVERY = 3

_QUERY_ID = re.compile(r"(?P<part>[a-z]+)-(?P<number>\d{3})")


class Part(StrEnum):
    """The parts of the set; each is a file."""

    NAMES = "names"
    COMPOUNDS = "compounds"
    FORMS = "forms"
    LAY = "lay"
    INTENT = "intent"


class Split(StrEnum):
    """What may be looked at while tuning, and what may not."""

    TUNE = "tune"
    HELD_OUT = "held-out"


class JudgementError(ValueError):
    """A file of judgements says something that cannot be; the message names the file and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """What a judgement may name: documents that search can show, and zones."""

    documents: frozenset[str]
    zones: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """One query. `zone` is empty on the hub; `moment` is local time, and None where it does not matter.

    `grades` has the documents that help (1 to 3), `never` those that must stay out of the first ten. Without
    an answer in the city (`has_answer` is false) there are no grades.
    """

    id: str
    part: Part
    text: str
    zone: str = ""
    moment: datetime | None = None
    grades: Mapping[str, int] = field(default_factory=dict)
    never: frozenset[str] = frozenset()
    has_answer: bool = True

    @property
    def number(self) -> int:
        """Its number within the part."""
        return int(self.id.rpartition("-")[2])

    @property
    def split(self) -> Split:
        """Held out when its number can be divided by three: known beforehand, and the same for ever."""
        return Split.HELD_OUT if self.number % HELD_OUT_EVERY == 0 else Split.TUNE


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its place, for messages."""

    path: Path
    number: int
    text: str

    def error(self, problem: str) -> JudgementError:
        return JudgementError(f"{self.path.name}, line {self.number}: {problem}")


def read_city(*, demo: Path = DEMO) -> City:
    """What there is in the demo city. Help that has stopped is left out, because no search shows it."""
    entries = [row for path in sorted((demo / "entries").glob("*.csv")) for row in _rows(path)]
    organisations = _rows(demo / "organisations.csv")
    documents = [row["sleutel"] for row in entries if not row["gestopt_op"]]
    documents += [ORGANISATION_PREFIX + row["sleutel"] for row in organisations]
    return City(documents=frozenset(documents), zones=frozenset(row["slug"] for row in _rows(demo / "zones.csv")))


def load_judgements(
    *, parts: Collection[Part] = tuple(Part), directory: Path = JUDGEMENTS, city: City | None = None
) -> tuple[JudgedQuery, ...]:
    """All queries of these parts, in the order of the files.

    Raises:
        JudgementError: a file says something that cannot be.
    """
    known = city or read_city()
    queries = [query for part in parts for query in _read_part(directory / f"{part}.tsv", part, known)]
    twice = [name for name, count in Counter(query.id for query in queries).items() if count > 1]
    twice += [text for (_zone, text, _moment), count in Counter((q.zone, q.text, q.moment) for q in queries).items() if count > 1]
    if twice:
        raise JudgementError(f"judged more than once: {', '.join(twice)}")
    return tuple(queries)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_part(path: Path, part: Part, city: City) -> Iterator[JudgedQuery]:
    for query, judgements in _blocks(path):
        yield _read_query(query, judgements, part, city)


def _blocks(path: Path) -> Iterator[tuple[_Line, list[_Line]]]:
    """Every query line with the judgement lines that belong to it."""
    query: _Line | None = None
    judgements: list[_Line] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = _Line(path, number, text)
        if not text.strip() or text.startswith("#"):
            continue
        if text.startswith("\t"):
            judgements.append(line)
            if query is None:
                raise line.error("a judgement before the first query")
            continue
        if query is not None:
            yield query, judgements
        query, judgements = line, []
    if query is not None:
        yield query, judgements


def _read_query(line: _Line, judgements: Iterable[_Line], part: Part, city: City) -> JudgedQuery:
    cells = [cell.strip() for cell in line.text.split("\t")]
    if len(cells) not in {3, 4} or not all(cells):
        raise line.error("a query has an id, a zone and words, and sometimes a moment, with tabs between them")
    name, zone, text, *moment = cells
    match = _QUERY_ID.fullmatch(name)
    if match is None or match["part"] != part:
        raise line.error(f"'{name}' is not '{part}-' with three digits")
    if zone != HUB and zone not in city.zones:
        raise line.error(f"there is no zone '{zone}'")
    grades, never, has_answer = _read_judgements(line, judgements, city)
    return JudgedQuery(
        id=name,
        part=part,
        text=text,
        zone="" if zone == HUB else zone,
        moment=_read_moment(line, moment[0]) if moment else None,
        grades=grades,
        never=never,
        has_answer=has_answer,
    )


def _read_moment(line: _Line, cell: str) -> datetime:
    try:
        return datetime.fromisoformat(cell)
    except ValueError as error:
        raise line.error(f"'{cell}' is not a moment as 2026-11-24T10:30") from error


def _read_judgements(query: _Line, lines: Iterable[_Line], city: City) -> tuple[dict[str, int], frozenset[str], bool]:
    grades: dict[str, int] = {}
    never: set[str] = set()
    has_answer = True
    for line in lines:
        grade, _tab, document = line.text.strip().partition("\t")
        if grade == NONE and not document:
            has_answer = False
            continue
        if document not in city.documents:
            raise line.error(f"search cannot show '{document}'")
        if document in grades or document in never:
            raise line.error(f"'{document}' is judged twice")
        if grade == NEVER:
            never.add(document)
        else:
            grades[document] = _read_grade(line, grade)
    if has_answer == (not grades):
        raise query.error("a query has documents that help, or else 'none'")
    return grades, frozenset(never), has_answer


def _read_grade(line: _Line, cell: str) -> int:
    if cell not in {str(grade) for grade in GRADES}:
        raise line.error(f"'{cell}' is not a grade (1 to 3, '{NEVER}' or '{NONE}'); what is not listed is 0")
    return int(cell)
