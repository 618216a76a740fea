"""Writes of the social map."""

from socialmap.services.exporting import export_csv, export_xlsx
from socialmap.services.importing import ImportFile, ImportPreview, apply_import, preview_import
from socialmap.services.keeping import CONFIRMED, confirm, give_review_days, store_entry, write_in_drafts
from socialmap.services.links import ask_again
from socialmap.services.reminding import confirm_by_link, find_review_link, forget_reviews, remind_owners, waiting_behind
from socialmap.services.sheets import ImportProblem, SheetError, read_sheet

__all__ = [
    "CONFIRMED",
    "ImportFile",
    "ImportPreview",
    "ImportProblem",
    "SheetError",
    "apply_import",
    "ask_again",
    "confirm",
    "confirm_by_link",
    "export_csv",
    "export_xlsx",
    "find_review_link",
    "forget_reviews",
    "give_review_days",
    "preview_import",
    "read_sheet",
    "remind_owners",
    "store_entry",
    "waiting_behind",
    "write_in_drafts",
]
