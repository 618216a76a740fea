"""Who may do what with dossiers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.choices import Right
from accounts.permissions import Visitor, may, may_everywhere, zones_where
from dossiers.models import ZoneAddition
from sites.models import Zone

# Before anything was published.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


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


def may_publish(user: Visitor, addition: ZoneAddition) -> bool:
    """Whether somebody may make public what waits: the right in its zone, and another wrote at it since it was published last.

    What somebody wrote alone goes to a second reader. One query at most.
    """
    if not may(user, Right.PUBLISH_PAGES, zone=addition.zone):
        return False
    waiting = addition.revisions.exclude(user=None).exclude(user=user.pk)
    return bool(waiting.filter(created_at__gt=addition.last_published_at or NEVER).exists())
