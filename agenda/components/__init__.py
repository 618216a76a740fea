"""The agenda as residents and partners see it: days with activities, what to choose from, and one activity."""

from agenda.components.choosing import Choice, ChoiceField, choices_of
from agenda.components.detail import EventDetail, detail
from agenda.components.overview import AgendaOverview, DayOfRows, EventRow, SoonInTheZone, days_of_rows, overview
from agenda.components.picture import Picture
from agenda.components.portal import event_rows, step_links
from agenda.components.sheet import WeekSheet, week_sheet

__all__ = [
    "AgendaOverview",
    "Choice",
    "ChoiceField",
    "DayOfRows",
    "EventDetail",
    "EventRow",
    "Picture",
    "SoonInTheZone",
    "WeekSheet",
    "choices_of",
    "days_of_rows",
    "detail",
    "event_rows",
    "overview",
    "step_links",
    "week_sheet",
]
