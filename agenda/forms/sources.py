"""The form in which an editor tells of a partner's calendar."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import User
from agenda.models import CalendarSource
from agenda.permissions import manageable_zones, may_manage_all_sources
from core.fetching import FetchError, read_address
from core.forms import SnippetChooser
from socialmap.models import Organisation


class CalendarSourceForm(WagtailAdminModelForm):
    """A partner's calendar: whose it is, where it is, and on which agenda it comes; only zones of the editor can be chosen."""

    class Meta:
        model = CalendarSource
        fields = ("organisation", "zone", "address")
        widgets = {
            "organisation": SnippetChooser(Organisation),
            "address": forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "organisation": _("Van wie is deze agenda? Bijvoorbeeld: Wandelclub"),
            "zone": _("Op de agenda van deze wijk komen de activiteiten te staan."),
            "address": _(
                "Vraag de partner om het openbare iCal-adres. Het eindigt vaak op .ics. Bijvoorbeeld: https://www.example.nl/agenda.ics"
            ),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation, zone = (self.fields[name] for name in ("organisation", "zone"))
        assert isinstance(organisation, forms.ModelChoiceField)
        assert isinstance(zone, forms.ModelChoiceField)
        organisation.queryset = Organisation.objects.filter(live=True).order_by("name")
        zone.queryset = manageable_zones(user)
        zone.required = not may_manage_all_sources(user)
        zone.empty_label = _("Kies een wijk") if zone.required else _("De hele gemeente")

    def clean_address(self) -> str:
        """Refuse at once what we do not fetch."""
        address = str(self.cleaned_data["address"]).strip()
        try:
            read_address(address)
        except FetchError as error:
            raise forms.ValidationError(str(error)) from error
        return address
