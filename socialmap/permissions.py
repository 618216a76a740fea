"""Who may do what with the social map."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import User


def may_import(user: User | AnonymousUser) -> bool:
    """Whether somebody may change the whole social map with a file: add, change and publish everything."""
    return user.has_perms(
        [
            "socialmap.add_entry",
            "socialmap.change_entry",
            "socialmap.publish_entry",
            "socialmap.add_organisation",
            "socialmap.change_organisation",
            "socialmap.publish_organisation",
        ]
    )
