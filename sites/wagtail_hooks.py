"""Registers the admin of zones."""

from wagtail.snippets.models import register_snippet

from sites.viewsets import ZoneViewSet

register_snippet(ZoneViewSet)
