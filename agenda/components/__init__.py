"""The agenda as residents and partners see it: days with activities, what to choose from, one activity, and registering for it."""

from agenda.components.choosing import Choice, ChoiceField, choices_of
from agenda.components.detail import EventDetail, detail
from agenda.components.overview import AgendaOverview, DayOfRows, EventRow, SoonInTheZone, days_of_rows, overview
from agenda.components.picture import Picture
from agenda.components.portal import event_rows, step_links
from agenda.components.registering import RegistrationBox, RegistrationStatus, SignUpDates, sign_up_dates
from agenda.components.sheet import WeekSheet, week_sheet
from agenda.components.theme import EventsOfTheme

__all__ = [
    "AgendaOverview",
    "Choice",
    "ChoiceField",
    "DayOfRows",
    "EventDetail",
    "EventRow",
    "EventsOfTheme",
    "Picture",
    "RegistrationBox",
    "RegistrationStatus",
    "SignUpDates",
    "SoonInTheZone",
    "WeekSheet",
    "choices_of",
    "days_of_rows",
    "detail",
    "event_rows",
    "overview",
    "sign_up_dates",
    "step_links",
    "week_sheet",
]
