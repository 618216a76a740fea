"""How freely a query's words are taken: which readings of it are shown, decided on the numbers of matches. Pure.

Of every step the matches near the visitor and those elsewhere lie apart, and only one side of them is shown. On a
side they lie one after another by reading, strictest first. The score of a hit tells its reading: `SLOT`
times the slot's number, plus how well the words match.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

# Higher than any sum of scores of words; a power of two, so that nothing is lost in 32-bit floats.
SLOT = 1024.0
# A step with so many exact matches needs nothing looser: it fills its place on the overview.
A_SCREEN = 5
# What has some of the words is left out beside exact matches when very much has.
MANY = 2_000


class Reading(IntEnum):
    """The readings of a query, strictest first."""

    STRICT = 0
    GUESSED = 1
    ANY_WORD = 2
    LABELS = 3


class Side(IntEnum):
    """Near is what serves the visitor's zone, the zones next door or the whole city; on the hub everything is."""

    NEAR = 0
    ELSEWHERE = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """The side of a step that is shown, and of it the readings, which are always the first that have any matches."""

    side: Side = Side.NEAR
    readings: tuple[Reading, ...] = ()


# The slots of readings, the last one 0; above them those of close matches, by nearness.
FIRST_CLOSE_SLOT = len(Reading)
Counts = Mapping[Side, Mapping[Reading, int]]


def slot_of(reading: Reading) -> int:
    """The number of a reading's slot, without being close."""
    return len(Reading) - 1 - reading


def shown(counts: Counts) -> Shown:
    """What is shown of a step, from the numbers of matches without filters."""
    for readings in ((Reading.STRICT,), (Reading.GUESSED, Reading.ANY_WORD), (Reading.LABELS,)):
        for side in Side:
            if any(counts.get(side, {}).get(reading) for reading in readings):
                return Shown(side, _of_side(counts[side]))
    return Shown()


def _of_side(found: Mapping[Reading, int]) -> tuple[Reading, ...]:
    """Exact matches, and what is looser where these leave room; labels count only if nothing else does."""
    exact = found.get(Reading.STRICT, 0)
    wanted = [Reading.STRICT]
    if exact < A_SCREEN:
        wanted.append(Reading.GUESSED)
    if exact == 0 or (exact < A_SCREEN and found.get(Reading.ANY_WORD, 0) <= MANY):
        wanted.append(Reading.ANY_WORD)
    chosen = tuple(reading for reading in wanted if found.get(reading))
    return chosen or tuple(reading for reading in (Reading.LABELS,) if found.get(reading))
