"""Who decides."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from accounts.choices import Right
from accounts.permissions import may


def decides_anything(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Whether somebody decides about anything anywhere."""
    return may(user, Right.MODERATE) or may(user, Right.EDIT_SOCIAL_MAP)
