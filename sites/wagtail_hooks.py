"""Registers the admin of zones."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from sites.models import Zone
from sites.permissions import ZonePermissionPolicy
from sites.viewsets import ZoneViewSet

register_permission_policy(Zone, ZonePermissionPolicy(Zone))
register_snippet(ZoneViewSet)
