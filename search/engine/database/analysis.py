"""From a document to what the full-text table holds, and to the words it adds to the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from search.engine.base import Document
from search.engine.database.layout import COLUMNS
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
    """Fold, stem and take apart all texts of a document, and gather its words."""
    typed = {name: shown_tokens(text) for name, text in _texts(document).items()}
    words: dict[str, tuple[str, bool]] = {}
    for name, found in typed.items():
        for word, written in found:
            if word not in words and len(word) >= MIN_VOCABULARY_LENGTH and word not in STOP_WORDS:
                words[word] = (written, name == "title")
    return Analysis(_columns({name: [word for word, _ in found] for name, found in typed.items()}), words)


def columns(document: Document) -> tuple[str, ...]:
    """The columns alone, for an index whose words are kept elsewhere."""
    return _columns({name: tokens(text) for name, text in _texts(document).items()})


def _texts(document: Document) -> dict[str, str]:
    return {
        "title": document.title,
        "organisation": document.organisation,
        "keywords": document.keywords,
        "summary": document.summary,
        "body": document.body,
        "labels": document.labels,
    }


def _columns(typed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The columns from the folded words of the texts; stop words only where there is nothing else."""
    found: dict[str, str] = {}
    parts: dict[str, tuple[str, ...]] = {}
    for name, words in typed.items():
        content = [word for word in words if word not in STOP_WORDS] or words
        found[name] = " ".join(map(stem, content))
        parts[name] = unique(chain.from_iterable(map(part_stems, content)))
    found["title_parts"] = " ".join(parts["title"])
    found["parts"] = " ".join(unique(chain.from_iterable(own for name, own in parts.items() if name not in NO_PARTS)))
    return tuple(found[name] for name in COLUMNS)


def sort_title(title: str) -> str:
    """What titles are put in alphabetical order on."""
    return " ".join(tokens(title))[:SORT_TITLE_LENGTH] or fold(title)[:SORT_TITLE_LENGTH]
