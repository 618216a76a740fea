"""Application configuration."""

from django.apps import AppConfig


class SitesConfig(AppConfig):
    """Zones and everything that makes a zone's site its own."""

    name = "sites"
    verbose_name = "Wijken"
