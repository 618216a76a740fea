"""Settings of a bench run: the project's own, on a database that is thrown away."""

from cms.settings import *  # noqa: F403 - the same settings, but for what follows
from cms.settings import INSTALLED_APPS, LOGGING

DEBUG = False
INSTALLED_APPS = [*(app for app in INSTALLED_APPS if app not in {"home", "socialmap"}), "tests.benches"]


class _NoMigrations:
    """Tables straight from the models for every app but search, whose migration makes the full-text table."""

    def __contains__(self, app: str) -> bool:
        """Whether an app has another place for its migrations."""
        return app != "search"

    def __getitem__(self, app: str) -> None:
        """No place at all."""
        return


MIGRATION_MODULES = _NoMigrations()
LOGGING["root"]["level"] = "WARNING"
