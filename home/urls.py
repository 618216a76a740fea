"""Addresses of the front doors and of places."""

from django.urls import path

from home.views.places import show_place, show_places
from home.views.zones import choose_zone

urlpatterns = [
    path("wijk-kiezen/", choose_zone, name="choose-zone"),
    path("wijkwinkel/", show_places, name="places"),
    path("wijkwinkel/<slug:slug>/", show_place, name="place"),
]
