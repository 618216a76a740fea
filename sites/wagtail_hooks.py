"""Registers the admin of zones."""

from django.urls import URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from sites.models import Zone
from sites.permissions import ZonePermissionPolicy
from sites.viewsets import ZoneViewSet

register_permission_policy(Zone, ZonePermissionPolicy(Zone))
register_snippet(ZoneViewSet)


@hooks.register("register_admin_urls")
def site_urls() -> list[URLResolver]:
    """Where the lists of pages lead administrators: Wagtail's own screen of sites is not there, as sites come with zones."""
    index = path("", RedirectView.as_view(pattern_name="wagtailsnippets_sites_zone:list"), name="index")
    return [path("sites/", include(([index], "wagtailsites")))]
