"""Who may do what with the social map."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.choices import Right
from accounts.permissions import Visitor, may_everywhere


def may_import(user: Visitor) -> bool:
    """Whether somebody may change the whole social map with a file: add, change and publish everything."""
    return may_everywhere(user, Right.EDIT_SOCIAL_MAP)


def choosable(model: Any, user: Visitor) -> QuerySet[Any]:
    """What of the social map somebody may choose in the admin: what is public, and drafts for who keeps the social map."""
    everything: QuerySet[Any] = model.objects.filter(merged_into=None) if hasattr(model, "merged_into") else model.objects.all()
    return everything if may_everywhere(user, Right.EDIT_SOCIAL_MAP) else everything.filter(live=True)


def may_merge(user: Visitor) -> bool:
    """Whether somebody may say what is a duplicate and merge: who may change everything on the social map, whatever its zones."""
    return may_everywhere(user, Right.EDIT_SOCIAL_MAP)
