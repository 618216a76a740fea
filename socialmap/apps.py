"""Application configuration."""

from django.apps import AppConfig


class SocialmapConfig(AppConfig):
    """The tilted social map: organisations and what can help."""

    name = "socialmap"
    verbose_name = "Sociale kaart"
