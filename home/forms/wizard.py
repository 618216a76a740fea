"""The steps in which somebody describes a new zone: one form a screen, each with sentences for what cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, Site

from core.templatetags.core import icon
from core.validators import validate_phone, validate_schedule
from home.models import ZoneDraft
from home.services import ZoneBlueprint
from sites.choices import ACCENT_COLOURS, Accent, Pictogram, ZoneKind
from sites.models import Location, PostcodeRange, Zone

_DASH = re.compile(r"\s*(?:-|\u2013|t/m|tot en met)\s*")
# Names that hosts of a whole domain have.
RESERVED = frozenset({"www", "mail", "beheer", "hub", "media", "static"})
MAX_LINES, MAX_TEXT = 60, 2000


class StepForm(forms.Form):
    """One step. `title_text` is its heading."""

    key = ""
    short: Any = ""
    title_text: Any = ""


class NameForm(StepForm):
    """What the zone is called, and under which address it is found."""

    key, short = "naam", gettext_lazy("Naam")
    title_text = gettext_lazy("Hoe heet de wijk?")
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        max_length=60,
        help_text=gettext_lazy("Zoals bewoners de wijk noemen. Bijvoorbeeld: De Hoven"),
        error_messages={"required": gettext_lazy("Vul de naam van de wijk in. Bijvoorbeeld: De Hoven")},
    )
    slug = forms.CharField(
        label=gettext_lazy("Kort adres"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Het begin van het webadres. Leeg: wij maken het van de naam. Bijvoorbeeld: de-hoven"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Wijk of dorp?"),
        choices=ZoneKind.choices,
        initial=ZoneKind.TOWN,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Dit woord staat in de teksten. Bijvoorbeeld: 'kies uw dorp'."),
        error_messages={"required": gettext_lazy("Kies of het een wijk of een dorp is.")},
    )

    def clean_name(self) -> str:
        """A name that no zone has."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        taken = Zone.objects.filter(name__iexact=name).first()
        if taken:
            raise ValidationError(_("Er is al een wijk met de naam '%(name)s'.") % {"name": taken.name})
        return name

    def clean(self) -> dict[str, Any]:
        """An address that no site has, made of the name if none was typed."""
        found = super().clean() or self.cleaned_data
        typed = str(found.get("slug") or "").strip().lower()
        slug = typed or slugify(str(found.get("name") or ""))[:40].strip("-")
        if problem := _problem_of_address(slug, is_typed=bool(typed)) if slug or found.get("name") else "":
            self.add_error("slug", problem)
        return found | {"slug": slug}


