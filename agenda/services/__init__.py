"""Writes of the agenda."""

from agenda.services.following import follow_places, tell_it_is_gone
from agenda.services.importing import ImportResult, import_calendar
from agenda.services.occurrences import foreseen, refresh_occurrences
from agenda.services.registering import RegistrationError, cancel, confirm, expire, forget, register
from agenda.services.sending import call_off, forget_drafts, keep_step, preview_of, send_draft, start_change, start_draft
from agenda.services.submitting import submit_event

__all__ = [
    "ImportResult",
    "RegistrationError",
    "call_off",
    "cancel",
    "confirm",
    "expire",
    "follow_places",
    "foreseen",
    "forget",
    "forget_drafts",
    "import_calendar",
    "keep_step",
    "preview_of",
    "refresh_occurrences",
    "register",
    "send_draft",
    "start_change",
    "start_draft",
    "submit_event",
    "tell_it_is_gone",
]
