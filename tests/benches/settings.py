"""Settings of a bench run: the project's own, with a table for the side it is compared with."""

from cms.settings import *  # noqa: F403 - the same settings, but for what follows
from cms.settings import INSTALLED_APPS, LOGGING

DEBUG = False
INSTALLED_APPS = [*INSTALLED_APPS, "tests.benches"]
LOGGING["root"]["level"] = "WARNING"
