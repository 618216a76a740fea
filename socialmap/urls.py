"""Addresses of the social map."""

from django.urls import path

from socialmap.views import pages

urlpatterns = [
    path("sociale-kaart/<slug:slug>/", pages.entry_page, name="entry"),
    path("organisaties/<slug:slug>/", pages.organisation_page, name="organisation"),
    path("themas/", pages.theme_list, name="themes"),
    path("themas/<slug:slug>/", pages.theme_page, name="theme"),
]
