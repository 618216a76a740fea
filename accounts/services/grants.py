"""Giving and ending roles. Grants are the truth; groups of Wagtail and the superuser flag follow in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import CENTRAL_EDITORS, Role
from accounts.models import RoleGrant, User
from accounts.permissions import held_by, may_grant, may_touch
from accounts.rules import ROLES_OF_ZONES, STAFF_ROLES
from sites.models import Zone


class AccessError(ValidationError):
    """Somebody may not do this, or it cannot be done; the messages can be shown."""


@transaction.atomic
def grant_role(*, user: User, role: Role, by: User | None, at: datetime, zone: Zone | None = None) -> RoleGrant:
    """Give a role, from an aware moment; what was given already stays as it is. `by` None is a command.

    Raises AccessError. Who was no staff and becomes so is logged out, because staff log in another way.
    """
    by, user = _lock(by, user)
    if (zone is not None) != (role in ROLES_OF_ZONES):
        raise AccessError(_("Kies een wijk bij een rol van een wijk, en anders geen."))
    if by is not None and not may_grant(by, to=user, role=role, zone=zone):
        raise AccessError(_refusal(by, user))
    existing = RoleGrant.objects.filter(user=user).open().filter(role=role, zone=zone).first()
    if existing is not None:
        return existing
    if role in STAFF_ROLES and not any(held.role in STAFF_ROLES for held in held_by(user)):
        user.end_sessions()
    grant = RoleGrant(user=user, role=role, zone=zone, zone_name=zone.name if zone else "", granted_by=by, granted_at=at)
    grant.full_clean()
    grant.save()
    _follow(user)
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User | None, at: datetime) -> None:
    """End a role at an aware moment, and every session of who had it; one that has ended already stays as it was.

    Raises AccessError: for what `by` may not end, and for the role of the last administrator.
    """
    # Administrators first, and always in the same order: two who end each other come one after the other.
    administrators = list(RoleGrant.objects.open().filter(role=Role.ADMINISTRATOR).order_by("pk").select_for_update())
    by, user = _lock(by, grant.user)
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if grant.ended_at is not None:
        return
    if by is not None and not may_grant(by, to=user, role=Role(grant.role), zone=grant.zone):
        raise AccessError(_refusal(by, user))
    if grant.role == Role.ADMINISTRATOR and [one.pk for one in administrators] == [grant.pk]:
        raise AccessError(_("Dit is de laatste beheerder. Maak eerst iemand anders beheerder."))
    grant.end(by_id=by.pk if by else None, at=max(at, grant.granted_at))
    _follow(user)
    user.end_sessions()


@transaction.atomic
def end_roles_in(*, zone: Zone, at: datetime) -> None:
    """A zone goes; with it end the roles that people have there."""
    for grant in RoleGrant.objects.open().filter(zone=zone).select_related("user"):
        end_role(grant=grant, by=None, at=at)


def _lock(by: User | None, user: User) -> tuple[User | None, User]:
    """Both people as they are now, kept from changing until the end of the transaction; always in the same order."""
    wanted = {user.pk} if by is None else {user.pk, by.pk}
    rows = {row.pk: row for row in User.objects.filter(pk__in=wanted).order_by("pk").select_for_update()}
    for known in (by, user):
        if known is not None:
            # What it remembers of its roles may be changing here.
            known.held = None
    return (None if by is None else rows[by.pk]), rows[user.pk]


def _refusal(by: User, user: User) -> str:
    if by.pk == user.pk:
        return _("U kunt uw eigen rollen niet veranderen. Vraag het een ander.")
    if not may_touch(by, user):
        return _("Deze persoon mag meer dan u. Vraag het een beheerder.")
    return _("U kunt alleen rollen geven en stoppen die minder mogen dan die van u.")


def _follow(user: User) -> None:
    """Bring the groups of Wagtail and the superuser flag in line with the open grants."""
    user.held = None
    grants = list(RoleGrant.objects.filter(user=user).open().select_related("zone__editors", "zone__moderators"))
    is_administrator = any(grant.role == Role.ADMINISTRATOR for grant in grants)
    if user.is_superuser != is_administrator or user.is_staff != is_administrator:
        user.is_superuser = user.is_staff = is_administrator
        user.save(update_fields=["is_superuser", "is_staff"])
    user.groups.set(_groups(grants))


def _groups(grants: Iterable[RoleGrant]) -> set[Group]:
    groups = set()
    for grant in grants:
        if grant.role == Role.CENTRAL_EDITOR:
            groups.add(Group.objects.get_or_create(name=CENTRAL_EDITORS)[0])
        elif grant.zone is not None:
            groups.add(grant.zone.editors if grant.role == Role.ZONE_EDITOR else grant.zone.moderators)
    return groups
