"""What has to be looked at again: whom to ask, and what is left for editors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import WorkflowMixin, WorkflowState

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import Visitor, may_everywhere, zones_where
from socialmap.models import Membership, Organisation, ReviewQuestion
from socialmap.registry import Kept, kept_kinds
from socialmap.rules import REMINDED_AFTER_DAYS


def rows_to_ask(kind: Kept, *, on: date) -> QuerySet[Any]:
    """The things of a kind about which a mail has to go to their owner on a day, in the order of their days to look again.

    Those of which the last of the moments that came was not asked yet. Not what waits for an editor as a change, and not what
    has nobody to mail.
    """
    asked = ReviewQuestion.objects.filter(kind=kind.key, object_id=OuterRef("pk"), review_on=OuterRef("review_on"))
    last = REMINDED_AFTER_DAYS[-1]
    due = Q(Q(review_on__lte=on - timedelta(days=last)), ~Exists(asked.filter(days=last)))
    for days, later in pairwise(REMINDED_AFTER_DAYS):
        since, before = on - timedelta(days=later), on - timedelta(days=days)
        due |= Q(Q(review_on__gt=since, review_on__lte=before), ~Exists(asked.filter(days=days)))
    return _without_open_change(kind.public()).filter(due, _can_be_asked(kind)).order_by("review_on", "pk")


def organisations_to_ask(*, on: date, limit: int) -> list[int]:
    """The keys of at most so many organisations that have to be asked something on a day; one query a kind."""
    found: set[int] = set()
    for kind in kept_kinds:
        if kind.owner:
            rows = rows_to_ask(kind, on=on).order_by(f"{kind.owner}_id")
            found.update(rows.values_list(f"{kind.owner}_id", flat=True).distinct()[:limit])
    return sorted(found)[:limit]


def waiting_of(organisation: Organisation, *, on: date) -> list[tuple[Kept, Any]]:
    """What an organisation has to look at again on a day, longest waiting first, each with its kind; some queries a kind."""
    found: list[tuple[Kept, Any]] = []
    for kind in kept_kinds:
        if kind.owner:
            rows = _without_open_change(kind.public()).filter(**{kind.owner: organisation}, review_on__lte=on)
            found += [(kind, thing) for thing in kind.shown(rows).order_by("review_on", "pk")]
    return found


def addresses_of(organisation: Organisation) -> Sequence[tuple[str, User | None]]:
    """Where to mail an organisation: to the people who speak for it, or to its own address. Each once; empty if there is none. One query."""
    members = Membership.objects.filter(organisation=organisation, user__is_active=True).select_related("user").order_by("pk")
    people = [(member.user.email, member.user) for member in members]
    return people or ([(organisation.email, None)] if organisation.email else [])


def overdue_for(user: Visitor, kind: Kept, *, on: date) -> QuerySet[Any]:
    """The things of a kind that somebody has to see to on a day, longest waiting first; no query by itself.

    What nobody answered for 28 days, and at once what has nobody to mail. Who checks data in the whole city sees all of it,
    who does so in zones what serves one of those by name.
    """
    beyond = Q(review_on__lt=on - timedelta(days=REMINDED_AFTER_DAYS[-1]))
    rows = _checked_by(user, kind, kind.public().filter(beyond | (Q(review_on__lte=on) & ~_can_be_asked(kind))))
    return rows.order_by(F("review_on").asc(), "pk")


def to_review(user: Visitor, kind: Kept, *, since: date, before: date) -> QuerySet[Any]:
    """The things of a kind that somebody checks and whose day to look again is one of these; no query by itself."""
    rows = kind.public().filter(review_on__gte=since, review_on__lt=before)
    return _checked_by(user, kind, rows).order_by("review_on", "pk")


def _checked_by(user: Visitor, kind: Kept, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that somebody checks: all, or what serves one of their zones by name."""
    if not may_everywhere(user, Right.CHECK_DATA):
        if not kind.zones:
            return rows.none()
        # By key, as a thing of two zones would come twice.
        own = kind.model._default_manager.filter(**{f"{kind.zones}__in": zones_where(user, Right.CHECK_DATA).values("pk")})
        rows = rows.filter(pk__in=own.values("pk"))
    return rows


def count_overdue_for(user: Visitor, *, on: date) -> int:
    """How many things somebody has to see to on a day, of all kinds; one query a kind."""
    return sum(overdue_for(user, kind, on=on).count() for kind in kept_kinds)


def _can_be_asked(kind: Kept) -> Q:
    """That the owner of a thing has people, or an address."""
    if not kind.owner:
        return Q(pk__in=())
    people = Membership.objects.filter(organisation=OuterRef(f"{kind.owner}_id"), user__is_active=True)
    with_address = Organisation.objects.filter(pk=OuterRef(f"{kind.owner}_id")).exclude(email="")
    return Q(Exists(people)) | Q(Exists(with_address))


def _without_open_change(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Without things of which a change waits for an editor: whoever sent it has looked."""
    if not issubclass(rows.model, WorkflowMixin):
        return rows
    model: Any = rows.model
    open_states = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    waiting = WorkflowState.objects.filter(
        # Of a page that is the one of all pages.
        base_content_type=model().get_base_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        status__in=open_states,
    )
    return rows.exclude(Exists(waiting))
