"""Who decides."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may, zones_where
from moderation.models import Trust
from socialmap.models import Membership, Organisation


def trustable_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations with somebody who sends things in for them, but for one's own; by name."""
    own = Membership.objects.filter(user=user.pk).values("organisation")
    return Organisation.objects.filter(memberships__isnull=False).exclude(pk__in=own).distinct().order_by("name")


def trusts_of(user: User) -> QuerySet[Trust]:
    """The trust that somebody may end: in the zones where they decide."""
    rows = Trust.objects.filter(zone__in=zones_where(user, Right.MODERATE)).select_related("organisation", "zone", "given_by")
    return rows.order_by("organisation__name", "zone__number")


def decides_anything(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody decides about anything anywhere."""
    return may(user, Right.MODERATE) or may(user, Right.EDIT_SOCIAL_MAP)
