"""The results page as one value: everything its template puts in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext as _

from search.choices import Step
from search.components.around import DirectHelp, SearchNotice
from search.components.filters import SEARCH_URL, FilterChips, FilterForm, kept, results_url
from search.components.map import MAP_ANCHOR, ResultsMap
from search.components.missing import MissingHelpBox
from search.components.steps import StepJump, StepSection, hits_in_words, sections_of
from search.engine.base import STEPS
from search.found import FoundHelp
from sites.components import Pagination
from sites.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """What `search/results.html` shows. `overview_url` leads back from one step to all three.

    `chips` are the filters that are on; telephone and desk are those of the help block. `map` is
    there when it was asked for, and `map_url` asks for it; both are left out when nothing was found.
    `missing` asks what somebody who found nothing was looking for.
    """

    query: str
    title: str
    status: str
    steps: tuple[StepSection, ...]
    filters: FilterForm
    direct_help: DirectHelp | None = None
    notice: SearchNotice | None = None
    jump: StepJump | None = None
    pagination: Pagination | None = None
    chips: FilterChips | None = None
    overview_url: str = ""
    map: ResultsMap | None = None
    map_url: str = ""
    missing: MissingHelpBox | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found in the steps shown."""
        return not any(step.total for step in self.steps)

    @classmethod
    def from_found(cls, found: FoundHelp, *, address: Callable[..., str], shell: Shell, map_of_results: ResultsMap | None = None) -> Self:
        """The page of a search in this frame; `address` is `SearchParameters.query_string`."""

        def more_url(step: Step) -> str:
            return "" if found.chosen_step else results_url(address(step=step))

        return cls(
            query=found.text,
            title=_title(found),
            status=_status(found),
            steps=sections_of(found, shell=shell, more_url=more_url),
            filters=FilterForm.from_found(found, hidden=kept(found)),
            chips=FilterChips.from_found(found, address=address),
            direct_help=DirectHelp(cards=found.direct_help) if found.direct_help else None,
            notice=SearchNotice.from_found(found),
            jump=None if found.chosen_step else StepJump.from_steps(found.steps),
            pagination=_pagination(found, address) if found.chosen_step else None,
            overview_url=results_url(address()) if found.chosen_step else "",
            map=map_of_results if found.total else None,
            map_url="" if map_of_results or not found.total else f"{SEARCH_URL}?{address(shows_map=True)}{MAP_ANCHOR}",
            missing=MissingHelpBox.from_found(found),
        )


def _title(found: FoundHelp) -> str:
    if found.text:
        return _("Hulp bij: %(query)s") % {"query": found.text}
    return _("Alle hulp in %(place)s") % {"place": found.zone_name or found.city}


def _status(found: FoundHelp) -> str:
    if not found.total and found.active_filters:
        return _("Met deze keuzes vonden we niets. Haal er een weg.")
    if not found.total:
        return _("Wij vonden niets dat precies past. Hieronder staat wat u wel kunt doen.")
    first, second, third = (hits_in_words(step, result.total) for step, result in zip(STEPS, found.steps, strict=True))
    return _("Wij vonden %(tips)s, %(places)s en %(organisations)s.") % {"tips": first, "places": second, "organisations": third}


def _pagination(found: FoundHelp, address: Callable[..., str]) -> Pagination | None:
    if found.last_page < 2:
        return None
    page, last = found.page, found.last_page
    return Pagination(
        previous_url=results_url(address(step=found.chosen_step, page=page - 1)) if page > 1 else "",
        next_url=results_url(address(step=found.chosen_step, page=page + 1)) if page < last else "",
        position=_("Bladzijde %(page)d van %(last)d") % {"page": page, "last": last},
    )
