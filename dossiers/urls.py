"""Addresses of themes and dossiers."""

from django.urls import path

from dossiers.views import pages

urlpatterns = [
    path("themas/", pages.show_themes, name="themes"),
    path("themas/<slug:slug>/", pages.show_theme_or_dossier, name="theme"),
    path("themas/<slug:slug>/lijst/", pages.show_lists, name="dossier_lists"),
]
