"""Who may do what with activities: partners with those of their organisations, staff with who registered and with calendars of partners."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import Visitor, may, may_everywhere, zones_where
from agenda.models import CalendarSource, EventDraft, EventPage
from sites.models import Zone
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


def may_manage_all_sources(user: Visitor) -> bool:
    """Whether somebody may manage the calendars of all zones and of the city."""
    return may_everywhere(user, Right.EDIT_PAGES)


def may_manage_source(user: Visitor, source: CalendarSource) -> bool:
    """Whether somebody may see and change this calendar. Views ask here, or take theirs from `manageable_sources`."""
    if source.zone is None:
        return may_manage_all_sources(user)
    return may(user, Right.EDIT_PAGES, zone=source.zone)


def may_manage_sources(user: Visitor) -> bool:
    """Whether somebody may manage any calendar."""
    return may(user, Right.EDIT_PAGES)


def manageable_zones(user: Visitor) -> QuerySet[Zone]:
    """The zones whose calendars somebody may manage."""
    return zones_where(user, Right.EDIT_PAGES)


def manageable_sources(user: Visitor) -> QuerySet[CalendarSource]:
    """The calendars that somebody may manage; that of the city is for who edits everywhere."""
    found: Any = CalendarSource.objects.select_related("organisation", "zone")
    sources: QuerySet[CalendarSource] = found if may_manage_all_sources(user) else found.in_zones(manageable_zones(user).values("pk"))
    return sources


def may_see_registrations(user: Visitor, event: EventPage) -> bool:
    """Whether somebody of the staff may see who registered: who may edit that very page, and nobody else."""
    return user.is_active and user.is_authenticated and bool(event.permissions_for_user(user).can_edit())
