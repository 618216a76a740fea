"""Addresses of themes, dossiers and guides."""

from django.urls import path

from dossiers.views import guides, pages

urlpatterns = [
    path("themas/", pages.show_themes, name="themes"),
    path("themas/<slug:slug>/", pages.show_theme_or_dossier, name="theme"),
    path("themas/<slug:slug>/lijst/", pages.show_lists, name="dossier_lists"),
    path("wegwijzer/", guides.show_guides, name="guides"),
    path("wegwijzer/<slug:slug>/", guides.show_guide, name="guide"),
]
