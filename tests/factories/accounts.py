"""Factories of users."""

from __future__ import annotations

from functools import cache
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant_role
from sites.models import Zone

PASSWORD = "wachtwoord van de test"
# Hashing takes long on purpose; once is enough for all.
_hashed = cache(make_password)


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who can log in with the password "wachtwoord van de test", without any role."""

    email = factory.Sequence(lambda number: f"medewerker{number}@example.nl")
    password = factory.LazyFunction(lambda: _hashed(PASSWORD))

    class Meta:
        model = User


def person(role: Role, *zones: Zone, **fields: Any) -> User:
    """Somebody with a role, given by the service: in these zones, or in the whole city."""
    user: User = UserFactory(**fields)
    for zone in zones or (None,):
        grant_role(user=user, role=role, zone=zone, by=None, at=timezone.now())
    return User.objects.get(pk=user.pk)
