"""Who may see what in the portal, and whose consulting hours editors keep."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import Visitor, may, zones_where
from moderation.models import Submission
from partners.choices import HourState
from partners.models import ConsultingHour
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


def hours_of(user: User) -> QuerySet[ConsultingHour]:
    """The consulting hours of the organisations of somebody, in the order of the week, with what is told of each."""
    rows: QuerySet[ConsultingHour] = ConsultingHour.objects.filter(organisation__in=organisations_of(user))
    return rows.select_related("organisation", "location__zone__site", "room", "replaces").prefetch_related("offs")


def may_keep_hours(user: Visitor) -> bool:
    """Whether somebody keeps the consulting hours of any zone."""
    return may(user, Right.EDIT_PAGES)


def kept_hours(user: Visitor) -> QuerySet[ConsultingHour]:
    """The consulting hours on the site in the zones that somebody edits, in the order of the week, with what is told of each.

    What waits is for who moderates.
    """
    rows: QuerySet[ConsultingHour] = ConsultingHour.objects.filter(
        state=HourState.LIVE, location__zone__in=zones_where(user, Right.EDIT_PAGES)
    )
    return (
        rows.select_related("organisation", "location__zone__site", "room")
        .prefetch_related("offs")
        .order_by("weekday", "starts", "title", "pk")
    )
