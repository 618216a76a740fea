"""The table of who gets what, read from `table.txt`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.isolation.world import ROLES

FILE = Path(__file__).parent / "table.txt"
METHODS = ("GET", "POST")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Some addresses that answer alike: for each method and role the outcomes that are right."""

    title: str
    covers: tuple[str, ...]
    outcomes: dict[tuple[str, str], frozenset[str]]

    def holds_for(self, address: str) -> bool:
        """Whether this row is about an address, by the name that the table knows it by."""
        return any(fnmatchcase(address, pattern) for pattern in self.covers)


def rows() -> list[Row]:
    """All rows, in the order of the file."""
    return [_row(block) for block in _blocks(FILE.read_text(encoding="utf-8"))]


def row_of(address: str, among: list[Row]) -> Row:
    """The one row about an address; raises LookupError if there is none, or more than one."""
    found = [row for row in among if row.holds_for(address)]
    if len(found) != 1:
        raise LookupError(f"{address} stands in {len(found)} rows: {[row.title for row in found]}")
    return found[0]


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines of each row: a title in brackets, a line for each method, and the addresses."""
    block: list[str] = []
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            if block:
                yield block
            block = []
        block.append(line)
    if block:
        yield block


def _row(block: list[str]) -> Row:
    outcomes: dict[tuple[str, str], frozenset[str]] = {}
    covers: list[str] = []
    for line in block[1:]:
        first, *cells = line.split()
        if first in METHODS:
            if len(cells) != len(ROLES):
                raise ValueError(f"{block[0]} {first} has {len(cells)} outcomes for {len(ROLES)} roles")
            outcomes |= {(first, role): frozenset(cell.split("|")) for role, cell in zip(ROLES, cells, strict=True)}
        else:
            covers += [name.replace("~", " ") for name in line.split()]
    return Row(title=block[0].strip("[]"), covers=tuple(covers), outcomes=outcomes)
