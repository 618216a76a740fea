"""Public addresses of search; they are stable."""

from django.urls import path

from search import views

urlpatterns = [
    path("zoeken/", views.results, name="search-results"),
    path("zoeken/kaart.json", views.map_of_results, name="search-map"),
    path("zoeken/wat-zocht-u/", views.missing_help, name="search-missing-help"),
    path("zoeken/wat-zocht-u/bedankt/", views.missing_help_sent, name="search-missing-help-sent"),
    path("zoeken/suggesties/", views.suggestions, name="search-suggestions"),
]
