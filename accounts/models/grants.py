"""Who was given which role, by whom and until when: the truth about rights, and the log of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right, Role
from accounts.rules import RIGHTS, ROLES_OF_ZONES, Held
from sites.models import Zone

_ZONED = sorted(ROLES_OF_ZONES)


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants, newest first."""

    def open(self) -> RoleGrantQuerySet:
        """What holds now."""
        return self.filter(ended_at=None)

    def with_right(self, right: Right, *, zones: Iterable[Zone]) -> RoleGrantQuerySet:
        """Grants that bring a right: in one of these zones, or without zones in the whole city."""
        roles = [role for role, rights in RIGHTS.items() if right in rights]
        ids = [zone.pk for zone in zones]
        return self.filter(role__in=roles, zone__in=ids) if ids else self.filter(role__in=roles, zone=None)


class RoleGrant(models.Model):
    """A role that somebody was given. It is ended, never deleted.

    `zone_name` keeps what a zone was called, so that the log can be read after the zone is gone.
    `granted_by` and `ended_by` are empty for what a command did.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("wie"), on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    zone = models.ForeignKey(Zone, verbose_name=_("wijk"), null=True, blank=True, on_delete=models.SET_NULL, related_name="grants")
    zone_name = models.CharField(_("naam van de wijk"), max_length=60, blank=True)
    granted_at = models.DateTimeField(_("gegeven op"), default=timezone.now)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gegeven door"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("gestopt op"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gestopt door"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[RoleGrant]] = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol van iemand")
        verbose_name_plural = _("rollen van mensen")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(role__in=_ZONED) & (Q(zone__isnull=False) | Q(ended_at__isnull=False)))
                | (~Q(role__in=_ZONED) & Q(zone__isnull=True)),
                name="accounts_grant_zone_fits_role",
                violation_error_message=_("Kies een wijk bij een rol van een wijk, en anders geen."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True), name="accounts_grant_ended_by_with_moment"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at")), name="accounts_grant_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "zone"], condition=Q(ended_at=None, zone__isnull=False), name="accounts_grant_open_once_in_zone"
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(ended_at=None, zone__isnull=True), name="accounts_grant_open_once_in_city"
            ),
        ]

    def __str__(self) -> str:
        return self.in_words

    @property
    def in_words(self) -> str:
        """The role with its zone, as people say it: "Moderator van Zandweerd"."""
        words = {
            Role.ZONE_EDITOR: _now("Redactie van %(zone)s"),
            Role.MODERATOR: _now("Moderator van %(zone)s"),
        }
        role = Role(self.role)
        return words[role] % {"zone": self.zone_name} if role in words else str(role.label)

    @property
    def held(self) -> Held:
        """The role as rules know it."""
        return Held(role=Role(self.role), zone_id=self.zone_id)

    def end(self, *, by_id: int | None, at: datetime) -> None:
        """It holds no more; saves."""
        self.ended_by_id, self.ended_at = by_id, at
        self.save(update_fields=["ended_by", "ended_at"])
