"""Writes of the social map."""

from socialmap.services.exporting import export_csv, export_xlsx
from socialmap.services.importing import ImportFile, ImportPreview, apply_import, preview_import
from socialmap.services.keeping import CONFIRMED, confirm, give_review_days, store_entry, write_in_drafts
from socialmap.services.likeness import dismiss, refresh_due_pairs, refresh_pairs, refresh_pairs_of
from socialmap.services.links import ask_again
from socialmap.services.merging import ABSORBED, MERGED, Merge, MergeRefusedError, as_said, merge, refusal
from socialmap.services.moving import count_references
from socialmap.services.reminding import confirm_by_link, find_review_link, forget_reviews, remind_owners, waiting_behind
from socialmap.services.sheets import ImportProblem, SheetError, read_sheet

__all__ = [
    "ABSORBED",
    "CONFIRMED",
    "MERGED",
    "ImportFile",
    "ImportPreview",
    "ImportProblem",
    "Merge",
    "MergeRefusedError",
    "SheetError",
    "apply_import",
    "as_said",
    "ask_again",
    "confirm",
    "confirm_by_link",
    "count_references",
    "dismiss",
    "export_csv",
    "export_xlsx",
    "find_review_link",
    "forget_reviews",
    "give_review_days",
    "merge",
    "preview_import",
    "read_sheet",
    "refresh_due_pairs",
    "refresh_pairs",
    "refresh_pairs_of",
    "refusal",
    "remind_owners",
    "store_entry",
    "waiting_behind",
    "write_in_drafts",
]
