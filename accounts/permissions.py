"""What somebody may do here: the one table of `accounts.rules`, asked for a user. Every app asks these.

The first question about an instance of a user costs one query, all others none.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from wagtail.permission_policies import BasePermissionPolicy, ModelPermissionPolicy

from accounts.choices import Right, Role
from accounts.models import RoleGrant, User
from accounts.rules import Held, can_grant, has_right, has_right_everywhere, is_more_powerful, is_staff, zone_ids_with
from sites.models import Zone

# Whoever a request may come from.
Visitor = User | AnonymousUser | AbstractBaseUser


def may(user: Visitor, right: Right, *, zone: Zone | None = None) -> bool:
    """Whether somebody has a right: in this zone, or without one anywhere at all."""
    return has_right(held_by(user), right, zone_id=zone.pk if zone else None)


def may_everywhere(user: Visitor, right: Right) -> bool:
    """Whether somebody has a right in the whole city, pages of the hub included."""
    return has_right_everywhere(held_by(user), right)


def zones_where(user: Visitor, right: Right) -> QuerySet[Zone]:
    """The zones in which somebody has a right, in the order of lists; all of them for roles of the whole city."""
    ids = zone_ids_with(held_by(user), right)
    return Zone.objects.all() if ids is None else Zone.objects.filter(pk__in=ids)


def people_who_may(right: Right, *, zones: Iterable[Zone] = ()) -> QuerySet[User]:
    """Active users who hold a role of a zone with this right in one of these zones; one query, by address.

    Without zones those who have it in the whole city.
    """
    return User.objects.filter(pk__in=RoleGrant.objects.open().with_right(right, zones=zones).values("user"), is_active=True).order_by(
        "email"
    )


def held_by(user: Visitor) -> frozenset[Held]:
    """The roles that somebody holds; one query for each instance of a user, none for visitors."""
    if not isinstance(user, User) or not user.is_active or user.pk is None:
        return frozenset()
    if user.held is None:
        held = {
            Held(role=Role(role), zone_id=zone) for role, zone in RoleGrant.objects.filter(user=user).open().values_list("role", "zone")
        }
        # A superuser of a command is an administrator, whatever the rows say: the power is there.
        user.held = frozenset(held | ({Held(role=Role.ADMINISTRATOR)} if user.is_superuser else set()))
    return user.held


def zone_chosen(user: Visitor, asked: str) -> Zone | None:
    """The zone that an address asks for by its key, of those in which somebody works; None for all else. One query at most."""
    if not (asked.isdecimal() and len(asked) < 10):
        return None
    return zones_where(user, Right.ENTER_ADMIN).filter(pk=int(asked)).first()


def looking_at(user: User, zone: Zone | None) -> User:
    """Somebody as if they had their roles in one zone alone, to count and list what is there; with None as they are.

    Never more than they may: every right of the answer is one of their own.
    """
    if zone is None:
        return user
    found = copy(user)
    found.held = frozenset(Held(role=one.role, zone_id=zone.pk) for one in held_by(user) if one.zone_id in (None, zone.pk))
    return found


def works_in_admin(user: Visitor) -> bool:
    """Whether somebody is staff, who logs in with a password and a second factor."""
    return is_staff(held_by(user))


def may_grant(by: Visitor, *, to: User, role: Role, zone: Zone | None = None) -> bool:
    """Whether somebody may give another this role, or end it; two queries."""
    return may_touch(by, to) and can_grant(held_by(by), Held(role=role, zone_id=zone.pk if zone else None))


def may_touch(by: Visitor, person: User) -> bool:
    """Whether somebody may change anything about another: never oneself, and nobody who is more powerful."""
    if person.pk == by.pk or not may(by, Right.MANAGE_PEOPLE):
        return False
    return not is_more_powerful(held_by(person), than=held_by(by))


class NobodysPolicy(ModelPermissionPolicy):
    """Wagtail's own forms for users and groups, closed to administrators too: they would be a way around the table."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Nothing, for nobody."""
        return False

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Nothing, for nobody."""
        return False


class OfZonePolicy(BasePermissionPolicy):
    """Things of a zone: who has a right in that zone may do everything with them, and nobody else anything.

    Making something public, taking it offline and locking it takes `publish_right`, if there is one. `zone` is the way from a
    thing to its zone, as in a query: "zone", "location__zone". Wagtail's views ask a policy about a model; views that show or
    change one thing have to ask about that thing (`accounts.viewsets.ScopedSnippetViewSet`).
    """

    publishing = frozenset({"publish", "lock", "unlock"})

    def __init__(self, model: type[Model], *, right: Right, publish_right: Right | None = None, zone: str = "zone") -> None:
        super().__init__(model)
        self.right, self.publish_right, self.zone = right, publish_right or right, zone

    def right_for(self, action: str) -> Right:
        """The right that an action takes."""
        return self.publish_right if action in self.publishing else self.right

    def user_has_permission(self, user: Visitor, action: str) -> bool:
        """Whether somebody has the right in any zone."""
        return may(user, self.right_for(action))

    def user_has_permission_for_instance(self, user: Visitor, action: str, instance: Any) -> bool:
        """Whether somebody has the right in the zone of a thing; never for one that has no zone yet."""
        zone = instance
        for name in self.zone.split("__"):
            zone = getattr(zone, name) if zone is not None and getattr(zone, f"{name}_id") else None
        return zone is not None and may(user, self.right_for(action), zone=zone)

    def instances_user_has_any_permission_for(self, user: Visitor, actions: Iterable[str]) -> QuerySet[Any]:
        """The things of the zones in which somebody has the right for one of these actions."""
        found: QuerySet[Any] = self.model._default_manager.none()
        for right in {self.right_for(action) for action in actions}:
            found |= self.model._default_manager.filter(**{f"{self.zone}__in": zones_where(user, right).values("pk")})
        return found

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Who has the right for one of these actions in any zone."""
        found = User.objects.none()
        for right in {self.right_for(action) for action in actions}:
            found |= people_who_may(right) | people_who_may(right, zones=Zone.objects.all())
        return found

    def users_with_any_permission_for_instance(self, actions: Iterable[str], instance: Any) -> QuerySet[User]:
        """Who has the right for one of these actions in the zone of a thing."""
        wanted = tuple(actions)
        people = self.users_with_any_permission(wanted)
        return people.filter(pk__in=[user.pk for user in people if self.user_has_any_permission_for_instance(user, wanted, instance)])
