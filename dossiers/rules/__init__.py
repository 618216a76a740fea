"""Rules of dossiers and of guides: pure functions."""

from dossiers.rules.changes import TextChange, changes_between, sentences_of
from dossiers.rules.guide import (
    MAX_ANSWERS,
    MAX_DEPTH,
    MAX_QUESTIONS,
    MIN_ANSWERS,
    UNSURE,
    Answer,
    Outcome,
    Part,
    Problem,
    Question,
    Tree,
    name_key,
    problems_of,
)
from dossiers.rules.walking import Asked, Position, answer_in_words, longest_from, read_path, route_to, walk, written_path

__all__ = [
    "MAX_ANSWERS",
    "MAX_DEPTH",
    "MAX_QUESTIONS",
    "MIN_ANSWERS",
    "UNSURE",
    "Answer",
    "Asked",
    "Outcome",
    "Part",
    "Position",
    "Problem",
    "Question",
    "TextChange",
    "Tree",
    "answer_in_words",
    "changes_between",
    "longest_from",
    "name_key",
    "problems_of",
    "read_path",
    "route_to",
    "sentences_of",
    "walk",
    "written_path",
]
