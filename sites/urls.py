"""Addresses of a zone's look."""

from django.urls import path

from sites import views

urlpatterns = [path("thema/<slug:fingerprint>.css", views.own_colour, name="own-colour")]
