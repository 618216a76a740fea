"""Forms of the social map in the admin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count, takewhile
from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from core.forms import SnippetChooser, TranslatedForm, translation_fields
from socialmap.models import Entry, TargetGroup, Theme

KEY = re.compile(r"[0-9]{1,18}")


class SeveralChoosers(forms.Widget):
    """Wagtail's chooser of snippets once for each that is chosen, and a few times more for others.

    A list of all there is would be a page of ten thousand lines. One query for what is chosen.
    """

    spare = 3

    def __init__(self, model: type[models.Model]) -> None:
        self.model, self.chooser = model, SnippetChooser(model)
        super().__init__()

    @property
    def media(self) -> forms.Media:
        """What Wagtail's chooser needs."""
        media: forms.Media = self.chooser.media
        return media

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """All choosers below one another."""
        chosen = [*self.model._default_manager.filter(pk__in=value or ()), *[None] * self.spare]
        key = (attrs or {}).get("id", f"id_{name}")
        return format_html_join("", '<div class="ww-kies">{}</div>', self._choosers(name, key, chosen))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """The keys of what was chosen; an empty chooser chooses nothing, as does what can be no key."""
        names = takewhile(data.__contains__, (f"{name}-{number}" for number in count()))
        return list(dict.fromkeys(data[one] for one in names if KEY.fullmatch(data[one])))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether a form was sent without it."""
        return f"{name}-0" not in data

    def id_for_label(self, id_: str) -> str:
        """None: each has a button of its own."""
        return ""

    def _choosers(self, name: str, key: str, chosen: list[models.Model | None]) -> list[tuple[SafeString]]:
        return [(self.chooser.render(f"{name}-{number}", one, {"id": f"{key}-{number}"}),) for number, one in enumerate(chosen)]


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
