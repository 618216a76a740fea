"""Application configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.registry import NavigationItem, navigation


class HomeConfig(AppConfig):
    """Zone homes, standard pages, zone provisioning and the demo city."""

    name = "home"
    verbose_name = "Website"

    def ready(self) -> None:
        """Take a place in the main menu."""
        navigation.register(NavigationItem(label=_("Wijkwinkel"), url="/wijkwinkel/", icon="deur", order=20))
        navigation.register(NavigationItem(label=_("Contact"), url="/contact/", icon="praat", order=90))
