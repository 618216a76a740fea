"""Files that people open in a spreadsheet, which runs what looks like a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A spreadsheet runs a cell that starts with one of these, or with its full-width twin, as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_PHONE = re.compile(r"\+[\d \-()]{6,19}$")


def starts_formula(cell: str, *, is_workbook: bool = False) -> bool:
    """Whether a cell starts as a formula does; in a workbook cells have types and only "=" starts one."""
    starts = FORMULA_STARTS[:1] if is_workbook else FORMULA_STARTS
    return _INVISIBLE.sub("", cell).startswith(starts) and not _PHONE.match(cell.strip())


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet may run this cell, or a part of it after a separator of its own, as a formula."""
    return any(_INVISIBLE.sub("", part).startswith(FORMULA_STARTS) or part[:1] in {"\t", "\r"} for part in re.split(r"[;\t\r\n]", cell))


def guarded(cell: str) -> str:
    """A cell for a spreadsheet: an apostrophe keeps what looks like a formula from running."""
    return f"'{cell}" if looks_like_formula(cell) and not _PHONE.match(cell) else cell


def unguarded(cell: str) -> str:
    """The reverse of `guarded`."""
    return cell[1:] if cell.startswith("'") and looks_like_formula(cell[1:]) else cell


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Rows as lines of a CSV, one at a time, after the mark by which spreadsheets know UTF-8; no cell runs as a formula."""
    mark = "\ufeff"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([guarded(cell) for cell in row])
        yield mark + line.getvalue()
        mark = ""


def xlsx_of(rows: Iterable[Iterable[str]], *, title: str) -> bytes:
    """Rows as a workbook of one sheet; every cell is typed as text, so that none is a formula, and loses what no workbook can hold."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)) for value in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
