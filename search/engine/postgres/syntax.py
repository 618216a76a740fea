"""Expressions and texts as PostgreSQL reads them: tsquery and tsvector.

Only analysed words in single quotes reach them, so nothing that is typed can be syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from search.engine.database.analysis import Analysis
from search.engine.database.expressions import NEAR_WORDS, AllOf, AnyOf, Expression, InTitle, Near, Word
from search.engine.database.layout import COLUMNS, LEVELS, TELLING_LEVEL, WEIGHTS

# A word is there once more with one of these before it if it is in the title, or in what tells about as much: no
# word begins so, and to look up in what something matches no text is needed.
TITLE = "="
TELLING = "~"
# A tsvector takes a megabyte, and a character at most four bytes of it.
MAX_LEXEMES_LENGTH = 200_000
# As text, about what it keeps of the places of one word.
MAX_PLACES_LENGTH = 1_500
# So far apart are two columns that no words of both are near each other.
GAP = 2 * NEAR_WORDS
# How a score grows with more words and falls with longer texts, as in BM25. The length is that of a usual entry
# and not of the average one, so that a score is known when a text is stored.
SATURATION = 1.2
LENGTH_SHARE = 0.75
USUAL_LENGTH = 70
# Scores are stored in thousandths, before the two bits of the level.
PRECISION = 1_000
LEVEL_BITS = 2
LEVEL_MASK = (1 << LEVEL_BITS) - 1
# So the level of a word is that of the first column that it is met in. The title comes first of all.
_TELLING_COLUMNS = [name for name in COLUMNS if LEVELS[name] >= TELLING_LEVEL and name != "title"]
_HIGHEST_FIRST = sorted(COLUMNS, key=lambda name: -LEVELS[name])


def written(expression: Expression, prefix: str = "") -> str:
    """The expression as a tsquery."""
    match expression:
        case Word(stem=stem):
            return _quoted(prefix + stem)
        case Near(stems=stems):
            return _joined((_near(prefix + first, prefix + second) for first, second in pairwise(stems)), " & ")
        case InTitle(part=part):
            return written(part, TITLE)
        case AllOf(parts=parts):
            return _joined((written(part, prefix) for part in parts), " & ")
        case AnyOf(parts=parts):
            return _joined((written(part, prefix) for part in parts), " | ")


def stored(analysis: Analysis) -> tuple[str, dict[str, int]]:
    """A document as it is stored: its stems with their places as a tsvector, and what a match on each scores, with its level."""
    texts = dict(zip(COLUMNS, analysis.columns, strict=True))
    places = {TITLE + stem: str(at) for at, stem in enumerate(texts["title"].split(), start=1)}
    places |= {TELLING + stem: "1" for name in _TELLING_COLUMNS for stem in texts[name].split()}
    weights: dict[str, float] = {}
    levels: dict[str, int] = {}
    place, length = 1, 0
    for name in _HIGHEST_FIRST:
        stems = texts[name].split()
        for at, stem in enumerate(stems, start=place):
            if stem in weights:
                weights[stem] += WEIGHTS[name]
                if len(places[stem]) < MAX_PLACES_LENGTH:
                    places[stem] += f",{at}"
            else:
                weights[stem], levels[stem], places[stem] = WEIGHTS[name], LEVELS[name], str(at)
        place += len(stems) + GAP
        length += len(stems)
    norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH)
    scores = {weight: max(1, round(PRECISION * weight * (SATURATION + 1) / (weight + norm))) for weight in set(weights.values())}
    return _lexemes(places), {stem: scores[weight] << LEVEL_BITS | levels[stem] for stem, weight in weights.items()}


def _lexemes(places: Mapping[str, str]) -> str:
    """Words with their places as a tsvector, as many as it takes."""
    found = [f"{_quoted(word)}:{several}" for word, several in places.items()]
    while sum(map(len, found)) > MAX_LEXEMES_LENGTH:
        found = found[: len(found) // 2]
    return " ".join(found)


def _near(first: str, second: str) -> str:
    one, other = _quoted(first), _quoted(second)
    distances = range(1, NEAR_WORDS + 2)
    return _joined((f"{left} <{apart}> {right}" for apart in distances for left, right in ((one, other), (other, one))), " | ")


def _joined(parts: Iterable[str], operator: str) -> str:
    return f"({operator.join(parts)})"


def _quoted(word: str) -> str:
    if "'" not in word and "\\" not in word:
        return f"'{word}'"
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
