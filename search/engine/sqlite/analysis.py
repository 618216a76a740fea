"""From a document to what the full-text table holds, and to the words it adds to the vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search.engine.base import Document
from search.engine.sqlite.schema import COLUMNS
from search.understanding.folding import fold, shown_tokens, tokens
from search.understanding.words import STOP_WORDS, part_stems, stem, unique

SORT_TITLE_LENGTH = 80
MIN_VOCABULARY_LENGTH = 2
# The parts of titles have a column of their own; those of labels would only say what it has to do with.
NO_PARTS = frozenset({"title", "labels"})


@dataclass(frozen=True, slots=True)
class Analysis:
    """The columns of a document's row, and its words: folded → (as written, whether it is in the title)."""

    columns: tuple[str, ...]
    words: dict[str, tuple[str, bool]]


def analyse(document: Document) -> Analysis:
    """Fold, stem and take apart all texts of a document."""
    fields = {
        "title": document.title,
        "organisation": document.organisation,
        "keywords": document.keywords,
        "summary": document.summary,
        "body": document.body,
        "labels": document.labels,
    }
    words: dict[str, tuple[str, bool]] = {}
    columns: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for name, text in fields.items():
        typed = shown_tokens(text)
        content = [word for word, _ in typed if word not in STOP_WORDS] or [word for word, _ in typed]
        columns[name] = " ".join(map(stem, content))
        parts[name] = unique(part for word in content for part in part_stems(word))
        for word, written in typed:
            if word not in words and len(word) >= MIN_VOCABULARY_LENGTH and word not in STOP_WORDS:
                words[word] = (written, name == "title")
    columns["title_parts"] = " ".join(parts["title"])
    columns["parts"] = " ".join(unique(part for name in fields if name not in NO_PARTS for part in parts[name]))
    return Analysis(tuple(columns[name] for name in COLUMNS), words)


def sort_title(title: str) -> str:
    """What titles are put in alphabetical order on."""
    return " ".join(tokens(title))[:SORT_TITLE_LENGTH] or fold(title)[:SORT_TITLE_LENGTH]


def phrase_stems(phrase: str) -> tuple[str, ...]:
    """The stems that a phrase is looked for with; stop words only count if there is nothing else."""
    typed = tokens(phrase)
    return tuple(map(stem, _content(typed)))


def _content(typed: Iterable[str]) -> list[str]:
    words = list(typed)
    return [word for word in words if word not in STOP_WORDS] or words
