"""Public addresses of search; they are stable."""

from django.urls import path

from search import views

urlpatterns = [
    path("zoeken/", views.results, name="search-results"),
    path("zoeken/suggesties/", views.suggestions, name="search-suggestions"),
]
