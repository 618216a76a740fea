"""What an engine of the database has of its own: the full-text table, and statements that databases write differently."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from search.engine.database.analysis import Analysis
from search.engine.database.expressions import Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A row of `search_searchdocument`, its columns in their order."""

    number: int
    key: str
    kind: str
    version: int
    signature: int
    sort_title: str
    latitude: float | None
    longitude: float | None
    payload: str


@dataclass(frozen=True, slots=True)
class WordChange:
    """By how much the counts of a word of the vocabulary change; `shown` is how people write it."""

    word: str
    shown: str
    stem: str
    documents: int
    titles: int


class Dialect(Protocol):
    """The statements of one database. Ranks are lower for better matches, and negative; levels are those of the layout."""

    name: str
    # What follows a column to say that it is one of the values of a parameter that `listed` makes.
    among: str
    # What ends a SELECT of rows that are about to be changed.
    locking: str
    # The condition that a word begins in a way, for a parameter with the beginning and one with what follows it.
    begins: str

    # The row ids of everything, those of what matches an expression, and the condition that something does; the last two
    # with one parameter.
    all_row_ids: str
    row_ids: str
    exists: str
    # How many of the last bits of a signature's id are random; some where several transactions write at once.
    random_bits: int

    def listed(self, values: Collection[Any]) -> Any:
        """The parameter for `among`."""

    # Reading the full-text table

    def written(self, expression: Expression) -> str:
        """The expression as the full-text table is asked for it."""

    def is_more_than(self, expression: Expression, count: int) -> bool:
        """Whether more rows than this match."""

    def ranked(self, expressions: Sequence[Expression], *, are_few: bool) -> list[tuple[int, float, int, int]]:
        """Row id, rank, level and the place of the expression, of everything that matches one; one statement for all of them.

        `are_few` says that no more than TOLD_APART match; of more the ranks may be rough, and the levels say nothing.
        """

    def ranks(self, expression: Expression, rows: Sequence[int] | None) -> list[tuple[int, float]]:
        """Row id and rank of many matches: of these rows or, for None, of all; ranks may be rough, but are the same each time."""

    def best(self, expression: Expression, count: int) -> list[int]:
        """The row ids of the best matches, best first."""

    # Writing; the caller has a transaction

    def fresh_numbers(self, count: int) -> Sequence[int]:
        """Numbers that no document has, and that no other transaction gets."""

    def begin_clear(self) -> None:
        """Wait for others that write, and hold them off until the end of the transaction; their reading goes on."""

    def insert_documents(self, rows: Sequence[DocumentRow]) -> set[str]:
        """Store new documents; the keys of those that are stored, without what somebody else stored in the meantime."""

    def update_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Replace what is stored under the numbers of these documents."""

    def insert_texts(self, texts: Sequence[tuple[int, Analysis]]) -> None:
        """Store the texts of documents under their row ids."""

    def delete_texts(self, rows: Sequence[int]) -> None:
        """Take texts away by row id."""

    def clear_texts(self) -> None:
        """Take all texts away."""

    def tidy_texts(self) -> None:
        """Make the full-text table quick again after many writes at once."""

    def count_words(self, changes: Sequence[WordChange], documents: int) -> None:
        """Change the counts of words, and of all documents together."""

    def clear_words(self) -> None:
        """Forget all words."""
