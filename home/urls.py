"""Addresses of the front doors, of places, and of every page of a site."""

from django.urls import path, re_path
from wagtail.urls import serve_pattern

from home.views.pages import serve
from home.views.places import show_place, show_places
from home.views.sitemap import show_robots, show_sitemap
from home.views.zones import choose_zone

site_urlpatterns = [path("sitemap.xml", show_sitemap, name="sitemap"), path("robots.txt", show_robots, name="robots")]
page_urlpatterns = [re_path(serve_pattern, serve, name="wagtail_serve")]
urlpatterns = [
    path("wijk-kiezen/", choose_zone, name="choose-zone"),
    path("wijkwinkel/", show_places, name="places"),
    path("wijkwinkel/<slug:slug>/", show_place, name="place"),
]
