"""Addresses of the front doors."""

from django.urls import path

from home import views

urlpatterns = [path("wijk-kiezen/", views.choose_zone, name="choose-zone")]
