"""Mail that waits to leave: noted in the transaction it is about, sent once, and forgotten after."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.queues import Waiting, WaitingQuerySet


class MailQuerySet(WaitingQuerySet["Mail"]):
    """Mail."""

    def due(self, *, at: datetime) -> MailQuerySet:
        """What can be sent now: not yet sent, and not handed over to a server that never said whether it took it."""
        return self.alive().filter(available_at__lte=at, sent_at=None, handed_over_at=None)

    def uncertain(self, *, before: datetime) -> MailQuerySet:
        """Handed over before a moment, by a process that did not live to hear the answer."""
        return self.alive().filter(sent_at=None, handed_over_at__lt=before)

    def finished(self, *, before: datetime) -> MailQuerySet:
        """Sent or given up, and older than a moment."""
        return self.filter(models.Q(sent_at__lt=before) | models.Q(is_dead=True, created_at__lt=before))


class Mail(Waiting):
    """One mail to one person. The key says what it is about, so asking twice for the same mail sends it once.

    As soon as it is sent only the key and the moment are left: no address, no text.
    """

    key = models.CharField(_("waarover"), primary_key=True, max_length=120)
    to = models.EmailField(_("aan"), blank=True)
    reply_to = models.EmailField(_("antwoord aan"), blank=True)
    subject = models.CharField(_("onderwerp"), max_length=150, blank=True)
    text = models.TextField(_("tekst"), blank=True)
    handed_over_at = models.DateTimeField(_("overgedragen op"), null=True)
    sent_at = models.DateTimeField(_("verstuurd op"), null=True)

    objects: ClassVar[models.Manager[Mail]] = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        indexes = [models.Index(fields=["is_dead", "sent_at", "available_at"], name="core_mail_due")]

    def __str__(self) -> str:
        return self.key
