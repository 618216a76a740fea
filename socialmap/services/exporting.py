"""Export of what is live, with the columns of the import, so that a file can come back changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.spreadsheets import guarded
from socialmap.models import Entry, Organisation
from socialmap.services.importing import REFERENCES, RELATIONS, ImportFile, cell_of

BATCH_ROWS = 500


def export_csv(*, file: ImportFile) -> Iterator[str]:
    """Lines of a CSV (UTF-8 with a mark that spreadsheets need), header first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(column.header for column in file.columns)
    for row in _rows(file):
        writer.writerow([guarded(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    if buffer.tell():
        yield buffer.getvalue()


def export_xlsx(*, file: ImportFile) -> bytes:
    """The same as a workbook of one sheet, every cell typed as text."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Sociale kaart")
    for row in [[column.header for column in file.columns], *_rows(file)]:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _rows(file: ImportFile) -> Iterable[list[str]]:
    queryset = file.model.objects.filter(live=True).order_by("slug").prefetch_related(*RELATIONS[file.model])
    instances: Iterable[Entry | Organisation] = queryset.select_related(*REFERENCES[file.model]).iterator(BATCH_ROWS)
    for instance in instances:
        yield [cell_of(instance, column) for column in file.columns]
