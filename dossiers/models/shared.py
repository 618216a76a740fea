"""The tree of what is shared: it has no site of its own, every zone shows what is in it."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.models import FrontDoor


class SharedTreePage(FrontDoor):
    """Above all that zones share. It comes with the city; nobody makes a second one by hand."""

    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = ["dossiers.DossierPage", "dossiers.GuidePage"]
    page_description = _("Hieronder staat wat alle wijken delen.")

    class Meta:
        verbose_name = _("gedeeld")
        verbose_name_plural = _("gedeeld")
