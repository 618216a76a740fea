"""Addresses of the agenda."""

from django.urls import path

from agenda import feeds, views

urlpatterns = [
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/agenda.ics", feeds.agenda_calendar, name="agenda_calendar"),
    path("agenda/<slug:slug>.ics", feeds.event_calendar, name="event_calendar"),
    path("agenda/<slug:slug>/", views.event, name="event"),
]
