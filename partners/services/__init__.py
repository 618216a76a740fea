"""Writes of the portal."""

from partners.services.applying import apply, forget_applications, welcome
from partners.services.colleagues import add_colleague, remove_colleague
from partners.services.consulting import call_off_date, end_hour, propose_hour, publish_hour, restore_date
from partners.services.holding import extend_hours
from partners.services.keeping import confirm_entries, propose_change

__all__ = [
    "add_colleague",
    "apply",
    "call_off_date",
    "confirm_entries",
    "end_hour",
    "extend_hours",
    "forget_applications",
    "propose_change",
    "propose_hour",
    "publish_hour",
    "remove_colleague",
    "restore_date",
    "welcome",
]
