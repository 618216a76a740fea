"""Which pages somebody may know of in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from accounts.choices import Right
from accounts.permissions import Visitor, may_everywhere


def knowable_pages(pages: PageQuerySet, user: Any) -> PageQuerySet:
    """What everybody may read, and all of the part of the tree that somebody works on or passes on the way; two queries.

    The admin names a page by the title of its draft, so a public page of another zone that waits for a new title is not
    among them until it has it.
    """
    own = page_permission_policy.explorable_instances(user)
    public = Page.objects.live().public().filter(draft_title=F("title"))
    known = Page.objects.filter(Q(pk__in=public.values("pk")) | Q(pk__in=own.values("pk")))
    # By their keys alone: what is found by searching can be narrowed by few other fields.
    return pages.filter(pk__in=known.values("pk"))


def may_make_zones(user: Visitor) -> bool:
    """Whether somebody may make a new zone, undo it, and open it to residents."""
    return may_everywhere(user, Right.EDIT_ZONES)
