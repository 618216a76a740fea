"""The tree of what is shared: it has no site of its own, every zone shows what is in it."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.models import FrontDoor


class SharedTreePage(FrontDoor):
    """Above all that zones share."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["dossiers.DossierPage"]
    max_count: int | None = 1  # type: ignore[assignment] # Wagtail declares None and documents a number
    page_description = _("Hieronder staat wat alle wijken delen.")

    class Meta:
        verbose_name = _("gedeeld")
