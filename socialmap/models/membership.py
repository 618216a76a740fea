"""Who speaks for an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from socialmap.models.organisation import Organisation


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships."""

    def organisations_of(self, user_pk: int | None) -> models.QuerySet[Organisation]:
        """The organisations that somebody speaks for, by name."""
        return Organisation.objects.filter(memberships__user=user_pk).order_by("name")

    def colleagues(self, organisations: Iterable[Organisation]) -> MembershipQuerySet:
        """Who speaks for these organisations, longest first."""
        return self.filter(organisation__in=organisations).select_related("user").order_by("since", "pk")


class Membership(models.Model):
    """Somebody who speaks for an organisation: sends in activities, says that data are right."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisatie"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("wie"))
    since = models.DateTimeField(_("sinds"), default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("toegevoegd door"))

    objects: ClassVar[models.Manager[Membership]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("medewerker van een organisatie")
        verbose_name_plural = _("medewerkers van organisaties")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="socialmap_membership_once",
                violation_error_message=_("Deze persoon hoort al bij deze organisatie."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id}"
