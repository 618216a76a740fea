"""Addresses of the agenda."""

from django.urls import path

from agenda.feeds import atom, icalendar, schema
from agenda.views import pages, portal, registering, sharing, sheets

urlpatterns = [
    path("agenda/", pages.agenda, name="agenda"),
    path("agenda/agenda.ics", icalendar.agenda_calendar, name="agenda_calendar"),
    path("agenda/agenda.atom", atom.agenda_atom, name="agenda_atom"),
    path("agenda/agenda.json", schema.agenda_json, name="agenda_json"),
    path("agenda/insluiten/", sharing.frame, name="agenda_frame"),
    path("agenda/op-uw-site/", sharing.share, name="agenda_share"),
    path("agenda/weekblad/", sheets.sheet, name="agenda_sheet"),
    path("agenda/<slug:slug>.ics", icalendar.event_calendar, name="event_calendar"),
    path("agenda/aanmelding/<uuid:uid>/", registering.registration, name="registration"),
    path("agenda/<slug:slug>/aanmelden/", registering.sign_up, name="sign_up"),
    path("agenda/<slug:slug>/aanmelden/verstuurd/", registering.sign_up_sent, name="sign_up_sent"),
    path("agenda/<slug:slug>/", pages.event, name="event"),
    path("partner/activiteiten/", portal.list_events, name="partner_events"),
    path("partner/activiteiten/nieuw/", portal.begin, name="partner_event_new"),
    path("partner/activiteiten/concept/<uuid:reference>/nakijken/", portal.check, name="partner_event_check"),
    path("partner/activiteiten/concept/<uuid:reference>/weggooien/", portal.throw_away, name="partner_event_discard"),
    path("partner/activiteiten/concept/<uuid:reference>/<slug:key>/", portal.step, name="partner_event_step"),
    path("partner/activiteiten/<uuid:uid>/", portal.show_event, name="partner_event"),
    path("partner/activiteiten/<uuid:uid>/aanmeldingen/", portal.show_registrations, name="partner_event_registrations"),
    path("partner/activiteiten/<uuid:uid>/aanpassen/", portal.change_event, name="partner_event_change"),
    path("partner/activiteiten/<uuid:uid>/gaat-niet-door/", portal.cancel_event, name="partner_event_cancel"),
]
