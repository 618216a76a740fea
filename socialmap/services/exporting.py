"""Export of what is live, with the columns of the import, so that a file can come back changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.spreadsheets import csv_lines, xlsx_of
from socialmap.models import Entry, Organisation
from socialmap.services.importing import REFERENCES, RELATIONS, ImportFile, cell_of

BATCH_ROWS = 500


def export_csv(*, file: ImportFile) -> Iterator[str]:
    """Lines of a CSV, header first."""
    return csv_lines(_rows(file))


def export_xlsx(*, file: ImportFile) -> bytes:
    """The same as a workbook."""
    return xlsx_of(_rows(file), title="Sociale kaart")


def _rows(file: ImportFile) -> Iterator[list[str]]:
    yield [column.header for column in file.columns]
    queryset = file.model.objects.filter(live=True).order_by("slug").prefetch_related(*RELATIONS[file.model])
    instances: Iterable[Entry | Organisation] = queryset.select_related(*REFERENCES[file.model]).iterator(BATCH_ROWS)
    for instance in instances:
        yield [cell_of(instance, column) for column in file.columns]
