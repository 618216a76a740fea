"""Who may do what with zones."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from wagtail.permission_policies import ModelPermissionPolicy


class ZonePermissionPolicy(ModelPermissionPolicy):
    """A zone comes and goes with its site and pages, so never through a form."""

    def user_has_permission(self, user: AbstractBaseUser | AnonymousUser, action: str) -> bool:
        """Changing is a matter of permission; adding and deleting are nobody's."""
        return action not in {"add", "delete"} and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: AbstractBaseUser | AnonymousUser, actions: Iterable[str]) -> bool:
        """The same for several actions."""
        return any(self.user_has_permission(user, action) for action in actions)
