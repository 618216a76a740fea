"""Makes people who send in and people who decide."""

from __future__ import annotations

from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant_role
from sites.models import Zone
from socialmap.models import Membership, Organisation
from tests.factories.accounts import UserFactory
from tests.factories.socialmap import OrganisationFactory


def make_partner(organisation: Organisation | None = None) -> tuple[User, Organisation]:
    """Somebody who speaks for an organisation, and that organisation."""
    organisation = organisation or OrganisationFactory()
    user = UserFactory()
    Membership.objects.create(organisation=organisation, user=user)
    grant_role(user=user, role=Role.PARTNER, by=None, at=timezone.now())
    return User.objects.get(pk=user.pk), organisation


def make_moderator(*zones: Zone) -> User:
    """Somebody who may decide in these zones."""
    user = UserFactory()
    for zone in zones:
        grant_role(user=user, role=Role.MODERATOR, zone=zone, by=None, at=timezone.now())
    return User.objects.get(pk=user.pk)


def make_central_editor() -> User:
    """Somebody who may decide everywhere, and keeps the social map."""
    user = UserFactory()
    grant_role(user=user, role=Role.CENTRAL_EDITOR, by=None, at=timezone.now())
    return User.objects.get(pk=user.pk)
