"""Tables of the agenda."""

from agenda.models.draft import EventDraft
from agenda.models.event import AgendaPage, EventChange, EventPage, event_changed
from agenda.models.occurrence import Occurrence
from agenda.models.registration import Places, Registration
from agenda.models.source import CalendarSource, ImportedEvent
from agenda.models.text import EventText

__all__ = [
    "AgendaPage",
    "CalendarSource",
    "EventChange",
    "EventDraft",
    "EventPage",
    "EventText",
    "ImportedEvent",
    "Occurrence",
    "Places",
    "Registration",
    "event_changed",
]
