"""Application configuration of the composition root: here the broker meets what rings for it."""

from functools import partial
from importlib import import_module

from django.apps import AppConfig
from django.conf import settings

from search.doorbell import doorbell


class CmsConfig(AppConfig):
    """Connects the parts of an installation."""

    name = "cms"
    verbose_name = "Wijkwinkel"

    def ready(self) -> None:
        """Let the bells ring at the broker, if there is one; without one Celery is not even loaded. Mend texts of Wagtail."""
        # Forms need every model.
        import_module("cms.wagtail_texts").translate()
        if settings.BROKER_URL:
            post = import_module("cms.celery").poster.post
            doorbell.answered_by(partial(post, "search.tasks.drain"))
            import_module("cms.tasks_bridge").announcer.announce = partial(post, "cms.tasks.run_job")
