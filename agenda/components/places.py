"""How many places one time of an activity has left, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from agenda.models import Occurrence


def places_of(row: Occurrence) -> str:
    """What stands beside a time that one can register for now: "Nog 3 plaatsen"; empty if there is always room, or none."""
    if not row.places_left or not row.event.takes_registrations(starts_at=row.starts_at, at=timezone.now()):
        return ""
    return ngettext("Nog %(left)d plaats", "Nog %(left)d plaatsen", row.places_left) % {"left": row.places_left}


def is_full(row: Occurrence) -> bool:
    """Whether all places are taken by people who registered, so that others can wait."""
    return row.places_left == 0


def full_words() -> str:
    """What stands beside a time whose places are all taken."""
    return _("Vol: u kunt op de wachtlijst.")
