"""People who log in: staff of the library and the municipality."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Find a user by address, whatever the capitals."""
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; without a password nobody can log in with it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """Somebody who logs in with an e-mail address."""

    username = None  # type: ignore[assignment] # the e-mail address is the login
    email = models.EmailField(_("e-mailadres"), unique=True, error_messages={"unique": _("Dit e-mailadres is al in gebruik.")})

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment] # another manager than AbstractUser's

    class Meta:
        verbose_name = _("gebruiker")
        verbose_name_plural = _("gebruikers")
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="accounts_user_email_unique", violation_error_message=_("Dit e-mailadres is al in gebruik.")
            )
        ]

    def clean(self) -> None:
        """Store every address in lower case, so that it is found however it is typed."""
        super().clean()
        self.email = self.email.lower()
