"""Tables of the agenda."""

from agenda.models.draft import EventDraft
from agenda.models.event import AgendaPage, EventChange, EventPage, event_changed
from agenda.models.occurrence import Occurrence
from agenda.models.text import EventText

__all__ = ["AgendaPage", "EventChange", "EventDraft", "EventPage", "EventText", "Occurrence", "event_changed"]
