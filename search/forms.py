"""From the query string of a results page to typed parameters.

Nothing that a visitor types is an error: what cannot be read is left out, and said where it helps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from core.rules import RuleError, normalised_postcode
from core.schedule import DAY_CODES
from search.choices import STEP_WORDS, WHERE_TIERS, Facet, Step
from search.found import MAX_PAGE

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
TOO_LONG = "Uw zoekvraag is lang. Wij zochten op het begin ervan."
NO_POSTCODE = "Dat is geen postcode. Typ bijvoorbeeld 7415 of 7415 AB."


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchParameters:
    """What the address of a results page asks for; every field holds a usable value.

    `page` counts from 1. `notices` are sentences for the visitor about what was left out.
    """

    text: str = ""
    filters: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    postcode: str = ""
    by_distance: bool = False
    step: Step | None = None
    page: int = 1
    notices: tuple[str, ...] = ()
    was_clipped: bool = False

    def query_string(
        self,
        *,
        without: tuple[str, str] | None = None,
        adding: tuple[str, str] | None = None,
        step: Step | None = None,
        page: int = 1,
    ) -> str:
        """This search as a query string ("q=koffie&kosten=gratis"), without the "?".

        `without` and `adding` are a filter's parameter and value to take off or put on; `step`
        and `page` ask for one step page by page (none: the overview of three).
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
        return urlencode(pairs)


def parse_parameters(data: QueryDict) -> SearchParameters:
    """Read a query string; never fails, costs no query."""
    text = data.get("q") or ""
    postcode, notices = _postcode(data.get("postcode") or "")
    was_clipped = len(text) > MAX_TEXT_LENGTH
    if was_clipped:
        notices = (TOO_LONG, *notices)
    return SearchParameters(
        text=text[:MAX_TEXT_LENGTH].strip(),
        filters={facet: values for facet in Facet if (values := _filter_values(data, facet))},
        postcode=postcode,
        by_distance=bool(postcode) and data.get("sorteer") == "afstand",
        step=_STEPS_BY_WORD.get(data.get("stap") or ""),
        page=_page(data.get("pagina") or "1"),
        notices=notices,
        was_clipped=was_clipped,
    )


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
        return "", (NO_POSTCODE,)
    return (first if first == last else first[:4]), ()


def _page(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        return 1
    return max(1, min(int(typed[:6]), MAX_PAGE))
