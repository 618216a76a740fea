"""Addresses of the portal, and of the calendars of consulting hours."""

from django.urls import path

from partners.feeds import consulting_calendar
from partners.views import application, colleagues, consulting, data, home, submissions

urlpatterns = [
    path("wijkwinkel/<slug:slug>/spreekuren.ics", consulting_calendar, name="consulting_calendar"),
    path("partner/", home.show, name="partner_home"),
    path("partner/aanmelden/", application.ask, name="partner_apply"),
    path("partner/aanmelden/gelukt/", application.thank, name="partner_applied"),
    path("partner/inzendingen/", submissions.list_all, name="partner_submissions"),
    path("partner/inzendingen/<uuid:reference>/", submissions.show, name="partner_submission"),
    path("partner/inzendingen/<uuid:reference>/antwoord/", submissions.reply, name="partner_answer"),
    path("partner/inzendingen/<uuid:reference>/intrekken/", submissions.take_back, name="partner_withdraw"),
    path("partner/gegevens/", data.show, name="partner_data"),
    path("partner/gegevens/klopt/", data.confirm, name="partner_confirm"),
    path("partner/gegevens/<int:pk>/", data.change, name="partner_entry"),
    path("partner/collegas/", colleagues.show, name="partner_colleagues"),
    path("partner/collegas/toevoegen/", colleagues.add, name="partner_colleague_add"),
    path("partner/collegas/<int:pk>/weghalen/", colleagues.remove, name="partner_colleague_remove"),
    path("partner/spreekuren/", consulting.show, name="partner_consulting"),
    path("partner/spreekuren/nieuw/", consulting.propose, name="partner_consulting_new"),
    path("partner/spreekuren/<uuid:reference>/", consulting.show_hour, name="partner_consulting_hour"),
    path("partner/spreekuren/<uuid:reference>/aanpassen/", consulting.change, name="partner_consulting_change"),
    path("partner/spreekuren/<uuid:reference>/valt-uit/", consulting.call_off, name="partner_consulting_off"),
    path("partner/spreekuren/<uuid:reference>/gaat-door/", consulting.restore, name="partner_consulting_restore"),
    path("partner/spreekuren/<uuid:reference>/stoppen/", consulting.end, name="partner_consulting_end"),
]