class AreaForm(StepForm):
    """Where the zone is, and what lies next to it."""

    key, short = "gebied", gettext_lazy("Postcodes en buren")
    title_text = gettext_lazy("Waar ligt de wijk?")
    postcodes = forms.CharField(
        label=gettext_lazy("Postcodes"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Op elke regel de eerste en de laatste postcode. Bijvoorbeeld: 7419 AA - 7419 ZZ"),
        error_messages={"required": gettext_lazy("Vul de postcodes in. Bijvoorbeeld: 7419 AA - 7419 ZZ")},
    )
    neighbours = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Wijken ernaast"),
        queryset=Zone.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Is er in de wijk zelf niets? Dan zien bewoners eerst hulp in deze wijken."),
        error_messages={"invalid_choice": gettext_lazy("Een van de buurwijken is er niet meer. Kies opnieuw.")},
    )
    neighbourhoods = forms.CharField(
        label=gettext_lazy("Buurten"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Op elke regel een buurt, zoals bewoners die noemen. Bijvoorbeeld: De Worp"),
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Midden van de wijk: breedtegraad"),
        required=False,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=gettext_lazy("Bijvoorbeeld: 52.251. Leeg: wij nemen het midden van de wijken ernaast."),
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Midden van de wijk: lengtegraad"),
        required=False,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=gettext_lazy("Bijvoorbeeld: 6.149. Leeg: wij nemen het midden van de wijken ernaast."),
    )

    def clean_postcodes(self) -> list[tuple[str, str]]:
        """Ranges that no other zone has, and that do not overlap."""
        problems, found = [], []
        for line in _lines(self.cleaned_data["postcodes"]):
            try:
                found.append(_range_of(line))
            except ValidationError as error:
                problems += [f"{line}: {message}" for message in error.messages]
        ordered = sorted(found)
        for (_first, last), (following, _end) in pairwise(ordered):
            if following <= last:
                problems.append(_("%(postcode)s staat in twee regels. Haal er een weg.") % {"postcode": following})
        if problems:
            raise ValidationError(problems)
        return found

    def clean_neighbourhoods(self) -> list[str]:
        """Names, each once."""
        names = list(dict.fromkeys(_lines(self.cleaned_data["neighbourhoods"])))
        if any(len(name) > 60 for name in names):
            raise ValidationError(_("Een naam van een buurt is te lang. Gebruik hoogstens 60 tekens op een regel."))
        return names

    def clean(self) -> dict[str, Any]:
        """A middle: what was typed, or that of the zones next door."""
        found = super().clean() or self.cleaned_data
        given = [found.get(name) is not None for name in ("latitude", "longitude")]
        if any(given) and not all(given) and not self.errors.keys() & {"latitude", "longitude"}:
            self.add_error("longitude" if given[0] else "latitude", _("Vul beide getallen in, of geen van beide."))
        if not any(given):
            around = list(found.get("neighbours") or ()) or list(Zone.objects.all())
            if around:
                found["latitude"] = round(sum(zone.latitude for zone in around) / len(around), 5)
                found["longitude"] = round(sum(zone.longitude for zone in around) / len(around), 5)
            else:
                self.add_error("latitude", _("Vul het midden van de wijk in. Bijvoorbeeld: 52.251 en 6.149"))
        return found


class LookForm(StepForm):
    """A colour on which white can always be read, and a drawing."""

    key, short = "uiterlijk", gettext_lazy("Kleur en tekening")
    title_text = gettext_lazy("Hoe ziet de wijk eruit?")
    accent = forms.ChoiceField(
        label=gettext_lazy("Kleur"),
        choices=Accent.choices,
        widget=forms.RadioSelect,
        initial=Accent.GREEN,
        help_text=gettext_lazy("De balk boven aan elke pagina. Op elke kleur is witte tekst goed te lezen. Bijvoorbeeld: Mos"),
        error_messages={
            "required": gettext_lazy("Kies een kleur uit de lijst."),
            "invalid_choice": gettext_lazy("Kies een kleur uit de lijst."),
        },
    )
    pictogram = forms.ChoiceField(
        label=gettext_lazy("Tekening"),
        choices=Pictogram.choices,
        widget=forms.RadioSelect,
        initial=Pictogram.TREE,
        help_text=gettext_lazy("Staat naast de naam. Kies iets wat bewoners herkennen. Bijvoorbeeld: Molen"),
        error_messages={"required": gettext_lazy("Kies een tekening uit de lijst."), "invalid_choice": gettext_lazy("Kies een tekening uit de lijst.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colour = '<svg viewBox="0 0 28 28" aria-hidden="true" focusable="false"><rect width="28" height="28" rx="4" fill="{}"/></svg>'
        self._show("accent", [(choice, format_html(colour, ACCENT_COLOURS[choice])) for choice in Accent])
        self._show("pictogram", [(choice, icon(f"z-{choice}")) for choice in Pictogram])

    def _show(self, name: str, choices: Sequence[tuple[Accent | Pictogram, SafeString]]) -> None:
        """Give each choice what it looks like, before its word."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (choice.value, format_html('<span class="ww-kiesbeeld">{}<span>{}</span></span>', image, choice.label))
            for choice, image in choices
        ]


WITH, WITHOUT, PLANNED = "balie", "geen", "gepland"


class DeskForm(StepForm):
    """Where residents walk in, now or later, or who comes to them."""

    key, short = "balie", gettext_lazy("Balie")
    title_text = gettext_lazy("Waar kunnen bewoners terecht?")
    desk = forms.ChoiceField(
        label=gettext_lazy("Is er een Wijkwinkel?"),
        choices=[
            (WITH, gettext_lazy("Ja, bewoners kunnen binnenlopen")),
            (WITHOUT, gettext_lazy("Nee, de buurtcoach komt bij mensen thuis")),
            (PLANNED, gettext_lazy("Nog niet, die komt er later")),
        ],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Twijfelt u? Kies 'Nee'. U kunt later altijd een plek toevoegen."),
        error_messages={"required": gettext_lazy("Kies of er een Wijkwinkel is.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Telefoon"),
        max_length=20,
        required=False,
        validators=[validate_phone],
        help_text=gettext_lazy("Van de Wijkwinkel of de buurtcoach. Zonder Wijkwinkel is dit nodig. Bijvoorbeeld: 0570-000011"),
    )
    desk_name = forms.CharField(
        label=gettext_lazy("Naam van de plek"), max_length=80, required=False, help_text=gettext_lazy("Bijvoorbeeld: St. Jurriën")
    )
    desk_street = forms.CharField(
        label=gettext_lazy("Straat en huisnummer"), max_length=100, required=False, help_text=gettext_lazy("Bijvoorbeeld: Dorpsplein 1")
    )
    desk_postcode = forms.CharField(
        label=gettext_lazy("Postcode van de plek"), max_length=7, required=False, help_text=gettext_lazy("Bijvoorbeeld: 7419 AB")
    )
    desk_city = forms.CharField(
        label=gettext_lazy("Plaats"), max_length=60, required=False, help_text=gettext_lazy("Bijvoorbeeld: Deventer")
    )
    desk_hours = forms.CharField(
        label=gettext_lazy("Openingstijden"),
        max_length=200,
        required=False,
        validators=[validate_schedule],
        help_text=gettext_lazy("Bijvoorbeeld: ma-vr 9:00-17:00"),
    )
    desk_opens_on = forms.DateField(
        label=gettext_lazy("Open vanaf"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Alleen als de plek er nog komt. Bijvoorbeeld: 2027-03-01"),
        error_messages={"invalid": gettext_lazy("Dit is geen datum. Schrijf die zo: 2027-03-01")},
    )
    desk_meanwhile = forms.CharField(
        label=gettext_lazy("Wat kan iemand doen tot de plek er is?"),
        max_length=240,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Bijvoorbeeld: Tot de opening kunt u bellen of naar de bibliotheek gaan."),
    )

    # What each answer needs, with the sentence for who leaves it out.
    NEEDED: Mapping[str, Mapping[str, Any]] = {
        WITH: {
            "desk_name": gettext_lazy("Vul de naam van de plek in. Bijvoorbeeld: St. Jurriën"),
            "desk_street": gettext_lazy("Vul straat en huisnummer in, anders vindt niemand de plek."),
            "desk_hours": gettext_lazy("Vul in wanneer de plek open is. Bijvoorbeeld: ma-vr 9:00-17:00"),
        },
        WITHOUT: {"phone": gettext_lazy("Vul het telefoonnummer van de buurtcoach in. Zonder balie is bellen de enige weg.")},
        PLANNED: {
            "desk_name": gettext_lazy("Vul de naam van de plek in. Bijvoorbeeld: St. Jurriën"),
            "desk_street": gettext_lazy("Vul straat en huisnummer in, anders vindt niemand de plek."),
            "desk_opens_on": gettext_lazy("Vul in wanneer de plek opengaat. Weet u het nog niet? Kies dan 'Nee'."),
            "desk_meanwhile": gettext_lazy("Schrijf op wat iemand kan doen tot de plek er is."),
        },
    }

    def clean(self) -> dict[str, Any]:
        """What the answer needs must be there; what belongs to another answer is left out."""
        found = super().clean() or self.cleaned_data
        for name, sentence in self.NEEDED.get(str(found.get("desk")), {}).items():
            if not found.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        slug = slugify(str(found.get("desk_name") or ""))
        if found.get("desk") != WITHOUT and slug and Location.objects.filter(slug=slug).exists():
            self.add_error("desk_name", _("Er is al een plek met deze naam. Maak de naam langer, met de wijk erbij."))
        return found


STEPS: tuple[type[StepForm], ...] = (NameForm, AreaForm, LookForm, DeskForm)


def form_of(draft: ZoneDraft, step: type[StepForm]) -> StepForm:
    """A step with what was sent of it; without errors if it was never sent."""
    return step(draft.typed(step.key))


def is_complete(draft: ZoneDraft) -> Mapping[str, bool]:
    """Which steps, by key, are as they should be at this moment."""
    return {step.key: form_of(draft, step).is_valid() for step in STEPS}


def blueprint_of(draft: ZoneDraft) -> ZoneBlueprint | None:
    """The zone that was described; None while a step is not as it should be."""
    forms_sent = [form_of(draft, step) for step in STEPS]
    if not all(form.is_valid() for form in forms_sent):
        return None
    found: dict[str, Any] = {}
    for form in forms_sent:
        found |= form.cleaned_data
    desk = found.pop("desk")
    if desk == WITHOUT:
        found |= {name: "" for name in found if name.startswith("desk_")}
    if desk != PLANNED:
        found |= {"desk_opens_on": None, "desk_meanwhile": ""}
    if desk == WITHOUT:
        said = _("In %(zone)s komen de buurtcoaches bij u thuis. Bel %(phone)s.")
        found["state_text"] = said % {"zone": found["name"], "phone": found["phone"]}
    found["neighbours"] = tuple(zone.slug for zone in found["neighbours"])
    return ZoneBlueprint(**found, desk_is_planned=desk == PLANNED, is_public=False)


def summary_of(blueprint: ZoneBlueprint) -> Sequence[tuple[str, str]]:
    """What will be made, to look over: (what, in words)."""
    names = Zone.objects.filter(slug__in=blueprint.neighbours).values_list("name", flat=True)
    lines = (
        (_("Naam"), blueprint.name),
        (_("Webadres"), f"{blueprint.slug}{settings.ZONE_HOST_SUFFIX}"),
        (_("Postcodes"), ", ".join(f"{first} - {last}" for first, last in blueprint.postcodes)),
        (_("Wijken ernaast"), ", ".join(names) or _("geen")),
        (_("Buurten"), ", ".join(blueprint.neighbourhoods) or _("geen")),
        (_("Kleur en tekening"), f"{Accent(blueprint.accent).label}, {Pictogram(blueprint.pictogram).label}"),
        (_("Balie"), ", ".join(filter(None, (blueprint.desk_name, blueprint.desk_street, blueprint.desk_city))) or _("geen")),
        (_("Telefoon"), blueprint.phone or _("het nummer van de stad")),
    )
    return tuple((str(label), str(text)) for label, text in lines)


def _problem_of_address(slug: str, *, is_typed: bool) -> str:
    """Why a site cannot have this address; empty if it can."""
    if not slug or slugify(slug) != slug or "_" in slug or slug.startswith("-"):
        if not is_typed:
            return _("Van deze naam kunnen wij geen webadres maken. Typ zelf een kort adres.")
        return _("Gebruik alleen kleine letters, cijfers en streepjes. Bijvoorbeeld: de-hoven")
    host = f"{slug}{settings.ZONE_HOST_SUFFIX}"
    if slug in RESERVED or Site.objects.filter(hostname=host).exists() or Page.objects.filter(depth=2, slug=slug).exists():
        return _("Het webadres %(host)s is al in gebruik. Kies een ander kort adres.") % {"host": host}
    return ""


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line][:MAX_LINES]


def _range_of(line: str) -> tuple[str, str]:
    """First and last postcode of a line; raises ValidationError for what is none, and for what another zone has."""
    first, *rest = _DASH.split(line)
    found = PostcodeRange(first=first, last=rest[-1] if rest else first)
    found.clean()
    if found.first > found.last:
        raise ValidationError(_("De eerste postcode ligt na de laatste. Draai ze om."))
    found.refuse_clash(zone_pk=None)
    return found.first, found.last
