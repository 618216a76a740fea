"""Application configuration."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """What partner organisations see and do: their data, what they sent, their colleagues, and becoming a partner."""

    name = "partners"
    verbose_name = "Partners"
