"""What every part of the social map that editors publish has: drafts, workflow, locks, previews."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

if TYPE_CHECKING:
    from wagtail.models import Revision


class Editorial(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin):
    """A snippet with Wagtail's whole editorial kit, whose row and search document change together."""

    updated_at = models.DateTimeField(_("laatst gewijzigd"), auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in a transaction that the receivers share."""
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "updated_at"}
        with transaction.atomic():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete in a transaction that the receivers share."""
        with transaction.atomic():
            deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)
            return deleted

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish in one transaction; raises ValidationError when something the public needs is missing."""
        missing = revision.as_object().missing_for_publication()
        if missing:
            raise ValidationError(missing)
        with transaction.atomic():
            super().publish(revision, *args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take offline in one transaction."""
        with transaction.atomic():
            super().unpublish(*args, **kwargs)

    def missing_for_publication(self, *, has_zones: bool | None = None) -> dict[str, str]:
        """What must be filled in before this can go live: field name → sentence for the editor.

        `has_zones` tells what a form chose; None reads it from the instance.
        """
        return {}

    @property
    def version(self) -> int:
        """A number that grows with every save: microseconds since 1970."""
        return int(self.updated_at.timestamp() * 1_000_000)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft on the page that residents will see."""
        return preview_response(self, request)


def preview_response(instance: Editorial, request: HttpRequest) -> HttpResponse:
    """The public page of a draft; the views register themselves here when the app starts."""
    return PREVIEWS[type(instance)](request, instance)


PREVIEWS: dict[type[Editorial], Callable[[HttpRequest, Any], HttpResponse]] = {}
