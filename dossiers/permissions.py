"""Who may do what with dossiers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.choices import Right
from accounts.permissions import Visitor, may, may_everywhere, zones_where
from sites.models import Zone


def may_see_dossiers(user: Visitor) -> bool:
    """Whether somebody keeps pages anywhere, and so may see which dossiers there are."""
    return may(user, Right.EDIT_PAGES)


def may_write_dossiers(user: Visitor) -> bool:
    """Whether somebody writes what all zones share."""
    return may_everywhere(user, Right.EDIT_PAGES)


def may_add_in(user: Visitor, zone: Zone) -> bool:
    """Whether somebody says what a zone adds."""
    return may(user, Right.EDIT_PAGES, zone=zone)


def zones_of(user: Any) -> QuerySet[Zone]:
    """The zones for which somebody may say what they add, by number; two queries at most."""
    return zones_where(user, Right.EDIT_PAGES)
