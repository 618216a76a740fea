"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.registry import NavigationItem, navigation


class SearchConfig(AppConfig):
    """Finding help in three steps."""

    name = "search"
    verbose_name = "Zoeken"

    def ready(self) -> None:
        """Take a place in the main menu."""
        navigation.register(NavigationItem(label=_("Hulp zoeken"), url="/zoeken/", icon="zoek", order=10))
