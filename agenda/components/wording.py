"""What is said of one time of an activity, wherever it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from agenda.choices import EventState
from agenda.components.places import full_words, is_full
from core.schedule import AMSTERDAM, format_time

if TYPE_CHECKING:
    from agenda.models import Occurrence

# What lasts longer than a night has no end on the list of its day.
LONG = timedelta(hours=12)


def notice_of(row: Occurrence) -> str:
    """What is not as usual at one time: off, full, moved; with the reason."""
    usual = full_words() if is_full(row) and row.state == EventState.FULL else words_of(row.state)
    words = usual or (_("Dit is op een ander moment dan anders.") if row.is_moved else "")
    return f"{words} {row.note}".strip()


def words_of(state: str) -> str:
    """What is not as usual in a state; empty if it is held."""
    return {EventState.CANCELLED: _("Gaat niet door."), EventState.FULL: _("Er is geen plek meer.")}.get(EventState(state), "")


def time_of(row: Occurrence, *, is_short: bool = False) -> str:
    """When on its day: "10.00 tot 12.00 uur", "vanaf 10.00 uur", "hele dag"; short without "uur"."""
    if row.event.is_all_day:
        return _("hele dag")
    starts, ends = row.starts_at.astimezone(AMSTERDAM), row.ends_at.astimezone(AMSTERDAM)
    if starts.date() != ends.date() and ends - starts > LONG:
        words, values = _("vanaf %(time)s uur"), {"time": format_time(starts)}
    else:
        words, values = _("%(first)s tot %(last)s uur"), {"first": format_time(starts), "last": format_time(ends)}
    text: str = words % values
    return text.removesuffix(" uur") if is_short else text
