"""People who log in: staff with a password and a second factor, partners and professionals by mailed link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models.grants import RoleGrant
from accounts.rules import Held

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


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
        """Make an administrator, with the grant that says so; nobody gave it, because it is made by a command."""
        with transaction.atomic():
            user = self.create_user(email, password, **(fields | {"is_staff": True, "is_superuser": True}))
            RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user


class User(AbstractUser):
    """Somebody who logs in with an e-mail address.

    `session_stamp` is part of what every session of theirs was opened with; a new one ends them all.
    """

    username = None  # type: ignore[assignment] # the e-mail address is the login
    email = models.EmailField(_("e-mailadres"), unique=True, error_messages={"unique": _("Dit e-mailadres is al in gebruik.")})

    session_stamp = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment] # another manager than AbstractUser's
    if TYPE_CHECKING:
        grants: RelatedManager[RoleGrant]
    # What `accounts.permissions.held_by` read, remembered for as long as this instance lives.
    held: frozenset[Held] | None = None

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

    def get_session_auth_hash(self) -> str:
        """What a session of this user must carry: it changes with the password and with the stamp."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under former keys of the installation."""
        return (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def end_sessions(self) -> None:
        """Log this user out everywhere; one query."""
        User.objects.filter(pk=self.pk).update(session_stamp=models.F("session_stamp") + 1)
        self.refresh_from_db(fields=["session_stamp"])

    def _session_hash(self, key: str | bytes) -> str:
        return salted_hmac("accounts.session", f"{self.session_stamp} {self.password}", secret=key, algorithm="sha256").hexdigest()
