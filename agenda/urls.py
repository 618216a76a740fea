"""Addresses of the agenda."""

from django.urls import path

from agenda import feeds
from agenda.views import pages

urlpatterns = [
    path("agenda/", pages.agenda, name="agenda"),
    path("agenda/agenda.ics", feeds.agenda_calendar, name="agenda_calendar"),
    path("agenda/<slug:slug>.ics", feeds.event_calendar, name="event_calendar"),
    path("agenda/<slug:slug>/", pages.event, name="event"),
]
