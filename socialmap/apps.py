"""Application configuration."""

from django.apps import AppConfig

from core.registry import NavigationItem, navigation


class SocialmapConfig(AppConfig):
    """The tilted social map: organisations and what can help."""

    name = "socialmap"
    verbose_name = "Sociale kaart"

    def ready(self) -> None:
        """Take a place in the main menu."""
        navigation.register(NavigationItem(label="Thema's", url="/themas/", icon="boek", order=40))
