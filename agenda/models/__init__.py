"""Tables of the agenda."""

from agenda.models.draft import EventDraft
from agenda.models.event import AgendaPage, EventChange, EventPage, event_changed
from agenda.models.occurrence import Occurrence

__all__ = ["AgendaPage", "EventChange", "EventDraft", "EventPage", "Occurrence", "event_changed"]
