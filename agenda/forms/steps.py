"""The short steps in which a partner tells of an activity; each is a form of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.choices import Repeat, SignUp
from agenda.models import EventPage
from agenda.rules import MAX_DURATION, Series, describe_day_and_date, rule_of
from core.choices import Access
from core.forms import StyledForm
from core.holidays import holiday_on
from core.schedule import AMSTERDAM, DAY_CODES, DAY_NAMES
from core.validators import validate_phone
from sites.models import Zone
from socialmap.choices import CostKind
from socialmap.models import TargetGroup, Theme

SHOWN_DATES = 26
FURTHEST = timedelta(days=400)
EARLIEST = date(2000, 1, 1)
TEXT_MAX_LENGTH = 2000
MAX_CAPACITY = 2000
# A rule of its own comes from a calendar; nobody chooses it.
REPEATS = [choice for choice in Repeat.choices if choice[0] != Repeat.OTHER]


class StepForm(StyledForm):
    """One step. `title_text` is its heading, `known` what was typed in all steps."""

    key = ""
    short: Any = ""
    title_text: Any = ""

    def __init__(self, *args: Any, known: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.known: Any = known or {}
        super().__init__(*args, **kwargs)


class WhatForm(StepForm):
    """What it is."""

    key, short = "wat", gettext_lazy("Wat")
    title_text = gettext_lazy("Wat gaat u doen?")
    title = forms.CharField(
        label=gettext_lazy("Naam van de activiteit"),
        max_length=80,
        help_text=gettext_lazy("Zoals u het zou zeggen. Bijvoorbeeld: Koffie aan de lange tafel"),
    )
    introduction = forms.CharField(
        label=gettext_lazy("In een of twee zinnen"),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Wat doet iemand die komt? Bijvoorbeeld: U drinkt koffie met mensen uit de buurt. Iedereen mag mee."),
    )
    text = forms.CharField(
        label=gettext_lazy("Meer uitleg"),
        required=False,
        max_length=TEXT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Korte zinnen. Laat een regel leeg voor een nieuwe alinea."),
    )


class WhenForm(StepForm):
    """When it is the first time, and how it comes back."""

    key, short = "wanneer", gettext_lazy("Wanneer")
    title_text = gettext_lazy("Wanneer is het?")
    day = forms.DateField(
        label=gettext_lazy("Dag (de eerste keer)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Bijvoorbeeld: 1-12-2026"),
        error_messages={"invalid": gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 1-12-2026.")},
    )
    starts = forms.TimeField(
        label=gettext_lazy("Begint om"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy("Bijvoorbeeld: 10:00. Duurt het de hele dag? Laat beide tijden leeg."),
        error_messages={"invalid": gettext_lazy("Dit is geen tijd. Schrijf bijvoorbeeld 10:00.")},
    )
    ends = forms.TimeField(
        label=gettext_lazy("Klaar om"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Dit is geen tijd. Schrijf bijvoorbeeld 12:00.")},
    )
    last_day = forms.DateField(
        label=gettext_lazy("Laatste dag, als het langer dan een dag duurt"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 2-12-2026.")},
    )
    repeat = forms.ChoiceField(label=gettext_lazy("Hoe vaak?"), choices=REPEATS, initial=Repeat.NEVER, widget=forms.RadioSelect)
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Ook op andere dagen van de week?"),
        required=False,
        choices=[(code, capfirst(name)) for code, name in zip(DAY_CODES, DAY_NAMES, strict=True)],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Alleen bij elke week of om de week."),
    )
    repeat_until = forms.DateField(
        label=gettext_lazy("Tot en met welke dag?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Weet u dat nog niet? Laat het leeg."),
        error_messages={"invalid": gettext_lazy("Dit is geen datum. Schrijf bijvoorbeeld 30-6-2027.")},
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be, at the field where it is."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        day, starts, ends = values.get("day"), values.get("starts"), values.get("ends")
        if day is None:
            return values
        if not EARLIEST <= day <= datetime.now(AMSTERDAM).date() + timedelta(days=10 * 365):
            self.add_error("day", _("Kijk dit jaartal nog eens na."))
            return values
        if (starts is None) != (ends is None) and not {"starts", "ends"} & set(self.errors):
            self.add_error("ends" if ends is None else "starts", _("Vul beide tijden in, of geen van beide."))
        last = values.get("last_day") or day
        if last < day:
            self.add_error("last_day", _("Deze dag is voor de eerste dag."))
        elif datetime.combine(last, datetime.min.time()) - datetime.combine(day, datetime.min.time()) >= MAX_DURATION:
            self.add_error("last_day", _("Een keer kan hooguit een maand duren. Komt het vaker? Kies dan hoe vaak."))
        elif starts and ends and last == day and ends <= starts:
            self.add_error("ends", _("Dit is niet later dan het begin. Eindigt het de volgende dag? Vul die dan in als laatste dag."))
        self._check_repeat(values, day)
        return values

    def _check_repeat(self, values: Mapping[str, Any], day: date) -> None:
        repeat, until = values.get("repeat"), values.get("repeat_until")
        if repeat != Repeat.NEVER and until and until < day:
            self.add_error("repeat_until", _("Deze dag is voor de eerste keer."))
        if values.get("weekdays") and repeat not in (Repeat.WEEKLY, Repeat.FORTNIGHTLY):
            self.add_error("weekdays", _("Meer dagen kiest u alleen bij elke week of om de week."))


def series_of(values: Mapping[str, Any]) -> Series:
    """When it is, from the cleaned values of the step WhenForm; without exceptions."""
    starts_at, ends_at = moments_of(values)
    rule = rule_of(
        values["repeat"], first=values["day"], weekdays=[DAY_CODES.index(day) for day in values["weekdays"]], until=values["repeat_until"]
    )
    return Series(starts_at=starts_at, ends_at=ends_at, rule=rule, changes={})


def moments_of(values: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """The aware begin and end of the first time; without times it lasts whole days."""
    day, last = values["day"], values["last_day"] or values["day"]
    if values["starts"] is None:
        first = datetime.combine(day, datetime.min.time(), AMSTERDAM)
        return first, datetime.combine(last + timedelta(days=1), datetime.min.time(), AMSTERDAM)
    return datetime.combine(day, values["starts"], AMSTERDAM), datetime.combine(last, values["ends"], AMSTERDAM)


class DatesForm(StepForm):
    """On which of the coming dates it is not."""

    key, short = "dagen", gettext_lazy("Dagen")
    title_text = gettext_lazy("Gaat het op al deze dagen door?")
    off = forms.MultipleChoiceField(
        label=gettext_lazy("Kies de dagen waarop het niet doorgaat"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["off"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(self._choices())

    def _choices(self) -> Iterable[tuple[str, str]]:
        """The coming dates, with what to mind; and those that were chosen before, also if they have passed."""
        when = WhenForm(self.known)
        typed = {text for text in self.known.getlist("off") if text} if hasattr(self.known, "getlist") else set()
        days: dict[str, date] = {}
        if when.is_valid():
            today = datetime.now(AMSTERDAM).date()
            since = max(when.cleaned_data["day"], today)
            for found in series_of(when.cleaned_data).dates(since=since, before=since + FURTHEST):
                days[found.day.isoformat()] = found.day
                if len(days) == SHOWN_DATES:
                    break
        for text in typed:
            try:
                days.setdefault(text, date.fromisoformat(text))
            except ValueError:
                continue
        for text, day in sorted(days.items()):
            holiday = holiday_on(day)
            yield text, describe_day_and_date(day) + (f" ({holiday})" if holiday else "")


class WhereForm(StepForm):
    """Where it is, and in which zones it is shown."""

    key, short = "waar", gettext_lazy("Waar")
    title_text = gettext_lazy("Waar is het?")
    zone = forms.ModelChoiceField(
        label=gettext_lazy("In welke wijk?"), queryset=Zone.objects.filter(is_public=True), empty_label=gettext_lazy("Kies een wijk")
    )
    place_name = forms.CharField(
        label=gettext_lazy("Naam van de plek"), max_length=80, help_text=gettext_lazy("Bijvoorbeeld: St. Jurriën, de huiskamer")
    )
    street = forms.CharField(label=gettext_lazy("Straat en huisnummer"), max_length=80, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=7, required=False)
    city = forms.CharField(label=gettext_lazy("Plaats"), max_length=60, required=False)
    wheelchair = forms.ChoiceField(
        label=gettext_lazy("Kan iemand met een rolstoel naar binnen?"),
        choices=Access.choices,
        initial=Access.UNKNOWN,
        widget=forms.RadioSelect,
    )
    also_in = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Ook laten zien in andere wijken?"),
        required=False,
        queryset=Zone.objects.filter(is_public=True),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Dan kijkt de redactie van al die wijken mee. Dat kan langer duren."),
    )


class WhoForm(StepForm):
    """For whom, about what, and what it costs."""

    key, short = "voor-wie", gettext_lazy("Voor wie")
    title_text = gettext_lazy("Voor wie is het, en wat kost het?")
    target_groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Voor wie?"),
        required=False,
        queryset=TargetGroup.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Is het voor iedereen? Dan hoeft u niets te kiezen."),
    )
    themes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Waar gaat het over?"),
        required=False,
        queryset=Theme.objects.filter(live=True),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
    )
    cost_kind = forms.ChoiceField(
        label=gettext_lazy("Kost het geld?"), choices=CostKind.choices, initial=CostKind.FREE, widget=forms.RadioSelect
    )
    cost = forms.CharField(
        label=gettext_lazy("Hoeveel?"), required=False, max_length=80, help_text=gettext_lazy("Bijvoorbeeld: 2,50 euro, koffie erbij")
    )

    def clean(self) -> dict[str, Any]:
        """Who has to pay wants to know how much."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("cost_kind") == CostKind.PAID and not values.get("cost"):
            self.add_error("cost", _("Schrijf op hoeveel het kost."))
        return values


