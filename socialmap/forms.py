"""Forms of the social map in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from core.forms import TranslatedForm, translation_fields
from socialmap.models import Entry, TargetGroup, Theme


class EditorialForm(WagtailAdminModelForm):
    """A form that lets a draft be incomplete, and says per field what is missing before it goes live."""

    def _post_clean(self) -> None:
        """After the instance is filled, add what is missing for publication, unless a draft is saved."""
        super()._post_clean()
        if self.is_deferred_validation:
            return
        for field, message in self.missing().items():
            if field in self.fields and field not in self.errors:
                self.add_error(field, message)

    def missing(self) -> dict[str, Any]:
        """What the instance lacks; zones count as this form has them, not as they are stored."""
        has_zones = bool(self.cleaned_data.get("zones")) if "zones" in self.fields else None
        missing: dict[str, Any] = self.instance.missing_for_publication(has_zones=has_zones)
        return missing


class TranslatedEditorialForm(TranslatedForm, EditorialForm):
    """The same, with its words in other languages."""


EntryForm = type("EntryForm", (TranslatedEditorialForm,), translation_fields(Entry))
ThemeForm = type("ThemeForm", (TranslatedEditorialForm,), translation_fields(Theme))
TargetGroupForm = type("TargetGroupForm", (TranslatedForm,), translation_fields(TargetGroup))


class ImportForm(forms.Form):
    """Which file to import, and what it holds."""

    kind = forms.ChoiceField(
        label=_("Wat staat er in het bestand?"),
        choices=[("entries", _("Hulp en tips")), ("organisations", _("Organisaties"))],
        help_text=_("Wat staat er in het bestand?"),
    )
    file = forms.FileField(
        label=_("Bestand"),
        max_length=200,
        help_text=_("CSV (UTF-8) of Excel (.xlsx), hooguit 10 MB en 3.000 rijen. Download eerst wat er is: dan hebt u de goede kolommen."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": _("Kies eerst een bestand."), "empty": _("Dit bestand is leeg.")},
    )
