"""The agenda as residents see it: days with activities, what to choose from, and one activity."""

from agenda.components.choosing import Choice, ChoiceField, choices_of
from agenda.components.detail import EventDetail, detail
from agenda.components.overview import AgendaOverview, DayOfRows, EventRow, overview
from agenda.components.picture import Picture

__all__ = [
    "AgendaOverview",
    "Choice",
    "ChoiceField",
    "DayOfRows",
    "EventDetail",
    "EventRow",
    "Picture",
    "choices_of",
    "detail",
    "overview",
]
