"""Addresses of the agenda."""

from django.urls import path

from agenda.feeds import atom, icalendar, schema
from agenda.views import pages, sharing, sheets

urlpatterns = [
    path("agenda/", pages.agenda, name="agenda"),
    path("agenda/agenda.ics", icalendar.agenda_calendar, name="agenda_calendar"),
    path("agenda/agenda.atom", atom.agenda_atom, name="agenda_atom"),
    path("agenda/agenda.json", schema.agenda_json, name="agenda_json"),
    path("agenda/insluiten/", sharing.frame, name="agenda_frame"),
    path("agenda/op-uw-site/", sharing.share, name="agenda_share"),
    path("agenda/weekblad/", sheets.sheet, name="agenda_sheet"),
    path("agenda/<slug:slug>.ics", icalendar.event_calendar, name="event_calendar"),
    path("agenda/<slug:slug>/", pages.event, name="event"),
]
