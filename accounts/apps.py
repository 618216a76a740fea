"""Application configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who log in, and what they may do where."""

    name = "accounts"
    verbose_name = "Gebruikers"
