"""Who may do what with activities outside the admin."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import User
from agenda.models import EventDraft, EventPage
from socialmap.models import Membership, Organisation


def organisations_of(user: User) -> QuerySet[Organisation]:
    """The organisations that somebody sends activities in for, by name."""
    return Membership.objects.all().organisations_of(user.pk)


def events_of(user: User) -> QuerySet[EventPage]:
    """The activities of the organisations of somebody, the newest first."""
    found: QuerySet[EventPage] = EventPage.objects.filter(organiser__in=organisations_of(user)).order_by("-pk")
    return found


def drafts_of(user: User) -> QuerySet[EventDraft]:
    """What is still being written for the organisations of somebody, touched last first."""
    return EventDraft.objects.filter(organisation__in=organisations_of(user))
