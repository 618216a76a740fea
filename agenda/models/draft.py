"""An activity that a partner is still writing: what was typed, step by step, right or not."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from agenda.models.event import EventPage
from socialmap.models import Organisation


class EventDraftQuerySet(models.QuerySet["EventDraft"]):
    """Drafts."""

    def forgotten(self, *, before: datetime) -> EventDraftQuerySet:
        """Those that nobody touched since a moment."""
        return self.filter(updated_at__lt=before)


class EventDraft(models.Model):
    """What a partner typed of a new activity, or of a change to one of theirs; gone as soon as it is sent.

    `data` holds for each field of the steps the texts as they were typed, so that nothing is lost of what is wrong.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="event_drafts")
    event = models.ForeignKey(EventPage, models.CASCADE, null=True, blank=True, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[EventDraft]] = EventDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("activiteit in de maak")
        verbose_name_plural = _("activiteiten in de maak")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.title or str(_("Nieuwe activiteit"))

    @property
    def title(self) -> str:
        """The name as far as it was typed."""
        typed: list[str] = self.data.get("title", [])
        return typed[0] if typed else ""

    @property
    def typed(self) -> MultiValueDict[str, Any]:
        """What was typed, as forms take it."""
        return MultiValueDict(self.data)
