"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.registry import NavigationItem, navigation


class DossiersConfig(AppConfig):
    """Dossiers about a theme, shared by all zones, and what a zone adds to them."""

    name = "dossiers"
    verbose_name = "Themadossiers"

    def ready(self) -> None:
        """Take a place in the main menu."""
        navigation.register(NavigationItem(label=_("Thema's"), url="/themas/", icon="boek", order=40))
