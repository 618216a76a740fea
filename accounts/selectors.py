"""Reads for "Toegang"."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import RoleGrant, User


def people_with_roles(*, query: str = "") -> QuerySet[User]:
    """Everybody with a role that holds, by address; `query` is a part of a name or an address.

    Two queries however many there are: each has its open grants in `open_grants`, oldest first.
    """
    open_grants = RoleGrant.objects.all().open()
    people = User.objects.filter(Exists(open_grants.filter(user=OuterRef("pk"))))
    if query:
        people = people.filter(Q(email__icontains=query) | Q(first_name__icontains=query) | Q(last_name__icontains=query))
    return people.order_by("email").prefetch_related(
        Prefetch("grants", queryset=open_grants.order_by("granted_at", "pk"), to_attr="open_grants")
    )


def grants_log() -> QuerySet[RoleGrant]:
    """All grants, newest first, with the people in them; one query."""
    return RoleGrant.objects.select_related("user", "granted_by", "ended_by").order_by("-granted_at", "-pk")
