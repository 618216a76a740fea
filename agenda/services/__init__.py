"""Writes of the agenda."""

from agenda.services.importing import ImportResult, import_calendar
from agenda.services.occurrences import foreseen, refresh_occurrences
from agenda.services.sending import call_off, forget_drafts, keep_step, preview_of, send_draft, start_change, start_draft
from agenda.services.submitting import submit_event

__all__ = [
    "ImportResult",
    "call_off",
    "foreseen",
    "forget_drafts",
    "import_calendar",
    "keep_step",
    "preview_of",
    "refresh_occurrences",
    "send_draft",
    "start_change",
    "start_draft",
    "submit_event",
]
