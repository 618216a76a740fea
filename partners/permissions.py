"""Who may see what in the portal."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from moderation.models import Submission
from socialmap.models import Entry, Membership, Organisation


def organisations_of(user: User) -> QuerySet[Organisation]:
    """The organisations that somebody speaks for, by name."""
    return Membership.objects.all().organisations_of(user.pk)


def submissions_of(user: User) -> QuerySet[Submission]:
    """What somebody may follow: what they sent, and what their organisations sent; newest first."""
    found: QuerySet[Submission] = Submission.objects.filter(Q(sent_by=user) | Q(organisation__in=organisations_of(user)))
    return found.order_by("-sent_at", "-pk")


def entries_of(user: User) -> QuerySet[Entry]:
    """The help on the social map that the organisations of somebody keep up, what was checked longest ago first."""
    return Entry.objects.filter(owner__in=organisations_of(user), live=True, stopped_on=None).order_by("verified_on", "title")
