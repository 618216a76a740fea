"""Who may do what with the social map."""

from __future__ import annotations

from accounts.choices import Right
from accounts.permissions import Visitor, may_everywhere


def may_import(user: Visitor) -> bool:
    """Whether somebody may change the whole social map with a file: add, change and publish everything."""
    return may_everywhere(user, Right.EDIT_SOCIAL_MAP)
