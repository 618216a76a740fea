"""Proposing a consulting hour, and saying when one is not held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import Styled, StyledForm
from core.schedule import AMSTERDAM
from partners.choices import QUARTERS, WEEKDAYS, WEEKS, Rhythm
from partners.models import ConsultingHour
from partners.rules import Timing
from partners.services.consulting import FURTHEST
from sites.models import Location
from socialmap.models import Organisation, Theme

if TYPE_CHECKING:
    ConsultingModelForm = forms.ModelForm[ConsultingHour]
else:
    # Django's own class takes no parameters when it runs.
    ConsultingModelForm = forms.ModelForm

WALK_IN, BY_APPOINTMENT = "inloop", "afspraak"
NOT_A_DATE = gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 1-12-2026.")
NOT_A_TIME = gettext_lazy("Dit is geen tijd. Schrijf bijvoorbeeld 9:30.")


def _day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, error_messages={"invalid": NOT_A_DATE}, **options)


def _time_field(**options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")
    return forms.TimeField(widget=widget, error_messages={"invalid": NOT_A_TIME}, **options)


class ConsultingHourForm(Styled, ConsultingModelForm):
    """All of a consulting hour on one page; the place and its room are one choice, so that no room is of another place.

    Of a change (`instance.replaces`) the first day is that from which it holds.
    """

    place = forms.ChoiceField(
        label=gettext_lazy("Waar?"), help_text=gettext_lazy("Een kamer is alleen voor u. Weet u het nog niet? Kies de plek zonder kamer.")
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("Hoe vaak?"), choices=Rhythm.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=gettext_lazy("Op welke dag?"), choices=WEEKDAYS, coerce=int)
    week = forms.TypedChoiceField(
        label=gettext_lazy("Welke keer in de maand?"), required=False, coerce=int, empty_value=None,
        choices=(("", gettext_lazy("Niet per maand")), *WEEKS), help_text=gettext_lazy("Alleen bij 'een keer per maand'."),
    )  # fmt: skip
    starts = _time_field(label=gettext_lazy("Begint om"), help_text=gettext_lazy("Kies hele kwartieren. Bijvoorbeeld: 9:30"))
    ends = _time_field(label=gettext_lazy("Klaar om"))
    first_day = _day_field(label=gettext_lazy("Vanaf welke dag?"), help_text=gettext_lazy("Bijvoorbeeld: 1-12-2026"))
    last_day = _day_field(
        label=gettext_lazy("Tot en met welke dag?"), required=False, help_text=gettext_lazy("Weet u dat nog niet? Laat het leeg.")
    )
    visit = forms.ChoiceField(
        label=gettext_lazy("Hoe komen mensen bij u?"), widget=forms.RadioSelect, initial=WALK_IN,
        choices=((WALK_IN, gettext_lazy("Zij lopen binnen, zonder afspraak")), (BY_APPOINTMENT, gettext_lazy("Zij bellen eerst voor een afspraak"))),
    )  # fmt: skip

    class Meta:
        model = ConsultingHour
        fields = (
            "organisation", "title", "summary", "place", "rhythm", "weekday", "week", "starts", "ends", "first_day", "last_day", "visit",
            "phone", "themes",
        )  # fmt: skip
        widgets = {"themes": forms.CheckboxSelectMultiple, "summary": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, organisations: Iterable[Organisation], places: Iterable[Location], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, self.places = list(organisations), list(places)
        organisation = self.fields["organisation"]
        if isinstance(organisation, forms.ModelChoiceField):
            organisation.queryset = Organisation.objects.filter(pk__in=[one.pk for one in own]).order_by("name")
            organisation.empty_label = None
        if len(own) == 1 or self.instance.organisation_id:
            organisation.widget = forms.HiddenInput()
            self.initial["organisation"] = own[0].pk
        place, themes = self.fields["place"], self.fields["themes"]
        if isinstance(place, forms.ChoiceField):
            place.choices = [("", _("Kies een plek")), *_grouped(self.places)]
        if isinstance(themes, forms.ModelMultipleChoiceField):
            themes.queryset = Theme.objects.filter(live=True).order_by("order", "name")
        if self.instance.location_id:
            self.initial = {
                **self.initial,
                "place": _key(self.instance.location_id, self.instance.room_id),
                "visit": BY_APPOINTMENT if self.instance.by_appointment else WALK_IN,
            }
        if self.instance.replaces:
            self.fields["first_day"].label = _("Vanaf welke dag geldt de wijziging?")

    def clean_starts(self) -> time:
        """Ask for a whole quarter."""
        return self._quarter("starts")

    def clean_ends(self) -> time:
        """Ask for a whole quarter."""
        return self._quarter("ends")

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be, at the field where it is; put what several fields say together."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("rhythm") == Rhythm.MONTHLY:
            if values.get("week") is None and "week" not in self.errors:
                self.add_error("week", _("Kies welke keer in de maand. Bijvoorbeeld: Eerste."))
        else:
            values["week"] = None
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("Dit is niet later dan het begin. Kijk de tijden na."))
        self.instance.by_appointment = values.get("visit") == BY_APPOINTMENT
        if self.instance.by_appointment and not values.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Vul een telefoonnummer in. Dan kunnen mensen een afspraak maken."))
        self._check_days(values)
        location, _colon, room = str(values.get("place", "")).partition(":")
        if location:
            self.instance.location = next(one for one in self.places if one.pk == int(location))
            self.instance.room = next(one for one in self.instance.location.rooms.all() if one.pk == int(room)) if room else None
        return values

    def _quarter(self, name: str) -> time:
        moment: time = self.cleaned_data[name]
        if moment not in QUARTERS:
            raise forms.ValidationError(_("Kies een heel kwartier. Bijvoorbeeld: 9:30 of 9:45."))
        return moment

    def _check_days(self, values: dict[str, Any]) -> None:
        today = datetime.now(AMSTERDAM).date()
        first, last = values.get("first_day"), values.get("last_day")
        if first is None:
            return
        if first > today + FURTHEST:
            self.add_error("first_day", _("Dit is meer dan een jaar vooruit. Kies een eerdere dag."))
        elif first < today and first != self.initial.get("first_day"):
            self.add_error("first_day", _("Deze dag is al geweest. Kies vandaag of een dag die nog komt."))
        elif last and last < first:
            self.add_error("last_day", _("Deze dag is voor de eerste dag. Kijk de datums na."))
        elif last and not self.errors and _timing(values).begin is None:
            self.add_error("last_day", _("In deze tijd valt het spreekuur geen enkele keer. Kies een latere dag."))


class OffForm(StyledForm):
    """A date that is called off."""

    day = forms.DateField(label=gettext_lazy("Dag"), widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Waarom?"), required=False, max_length=80, help_text=gettext_lazy("Bewoners lezen dit. Bijvoorbeeld: Vakantie")
    )


class EndForm(StyledForm):
    """From which day on it is not held any more."""

    day = _day_field(
        label=gettext_lazy("Vanaf welke dag is het spreekuur er niet meer?"), help_text=gettext_lazy("Bijvoorbeeld: 1-12-2026")
    )


def places_to_choose(*, on: date) -> list[Location]:
    """Places that are there on a day or are to come with an address, with their rooms, zone by zone; two queries."""
    rows = Location.objects.existing(on=on).filter(is_planned=False, zone__is_public=True).select_related("zone__site")
    return list(rows.order_by("zone__number", "-kind", "name").prefetch_related("rooms"))


def _timing(values: dict[str, Any]) -> Timing:
    names = ("weekday", "week", "starts", "ends", "first_day", "last_day")
    return Timing(rhythm=Rhythm(values["rhythm"]), **{name: values[name] for name in names})


def _grouped(places: Iterable[Location]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The places of each zone together, each with its rooms: "St. Jurriën: Spreekkamer"."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        group = groups.setdefault(place.zone.name, [])
        group.extend((_key(place.pk, room.pk), f"{place.name}: {room.name}") for room in place.rooms.all())
        group.append((_key(place.pk, None), _("%(place)s, zonder eigen kamer") % {"place": place.name}))
    yield from groups.items()


def _key(location: int, room: int | None) -> str:
    return f"{location}:{room}" if room else str(location)
