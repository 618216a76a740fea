"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.registry import NavigationItem, navigation


class AgendaConfig(AppConfig):
    """Activities in the zones, and when they are."""

    name = "agenda"
    verbose_name = "Agenda"

    def ready(self) -> None:
        """Take a place in the main menu."""
        navigation.register(NavigationItem(label=_("Agenda"), url="/agenda/", icon="kalender", order=30))
