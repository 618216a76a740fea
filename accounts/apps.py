"""Application configuration: of this app, and of Wagtail's own screens for users and groups."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    """People who log in, and what they may do where."""

    name = "accounts"
    verbose_name = "Gebruikers"
    default = True


class StaffUsersConfig(WagtailUsersAppConfig):
    """Without Wagtail's forms for users and groups, which would set groups and superusers past the grants."""

    default = False
    user_viewset = "accounts.viewsets.PeopleViewSet"
    group_viewset = "accounts.viewsets.NoGroupsViewSet"
