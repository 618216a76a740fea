"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """What every app builds on: pages, blocks, components, schedules, registries."""

    name = "core"
    verbose_name = "Basis"

    def ready(self) -> None:
        """Load the modules that connect themselves: receivers, and what of each app can be found and shown."""
        autodiscover_modules("receivers", "documents", "components")
