"""Reading an uploaded CSV or XLSX into rows of text, with a sentence for everything that is wrong."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from socialmap.rules import Column

MAX_ROWS = 3_000
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_UNPACKED_BYTES = 25 * 1024 * 1024
# Text packs ten to twenty times; what packs better than this was made to be large.
MAX_PACKING = 60
MAX_CELL_LENGTH = 5_000
MAX_COLUMNS = 100
_ZIP_START = b"PK"
_DELIMITERS = ",;\t"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# All that a damaged, encrypted or forged workbook makes the libraries below raise.
UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error,
    KeyError, IndexError, ValueError, TypeError, AttributeError, OSError, EOFError, RuntimeError,
)  # fmt: skip


class SheetError(ValueError):
    """The file as a whole cannot be read; the message can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProblem:
    """What is wrong in one row (2 is the first after the header), and in which column."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row of a file: its number as a spreadsheet shows it, and its cells by header."""

    number: int
    cells: dict[str, str]
    is_workbook: bool = False


def read_sheet(file: BinaryIO, *, columns: Sequence[Column]) -> list[SheetRow]:
    """All rows of a CSV (UTF-8, with comma, semicolon or tab) or XLSX file.

    Raises SheetError for a file that is too large, of another kind, in another encoding, or that
    lacks or repeats a column.
    """
    content = file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise SheetError(_("Dit bestand is groter dan 10 MB. Splits het in kleinere bestanden."))
    is_workbook = content.startswith(_ZIP_START)
    lines = _read_xlsx(content) if is_workbook else _read_csv(content)
    header = _header(next(lines, []), columns)
    rows: list[SheetRow] = []
    for number, cells in enumerate(lines, start=2):
        # Empty rows count: a file can claim a thousand million of them.
        if number > MAX_ROWS + 1:
            raise SheetError(_("Dit bestand heeft meer dan 3.000 rijen. Splits het in kleinere bestanden."))
        if any(cell.strip() for cell in cells):
            rows.append(SheetRow(number=number, cells=_cells(number, header, cells), is_workbook=is_workbook))
    if not rows:
        raise SheetError(_("Dit bestand heeft geen rijen onder de kopregel."))
    return rows


def _cells(number: int, header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
        raise SheetError(
            _("Rij %(number)d heeft meer cellen dan de kopregel. Staat er een komma in een tekst zonder aanhalingstekens?")
            % {"number": number}
        )
    if any(len(cell) > MAX_CELL_LENGTH for cell in cells):
        raise SheetError(_("In rij %(number)d staat een cel met meer dan 5.000 tekens. Maak de tekst korter.") % {"number": number})
    padded = [*cells, *[""] * (len(header) - len(cells))]
    return {name: _CONTROL.sub("", cell).strip() for name, cell in zip(header, padded, strict=False)}


def _header(cells: list[str], columns: Sequence[Column]) -> list[str]:
    header = [cell.strip().lower().replace(" ", "_") for cell in cells[: MAX_COLUMNS + 1]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise SheetError(_("Dit bestand heeft meer dan 100 kolommen. Download eerst wat er is: dan hebt u de goede kolommen."))
    known = [column.header for column in columns]
    missing = [column.header for column in columns if column.is_required and column.header not in header]
    if missing:
        raise SheetError(_("In de eerste rij ontbreken deze kolommen: %(names)s.") % {"names": ", ".join(missing)})
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise SheetError(_("Deze kolommen staan er twee keer in: %(names)s.") % {"names": ", ".join(twice)})
    unknown = [name for name in header if name not in known]
    if unknown:
        raise SheetError(_("Deze kolommen kennen wij niet: %(names)s.") % {"names": ", ".join(name[:40] for name in unknown[:10])})
    return header


def _read_csv(content: bytes) -> Iterator[list[str]]:
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = _decoded(content, "utf-16" if is_utf16 else "utf-8-sig")
    first_line = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error:
        raise SheetError(_("Dit bestand is geen goede CSV. Bewaar het opnieuw als 'CSV UTF-8'.")) from None


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise SheetError(_("De letters in dit bestand kunnen wij niet lezen. Bewaar het als 'CSV UTF-8'.")) from None


def _read_xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_bomb(archive)
        with warnings.catch_warnings():
            # The library warns of styles it misses, which we do not read.
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = workbook.worksheets[0]
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            yield [_cell_text(value) for value in row]
    except SheetError:
        raise
    except UNREADABLE:
        raise SheetError(_("Dit bestand is geen Excel-bestand (.xlsx). Bewaar het opnieuw als .xlsx of als 'CSV UTF-8'.")) from None


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    is_too_tight = any(item.file_size > MAX_PACKING * max(item.compress_size, 1024) for item in members)
    if is_too_tight or sum(item.file_size for item in members) > MAX_UNPACKED_BYTES:
        raise SheetError(_("Dit bestand wordt uitgepakt te groot. Splits het in kleinere bestanden."))


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str | int | float | bool):
        return str(value)
    # An array formula, or whatever else a workbook can hold; what follows refuses it as a formula.
    return "="
