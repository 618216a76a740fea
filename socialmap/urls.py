"""Addresses of the social map."""

from django.urls import path

from socialmap.views import pages, review

urlpatterns = [
    path("sociale-kaart/<slug:slug>/", pages.entry_page, name="entry"),
    path("organisaties/<slug:slug>/", pages.organisation_page, name="organisation"),
    path("klopt-nog/<str:token>/", review.review, name="review"),
]
