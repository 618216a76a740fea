"""A file on its way in: kept between seeing the difference and saying yes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

KEPT_HOURS = 24


class ImportUploadQuerySet(models.QuerySet["ImportUpload"]):
    """Uploads."""

    def forgotten(self, *, at: datetime) -> ImportUploadQuerySet:
        """Uploads that nobody said yes to within a day."""
        return self.filter(created_at__lt=at - timedelta(hours=KEPT_HOURS))


class ImportUpload(models.Model):
    """An uploaded file of entries or organisations, waiting for its owner's yes."""

    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager[ImportUpload]] = ImportUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
