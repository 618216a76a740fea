"""What editors of a zone fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.pages import CopyForm

from dossiers.models import DossierPage
from dossiers.permissions import zones_of


class ZoneAdditionForm(WagtailAdminModelForm):
    """An addition, in a zone of one's own."""

    # A list: the chooser of pages would begin in a tree that editors of a zone have no part in.
    dossier = forms.ModelChoiceField(
        label=_("Dossier"),
        queryset=DossierPage.objects.none(),
        error_messages={"required": _("Kies een dossier."), "invalid_choice": _("Dit dossier staat niet online.")},
        help_text=_("Het dossier waar uw wijk iets aan toevoegt."),
    )

    class Meta:
        help_texts = {
            "go_live_at": _("Laat leeg om meteen te publiceren. Bijvoorbeeld: 2027-01-04 09:00"),
            "expire_at": _("Vanaf deze minuut zien bewoners het niet meer. Bijvoorbeeld: 2027-02-01 17:00"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        zones = zones_of(self.for_user or AnonymousUser())
        fields["zone"].queryset = zones
        fields["zone"].error_messages["invalid_choice"] = _("Kies een wijk waarvoor u mag werken.")
        if len(zones) == 1:
            fields["zone"].initial, fields["zone"].empty_label = zones[0].pk, None
        fields["dossier"].queryset = DossierPage.objects.listed()
        if self.instance.pk:
            # What was seen was seen of this dossier, in this zone.
            fields["dossier"].queryset = DossierPage.objects.filter(pk=self.instance.dossier_id)
            fields["dossier"].disabled = fields["zone"].disabled = True


class CopySharedPageForm(CopyForm):
    """The copy of a dossier or guide, at an address that is still free."""

    def clean(self) -> dict[str, Any]:
        """Refuse an address that the copy cannot have: Wagtail finds that out while it saves, when nobody can be told."""
        cleaned: dict[str, Any] = super().clean()
        if slug := cleaned.get("new_slug"):
            try:
                self.page.specific_class(title=cleaned.get("new_title", ""), slug=slug).clean()
            except ValidationError as error:
                self.add_error("new_slug", error.messages)
        return cleaned
