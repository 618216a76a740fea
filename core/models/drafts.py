"""Drafts that are older than what they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models


def without_lost(content: Mapping[str, Any], row: models.Model) -> dict[str, Any]:
    """The content of a draft of a row; where it names a row that was deleted since, what the row has now stays.

    Only what nobody deletes while it is in use matters: Wagtail itself empties the other keys, and cannot read these.
    No query, but one for each such key that differs from the row.
    """
    kept = dict(content)
    for field in row._meta.concrete_fields:
        target = field.remote_field
        if target is None or target.on_delete is not models.PROTECT:
            continue
        named, now = content.get(field.name), getattr(row, field.attname)
        if named not in (None, now) and not target.model._default_manager.filter(pk=named).exists():
            kept[field.name] = now
    return kept
