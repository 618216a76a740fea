"""Expressions as FTS5 reads them.

Only analysed words in double quotes reach an expression, so nothing that is typed can be syntax.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.engine.database.expressions import NEAR_WORDS, AllOf, AnyOf, Expression, InTitle, Near, Word


def written(expression: Expression) -> str:
    """The expression for MATCH."""
    match expression:
        case Word(stem=stem):
            return _quoted(stem)
        case Near(stems=stems):
            return f"NEAR({' '.join(map(_quoted, stems))}, {NEAR_WORDS})"
        case InTitle(part=part):
            return f"{{title}} : {written(part)}"
        case AllOf(parts=parts):
            return _joined(parts, " AND ")
        case AnyOf(parts=parts):
            return _joined(parts, " OR ")


def _joined(parts: Iterable[Expression], operator: str) -> str:
    return f"({operator.join(map(written, parts))})"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