class ContactForm(StepForm):
    """How to take part, and whom to ask."""

    key, short = "contact", gettext_lazy("Meedoen")
    title_text = gettext_lazy("Hoe doet iemand mee?")
    registration = forms.ChoiceField(
        label=gettext_lazy("Hoe doet iemand mee?"),
        choices=SignUp.choices,
        initial=SignUp.WALK_IN,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Bij aanmelden op deze site ziet u zelf wie er komt."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Hoeveel plekken zijn er?"),
        required=False,
        min_value=1,
        max_value=MAX_CAPACITY,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Alleen bij aanmelden op deze site. Leeg: zo veel mensen als willen."),
    )
    signing_up = forms.CharField(
        label=gettext_lazy("Wat moet iemand weten die mee wil doen?"),
        required=False,
        max_length=140,
        help_text=gettext_lazy("Bijvoorbeeld: Bel even van tevoren."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefoon voor vragen"),
        required=False,
        max_length=20,
        validators=[validate_phone],
        help_text=gettext_lazy("Bijvoorbeeld: 0570-000010"),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail voor vragen"), required=False)
    website = forms.URLField(label=gettext_lazy("Website"), required=False, assume_scheme="https")

    def clean(self) -> dict[str, Any]:
        """Somebody must be able to ask something; places are counted only where people register here."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("capacity") and values.get("registration") != SignUp.ONLINE:
            self.add_error("capacity", _("Plekken tellen wij alleen bij aanmelden op deze site."))
        if not any(values.get(name) for name in ("phone", "email", "website")) and not self.errors:
            self.add_error("phone", _("Vul minstens een manier in om iets te vragen: telefoon, e-mail of website."))
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What all steps say together, or the key of the first that is not right."""

    values: Mapping[str, Any]
    wrong: str = ""


def told(typed: MultiValueDict[str, Any]) -> Told:
    """Check what was typed in all steps."""
    values: dict[str, Any] = {}
    for step in STEPS:
        form = step(typed, known=typed)
        if not form.is_valid():
            return Told(values={}, wrong=step.key)
        values |= form.cleaned_data
    starts_at, ends_at = moments_of(values)
    return Told(values=values | {"starts_at": starts_at, "ends_at": ends_at, "is_all_day": values["starts"] is None})


STEPS: tuple[type[StepForm], ...] = (WhatForm, WhenForm, DatesForm, WhereForm, WhoForm, ContactForm)
KEYS = tuple(step.key for step in STEPS)


def typed_from(event: EventPage) -> dict[str, list[str]]:
    """What somebody would have typed for an activity as it is, to go on from there."""
    starts, ends = event.starts_at.astimezone(AMSTERDAM), event.ends_at.astimezone(AMSTERDAM)
    last = (ends - timedelta(microseconds=1)).date()
    off = sorted(change.day.isoformat() for change in event.changes.all() if change.starts_at is None)
    plain = ("title", "introduction", "repeat", "place_name", "street", "postcode", "city", "wheelchair", "cost_kind", "cost",
             "registration", "signing_up", "phone", "email", "website")  # fmt: skip
    return {
        **{name: [str(getattr(event, name))] for name in plain},
        "capacity": [str(event.capacity)] if event.capacity else [],
        "text": [event.running_text],
        "day": [starts.date().isoformat()],
        "starts": [] if event.is_all_day else [f"{starts:%H:%M}"],
        "ends": [] if event.is_all_day else [f"{ends:%H:%M}"],
        "last_day": [last.isoformat()] if last > starts.date() else [],
        "weekdays": list(event.weekdays),
        "repeat_until": [event.repeat_until.isoformat()] if event.repeat_until else [],
        "off": off,
        "zone": [str(event.zone_id or "")],
        "also_in": [str(zone.pk) for zone in event.also_in.all()],
        "target_groups": [group.slug for group in event.target_groups.all()],
        "themes": [theme.slug for theme in event.themes.all()],
    }
