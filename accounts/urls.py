"""Addresses of logging in by a link from a mail."""

from django.urls import path

from accounts.views import portal

urlpatterns = [
    path("inloggen/", portal.ask_link, name="accounts-login"),
    path("inloggen/verstuurd/", portal.link_sent, name="accounts-link-sent"),
    path("inloggen/<str:token>/", portal.follow_link, name="accounts-link"),
    path("uitloggen/", portal.log_out, name="accounts-logout"),
]
