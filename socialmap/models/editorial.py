"""What every part of the social map that editors publish has: drafts, workflow, locks, previews."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.dispatch import Signal
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from core.models import hold, lock, show_preview, without_lost

if TYPE_CHECKING:
    from wagtail.models import Revision


# Sent inside the transaction of the save, when the public row may have changed: `pk`, and `before`,
# the row as it was (None if it is new or only some of its fields were saved).
public_row_changed = Signal()
BOOKKEEPING_FIELDS = frozenset({"latest_revision", "has_unpublished_changes", "locked", "locked_at", "locked_by", "updated_at"})


class NotReadyError(ValidationError, PermissionDenied):
    """Something the public needs is missing. As a refused permission it gets an answer in every view of the admin."""


class Editorial(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin):
    """A snippet with Wagtail's whole editorial kit, whose row and search document change together."""

    updated_at = models.DateTimeField(_("laatst gewijzigd"), auto_now=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row and all that follows from it in one transaction.

        A draft is saved with the bookkeeping fields alone, by an instance that holds what is not
        public yet; then nothing follows. Costs one query more than the save itself, on PostgreSQL some more.
        """
        fields = kwargs.get("update_fields")
        is_public = fields is None or not BOOKKEEPING_FIELDS.issuperset(fields)
        if fields is not None and is_public:
            # The version of what is public: a draft leaves it, as it leaves the index.
            kwargs["update_fields"] = {*fields, "updated_at"}
        with transaction.atomic():
            if is_public:
                hold(self.made_of())
                # Before the moment of the change is taken: so versions grow in the order of the commits.
                lock(type(self)._default_manager.filter(pk=self.pk))
            before = type(self)._default_manager.filter(pk=self.pk).first() if self.pk and fields is None else None
            super().save(*args, **kwargs)
            if is_public:
                public_row_changed.send(sender=type(self), pk=self.pk, before=before)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete in a transaction that the receivers share."""
        with transaction.atomic():
            deleted: tuple[int, dict[str, int]] = super().delete(*args, **kwargs)
            return deleted

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish in one transaction; raises NotReadyError when something the public needs is missing."""
        missing = revision.as_object().missing_for_publication()
        if missing:
            raise NotReadyError(missing)
        with transaction.atomic():
            self._see_merge()
            if missing := self.merged_away():
                raise NotReadyError(missing)
            super().publish(revision, *args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take offline in one transaction."""
        with transaction.atomic():
            self._see_merge()
            super().unpublish(*args, **kwargs)

    def _see_merge(self) -> None:
        """Know of a merge that was done since this was read, and keep the next one waiting; one query, two on PostgreSQL."""
        if hasattr(self, "merged_into_id"):
            hold(self.made_of())
            own: models.QuerySet[Any] = type(self)._default_manager.filter(pk=self.pk)
            lock(own)
            self.merged_into_id = own.values_list("merged_into", flat=True).first()

    def made_of(self) -> Iterator[models.QuerySet[Any]]:
        """Other rows whose names are shown with this one, in the order of `sites`, organisations, words: so no two wait for each other."""
        yield from ()

    def get_absolute_url(self) -> str:
        """The address on every site; every model has its own."""
        return "/"

    def missing_for_publication(self, *, has_zones: bool | None = None) -> dict[str, str]:
        """What must be filled in before this can go live: field name → sentence for the editor.

        `has_zones` tells what a form chose; None reads it from the instance.
        """
        return {}

    def merged_away(self) -> dict[str, Any]:
        """Why this cannot go live if it is merged with another: field name → sentence; one query then."""
        other = getattr(self, "merged_into", None)
        return {"slug": _("Dit is samengevoegd met %(other)s. Verander die.") % {"other": other}} if other is not None else {}

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft that is as old as it may be does not undo a merge, nor name what is no longer there."""
        instance = super().with_content_json(without_lost(content, self))
        if hasattr(self, "merged_into_id"):
            instance.merged_into_id = self.merged_into_id
        return instance

    @property
    def version(self) -> int:
        """A number that grows with every save: microseconds since 1970."""
        return int(self.updated_at.timestamp() * 1_000_000)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft on the page that residents will see, or what another app says of it in a mode of its own."""
        return show_preview(self, request, mode_name)
