"""From the query string of a results page to typed parameters.

Nothing that a visitor types is an error: what cannot be read is left out, and said where it helps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.forms import PublicForm, TranslatedForm, translation_fields
from core.rules import RuleError, normalised_postcode
from core.schedule import DAY_CODES
from search.choices import MAP_WORD, STEP_WORDS, WHERE_TIERS, Facet, Step
from search.engine.base import Box
from search.engine.grid import MAX_ZOOM
from search.found import MAX_PAGE
from search.log.privacy import without_contact_details
from search.models.dictionary import DirectHelp
from search.models.log import MAX_MISSING_LENGTH

MAX_TEXT_LENGTH = 200
MAX_FILTER_VALUES = 20
MAX_FILTER_VALUE_LENGTH = 60
MAX_POSTCODE_LENGTH = 12
OPEN_VALUES = ("nu",)
CLOSED_LISTS: dict[Facet, tuple[str, ...]] = {
    Facet.DAY: DAY_CODES,
    Facet.OPEN: OPEN_VALUES,
    Facet.WHERE: tuple(WHERE_TIERS),
}
_STEPS_BY_WORD = {word: step for step, word in STEP_WORDS.items()}
TOO_LONG = _("Uw zoekvraag is lang. Wij zochten op het begin ervan.")
MAX_BOX_LENGTH = 120
NO_BOX = _("Dit stuk van de kaart bestaat niet. Gebruik vier getallen in graden: west,zuid,oost,noord. Bijvoorbeeld 6.1,52.2,6.2,52.3.")
NO_ZOOM = format_lazy(_("Gebruik voor zoom een getal van 0 tot en met {most}."), most=MAX_ZOOM)
NO_POSTCODE = _("Dat is geen postcode. Typ bijvoorbeeld 7415 of 7415 AB.")
NOTHING_SAID = _("Schrijf in een paar woorden wat u zocht.")
SAID_TOO_MUCH = format_lazy(_("Uw tekst is te lang. Gebruik hooguit {most} tekens."), most=MAX_MISSING_LENGTH)


class MissingHelpForm(PublicForm):
    """What a visitor who found nothing was looking for; `q` is the search itself."""

    text = forms.CharField(max_length=MAX_MISSING_LENGTH, error_messages={"required": NOTHING_SAID, "max_length": SAID_TOO_MUCH})
    is_about_zone = forms.BooleanField(required=False)
    q = forms.CharField(required=False)

    def clean_text(self) -> str:
        """Take out telephone numbers and addresses; refuse what says nothing after that."""
        text = without_contact_details(self.cleaned_data["text"], limit=MAX_MISSING_LENGTH)
        if not any(character.isalpha() for character in text):
            raise ValidationError(NOTHING_SAID)
        return text


class MapPartError(ValueError):
    """What was asked is no part of a map; the message is for the visitor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParameters:
    """What the address of a results page asks for; every field holds a usable value.

    `page` counts from 1. `notices` are sentences for the visitor about what was left out.
    `shows_map` asks for the map beside the list, and `box` for a part of it.
    """

    text: str = ""
    filters: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    postcode: str = ""
    by_distance: bool = False
    step: Step | None = None
    page: int = 1
    notices: tuple[str, ...] = ()
    was_clipped: bool = False
    shows_map: bool = False
    box: Box | None = None

    def query_string(
        self,
        *,
        without: tuple[str, str] | None = None,
        adding: tuple[str, str] | None = None,
        step: Step | None = None,
        page: int = 1,
        shows_map: bool | None = None,
    ) -> str:
        """This search as a query string ("q=koffie&kosten=gratis"), without the "?".

        `without` and `adding` are a filter's parameter and value to take off or put on; `step`
        and `page` ask for one step page by page (none: the overview of three). `shows_map` opens
        or closes the map (None: as it is now); a part of it is never kept.
        """
        pairs: list[tuple[str, str]] = [("q", self.text)]
        chosen = [(facet.value, value) for facet in Facet for value in sorted(self.filters.get(facet, ()))]
        pairs += [pair for pair in chosen if pair != without]
        if adding and adding not in pairs:
            pairs.append(adding)
        if self.postcode:
            pairs.append(("postcode", self.postcode))
        if self.by_distance:
            pairs.append(("sorteer", "afstand"))
        if step:
            pairs.append(("stap", STEP_WORDS[step]))
        if page > 1:
            pairs.append(("pagina", str(page)))
        if self.shows_map if shows_map is None else shows_map:
            pairs.append(("weergave", MAP_WORD))
        return urlencode(pairs)


def parse_parameters(data: QueryDict) -> SearchParameters:
    """Read a query string; never fails, costs no query."""
    text = data.get("q") or ""
    postcode, notices = _postcode(data.get("postcode") or "")
    was_clipped = len(text) > MAX_TEXT_LENGTH
    if was_clipped:
        notices = (str(TOO_LONG), *notices)
    return SearchParameters(
        text=text[:MAX_TEXT_LENGTH].strip(),
        filters={facet: values for facet in Facet if (values := _filter_values(data, facet))},
        postcode=postcode,
        by_distance=bool(postcode) and data.get("sorteer") == "afstand",
        step=_STEPS_BY_WORD.get(data.get("stap") or ""),
        page=_page(data.get("pagina") or "1"),
        notices=notices,
        was_clipped=was_clipped,
        shows_map=data.get("weergave") == MAP_WORD,
        box=_box_or_none(data.get("bbox") or ""),
    )


def parse_box(typed: str) -> Box:
    """Read "west,south,east,north" in degrees; what lies outside the world is cut off.

    Raises MapPartError, with a sentence, for what is no part of the map: not four numbers, nothing
    between them, or over the date line.
    """
    try:
        west, south, east, north = (float(number) for number in typed[:MAX_BOX_LENGTH].split(","))
    except ValueError as error:
        raise MapPartError(NO_BOX) from error
    if not all(map(isfinite, (west, south, east, north))):
        raise MapPartError(NO_BOX)
    box = Box(south=max(south, -90.0), west=max(west, -180.0), north=min(north, 90.0), east=min(east, 180.0))
    if box.south >= box.north or box.west >= box.east:
        raise MapPartError(NO_BOX)
    return box


def parse_zoom(typed: str) -> int:
    """Read the zoom of a web map; raises MapPartError, with a sentence, for what is none."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 3 and int(typed) <= MAX_ZOOM):
        raise MapPartError(NO_ZOOM)
    return int(typed)


def _box_or_none(typed: str) -> Box | None:
    try:
        return parse_box(typed)
    except MapPartError:
        return None


def _filter_values(data: QueryDict, facet: Facet) -> frozenset[str]:
    typed = data.getlist(facet.value)[:MAX_FILTER_VALUES]
    allowed = CLOSED_LISTS.get(facet)
    return frozenset(value for value in typed if _is_possible(value, allowed))


def _is_possible(value: str, allowed: tuple[str, ...] | None) -> bool:
    if allowed is not None:
        return value in allowed
    return 0 < len(value) <= MAX_FILTER_VALUE_LENGTH and value.isprintable()


def _postcode(typed: str) -> tuple[str, tuple[str, ...]]:
    if not typed.strip():
        return "", ()
    try:
        first, last = normalised_postcode(typed[:MAX_POSTCODE_LENGTH])
    except RuleError:
        return "", (str(NO_POSTCODE),)
    return (first if first == last else first[:4]), ()


def _page(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        return 1
    return max(1, min(int(typed[:6]), MAX_PAGE))


DirectHelpForm = type("DirectHelpForm", (TranslatedForm,), translation_fields(DirectHelp))
