"""Writes of the portal."""

from partners.services.applying import apply, forget_applications, welcome
from partners.services.colleagues import add_colleague, remove_colleague
from partners.services.keeping import confirm_entries, propose_change

__all__ = [
    "add_colleague",
    "apply",
    "confirm_entries",
    "forget_applications",
    "propose_change",
    "remove_colleague",
    "welcome",
]
