"""Application configuration."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ModerationConfig(AppConfig):
    """Submissions of partners, the workflow task that holds them, the queue, questions and answers."""

    name = "moderation"
    verbose_name = "Nakijken"

    def ready(self) -> None:
        """Load what each app says about its own things that can be sent in."""
        autodiscover_modules("subjects")
