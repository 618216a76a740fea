"""Application configuration: the benches have a table of their own for the side they compare with."""

from django.apps import AppConfig


class BenchesConfig(AppConfig):
    """Only installed while a bench runs."""

    name = "tests.benches"
    label = "benches"
    default_auto_field = "django.db.models.BigAutoField"
