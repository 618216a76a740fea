"""Completing what is being typed. Everything suggested is found by a search for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.choices import Tier
from search.engine.base import WORD_KIND, Suggestion, ZoneScope
from search.engine.database import reading, spelling
from search.engine.database.dialect import Dialect
from search.engine.database.expressions import Word as AnyWhere
from search.engine.database.expressions import all_of, in_title
from search.engine.database.layout import ID_BITS, ID_MASK
from search.engine.database.ranking import tier_of
from search.engine.database.signatures import remembered
from search.engine.database.vocabulary import words_beginning_with
from search.understanding.folding import shown_tokens
from search.understanding.vocabulary import Word
from search.understanding.words import STOP_WORDS, stem, unique

MIN_LETTERS = 2
MAX_TYPED_LENGTH = 100
MAX_WORDS = 2
CANDIDATES = 12
TITLES = 40


def suggest(dialect: Dialect, prefix: str, *, zone: ZoneScope, limit: int) -> list[Suggestion]:
    """At most `limit` completions: a few words, then titles of things the visitor can use; three to five statements."""
    typed = shown_tokens(prefix[:MAX_TYPED_LENGTH])
    if not typed or sum(len(word) for word, _ in typed) < MIN_LETTERS:
        return []
    *earlier, (last, _) = typed
    before = [stem(word) for word, _ in earlier if word not in STOP_WORDS]
    endings = _endings(dialect, last, before)
    if not endings:
        return []
    titles = list(_titles(dialect, before, endings, zone))
    room = max(MAX_WORDS, limit - len(titles))
    start = " ".join(written for _, written in earlier)
    words = [Suggestion(text=f"{start} {ending.shown}".strip(), kind=WORD_KIND) for ending in endings[:room]]
    return [*words, *titles][:limit]


def _endings(dialect: Dialect, last: str, before: Sequence[str]) -> list[Word]:
    """Words that the last one can become and that occur together with the earlier ones."""
    found = words_beginning_with(dialect, last).beginning_with(last, limit=CANDIDATES) or spelling.corrected(last)
    found = [word for word in found if word.word not in STOP_WORDS]
    if not before:
        return found
    together = reading.existing(dialect, {word.word: all_of(map(AnyWhere, (*before, word.stem))) for word in found})
    return [word for word in found if word.word in together]


def _titles(dialect: Dialect, before: Sequence[str], endings: Sequence[Word], zone: ZoneScope) -> Iterator[Suggestion]:
    """Things with these words in their title, only what a search in this zone surely shows."""
    rows = dialect.best(in_title(before, unique(word.stem for word in endings)), TITLES)
    known = remembered(dialect, (row >> ID_BITS for row in rows))
    groups = {row: known.groups[known.group_of[row >> ID_BITS]] for row in rows}
    usable = [row for row in rows if zone.zone_id is None or tier_of(groups[row], zone) is not Tier.ELSEWHERE]
    documents = reading.documents(dialect, [row & ID_MASK for row in usable])
    seen: set[str] = set()
    for row in usable:
        document = documents.get(row & ID_MASK)
        if document is not None and document.title not in seen:
            seen.add(document.title)
            yield Suggestion(text=document.title, kind=document.kind, url=document.url)
