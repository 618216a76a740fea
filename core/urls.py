"""Addresses of the catalogue."""

from django.urls import path

from core import views

urlpatterns = [path("onderdelen/", views.catalogue, name="catalogue")]
