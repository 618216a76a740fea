"""What people log in with besides a password: links in a mail, and codes for who has lost the telephone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

KEPT_AFTER_END = timedelta(days=30)


class LoginLinkQuerySet(models.QuerySet["LoginLink"]):
    """Links to log in with."""

    def usable(self, *, at: datetime) -> LoginLinkQuerySet:
        """Not used yet, and not too old."""
        return self.filter(used_at=None, valid_until__gt=at)

    def forgotten(self, *, at: datetime) -> LoginLinkQuerySet:
        """Of no use any more, not even to say so."""
        return self.filter(valid_until__lt=at - KEPT_AFTER_END)


class LoginLink(models.Model):
    """A link in one mail, for one person, that leads to one page of ours and works once.

    Only the SHA-256 of the token is kept, in hexadecimal; the token has 256 random bits. `next` is a path on the hub.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="login_links")
    next = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[LoginLink]] = LoginLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link om in te loggen")
        verbose_name_plural = _("links om in te loggen")
        indexes = [models.Index(fields=["valid_until"], name="accounts_link_valid_until")]
        constraints = [models.CheckConstraint(condition=Q(next__startswith="/"), name="accounts_link_leads_to_own_page")]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"


class BackupCode(models.Model):
    """A code on paper that replaces the telephone once; only a keyed hash of it is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="backup_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("noodcode")
        verbose_name_plural = _("noodcodes")
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="accounts_backup_code_unique")]

    def __str__(self) -> str:
        return str(self.pk)
