"""The forms of places for who edits in some zones: they offer those zones, and what is in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.choices import Right
from accounts.permissions import zones_where
from sites.forms import LocationForm, WeekField
from sites.models import Location


class PlaceForm(LocationForm):
    """A place, in a zone of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = zones_where(self.for_user or AnonymousUser(), Right.EDIT_PAGES)
        field: Any = self.fields["zone"]
        field.queryset = zones
        field.error_messages["invalid_choice"] = _("Kies een wijk waarvoor u mag werken.")
        if len(zones) == 1:
            field.initial, field.empty_label = zones[0].pk, None


def place_in_words(place: Location) -> str:
    """As it stands in a list of all places: "De Venen (Rivierenwijk)"."""
    return f"{place.name} ({place.zone.name})"


class PlaceChangeForm(WagtailAdminModelForm):
    """What changes at a place of one's own; it may lead to a place of any zone."""

    location = forms.ModelChoiceField(
        label=_("Plek"),
        queryset=Location.objects.none(),
        error_messages={"required": _("Kies de plek die verhuist of dichtgaat."), "invalid_choice": _("Kies een plek uit uw eigen wijk.")},
        help_text=_("De plek die verhuist, dichtgaat of anders wordt."),
    )
    to = forms.ModelChoiceField(
        label=_("Waar gaat men dan heen?"),
        queryset=Location.objects.none(),
        required=False,
        help_text=_("Mag ook een plek in een andere wijk zijn. Staat de plek er niet bij? Maak die dan eerst bij Plekken."),
    )

    hours = WeekField(
        label=_("Tijden op die plek"),
        required=False,
        help_text=_(
            "Alleen als de Wijkwinkel daar andere tijden heeft dan die plek zelf. Schrijf tijden zo: 9:00. Bijvoorbeeld: 9:00-12:30"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Location.objects.select_related("zone")
        zones = zones_where(self.for_user or AnonymousUser(), Right.EDIT_PAGES)
        fields: Any = self.fields
        fields["location"].queryset = places.filter(zone__in=zones.values("pk"))
        fields["to"].queryset = places
        for name in ("location", "to"):
            fields[name].label_from_instance = place_in_words
