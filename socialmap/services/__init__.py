"""Writes of the social map."""

from socialmap.services.exporting import export_csv, export_xlsx
from socialmap.services.importing import ImportFile, ImportPreview, apply_import, preview_import
from socialmap.services.sheets import ImportProblem, SheetError, read_sheet

__all__ = [
    "ImportFile",
    "ImportPreview",
    "ImportProblem",
    "SheetError",
    "apply_import",
    "export_csv",
    "export_xlsx",
    "preview_import",
    "read_sheet",
]
