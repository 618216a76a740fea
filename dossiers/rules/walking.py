"""The way of a resident through a guide, as it stands in an address: pure functions.

No tree is trusted here: one that was stored before a rule was made still has an answer to every address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dossiers.rules.guide import MAX_DEPTH, UNSURE, Outcome, Question, Tree, name_key

# Longer than any number of an answer.
MAX_DIGITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was answered, with the number of the answer."""

    question: Question
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where somebody is: what was answered so far, and the question or the outcome that comes now."""

    asked: tuple[Asked, ...]
    now: Question | Outcome

    @property
    def path(self) -> tuple[int, ...]:
        """The numbers of the answers so far."""
        return tuple(one.number for one in self.asked)


def read_path(text: str) -> tuple[int, ...]:
    """The numbers in an address such as "2.1.3", up to the first that is none."""
    found: list[int] = []
    for piece in text.split(".", MAX_DEPTH)[:MAX_DEPTH]:
        if not (piece.isascii() and piece.isdecimal() and len(piece) <= MAX_DIGITS):
            break
        found.append(int(piece))
    return tuple(found)


def written_path(path: Sequence[int]) -> str:
    """Numbers as they stand in an address: "2.1.3"."""
    return ".".join(map(str, path))


def walk(tree: Tree, path: Sequence[int]) -> Position | None:
    """As far as these answers lead, so at the last question that is right; None for a tree without a question."""
    if tree.start is None:
        return None
    now: Question | Outcome = tree.start
    asked: list[Asked] = []
    for number in path:
        if not isinstance(now, Question) or (following := tree.at(now.ways.get(number, ""))) is None:
            break
        asked.append(Asked(question=now, number=number))
        now = following
    return Position(asked=tuple(asked), now=now)


def longest_from(tree: Tree, question: Question) -> int:
    """How many questions follow at most, with this one; a question counts once, also in a circle."""
    return _longest(tree, question, frozenset(), {})


def _longest(tree: Tree, question: Question, before: frozenset[str], known: dict[str, int]) -> int:
    name = name_key(question.name)
    if name not in known:
        following = [tree.at(target) for target in question.ways.values()]
        further = [one for one in following if isinstance(one, Question) and name_key(one.name) not in before | {name}]
        known[name] = 1 + max((_longest(tree, one, before | {name}, known) for one in further), default=0)
    return known[name]


def route_to(tree: Tree, name: str) -> tuple[int, ...]:
    """The shortest way to a question or outcome; no answers at all if none leads there."""
    waiting: list[tuple[int, ...]] = [()]
    seen: set[str] = set()
    for path in waiting:
        position = walk(tree, path)
        if position is None or name_key(position.now.name) in seen:
            continue
        if name_key(position.now.name) == name_key(name):
            return path
        seen.add(name_key(position.now.name))
        if isinstance(position.now, Question):
            waiting.extend((*path, number) for number in position.now.ways)
    return ()


def answer_in_words(asked: Asked, *, unsure: str) -> str:
    """The words of the answer that was given; `unsure` are those of not knowing."""
    return unsure if asked.number == UNSURE else asked.question.answers[asked.number - 1].text
