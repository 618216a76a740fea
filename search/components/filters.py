"""The filters of the results page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Self
from urllib.parse import urlencode

from core.components import Component, Example
from search.choices import MAP_WORD, STEP_WORDS, Facet
from search.found import FacetGroup, FacetValue, FoundHelp

SEARCH_URL = "/zoeken/"
RESULTS_ANCHOR = "#resultaten"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChip:
    """A filter that is on, and the address without it."""

    label: str
    remove_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChips(Component):
    """The filters that are on, each with a way to take it away again."""

    template_name: ClassVar[str] = "components/filter_chips.html"

    chips: tuple[FilterChip, ...]
    clear_url: str

    @classmethod
    def from_found(cls, found: FoundHelp, *, address: Callable[..., str]) -> Self | None:
        """The chips of a search, or None if no filter is on; `address` is `SearchParameters.query_string`."""
        if not found.active_filters:
            return None
        step = found.chosen_step
        return cls(
            chips=tuple(
                FilterChip(label=active.label, remove_url=results_url(address(without=(active.parameter, active.value), step=step)))
                for active in found.active_filters
            ),
            clear_url=results_url(urlencode(kept(found))),
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Two filters on."""
        chips = (FilterChip(label="Gratis", remove_url="#gratis-uit"), FilterChip(label="Bij u thuis", remove_url="#thuis-uit"))
        yield cls.example("Twee filters aan", chips=chips, clear_url="#alles-uit")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterForm(Component):
    """Filters as a plain form: all of them in the address.

    `hidden` are parameters that the form keeps: the query itself, the chosen step. `notices` are
    sentences about the postcode.
    """

    template_name: ClassVar[str] = "components/filter_form.html"

    groups: tuple[FacetGroup, ...]
    hidden: tuple[tuple[str, str], ...] = ()
    postcode: str = ""
    by_distance: bool = False
    notices: tuple[str, ...] = ()

    @classmethod
    def from_found(cls, found: FoundHelp, *, hidden: tuple[tuple[str, str], ...]) -> Self:
        """The filters of a search."""
        return cls(
            groups=found.facet_groups,
            hidden=hidden,
            postcode=found.postcode,
            by_distance=found.by_distance,
            notices=tuple(sentence for sentence in found.notices if "postcode" in sentence.lower()),
        )

    @property
    def open_groups(self) -> tuple[tuple[FacetGroup, bool], ...]:
        """Each group with whether it stands open: the first, and those in which something is chosen."""
        return tuple((group, index == 0 or any(value.is_active for value in group.values)) for index, group in enumerate(self.groups))

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Nothing chosen, two filters on, and a postcode that is none."""
        yield cls.example("Niets gekozen", groups=_example_groups(is_active=False), hidden=(("q", "boodschappen"),))
        yield cls.example(
            "Twee filters aan",
            groups=_example_groups(is_active=True),
            hidden=(("q", "boodschappen"),),
            postcode="7415",
            by_distance=True,
        )
        yield cls.example(
            "Fout in de postcode",
            groups=_example_groups(is_active=False),
            hidden=(("q", "boodschappen"),),
            notices=("Dat is geen postcode. Typ bijvoorbeeld 7415 of 7415 AB.",),
        )


def kept(found: FoundHelp) -> tuple[tuple[str, str], ...]:
    """What stays in the address whatever the filters: the question, the step if one was chosen, an open map."""
    pairs = [("q", found.text)]
    if found.chosen_step:
        pairs.append(("stap", STEP_WORDS[found.chosen_step]))
    if found.map:
        pairs.append(("weergave", MAP_WORD))
    return tuple(pairs)


def results_url(query_string: str) -> str:
    """The address of the results, at the line that says how many there are."""
    return f"{SEARCH_URL}?{query_string}{RESULTS_ANCHOR}"


def _example_groups(*, is_active: bool) -> tuple[FacetGroup, ...]:
    cost = (
        FacetValue(value="gratis", label="Gratis", count=9, is_active=is_active),
        FacetValue(value="betaald", label="U betaalt", count=3, is_active=False),
    )
    how = (
        FacetValue(value="locatie", label="Op een plek in de wijk", count=7, is_active=False),
        FacetValue(value="thuis", label="Bij u thuis", count=4, is_active=is_active),
    )
    audience = (FacetValue(value="ouderen", label="Ouderen", count=5, is_active=False),)
    return (
        FacetGroup(facet=Facet.COST, label="Kosten", values=cost),
        FacetGroup(facet=Facet.HOW, label="Hoe", values=how),
        FacetGroup(facet=Facet.AUDIENCE, label="Voor wie", values=audience),
    )
