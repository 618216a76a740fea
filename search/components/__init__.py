"""Components of the results page: cards, steps, filters, direct help and notices."""

from search.components.around import DirectHelp, SearchNotice
from search.components.cards import (
    HelpCard,
    ThemeTile,
    ThemeTiles,
    TipCard,
    age_notice,
    age_notice_of,
    hours_in_words,
    is_visited,
    names_in_one_line,
    review_day_of,
)
from search.components.filters import FilterChips, FilterForm, results_url
from search.components.map import MapItem, MapMark, ResultsMap, StreetMap, placed_in_words
from search.components.map_data import map_data
from search.components.missing import MissingHelpBox
from search.components.page import ResultsPage
from search.components.sketch import Sketch, view_of
from search.components.steps import StepJump, StepSection, TierGroup, hits_in_words, sections_of

__all__ = [
    "DirectHelp",
    "FilterChips",
    "FilterForm",
    "HelpCard",
    "MapItem",
    "MapMark",
    "MissingHelpBox",
    "ResultsMap",
    "ResultsPage",
    "SearchNotice",
    "Sketch",
    "StepJump",
    "StepSection",
    "StreetMap",
    "ThemeTile",
    "ThemeTiles",
    "TierGroup",
    "TipCard",
    "age_notice",
    "age_notice_of",
    "hits_in_words",
    "hours_in_words",
    "is_visited",
    "map_data",
    "names_in_one_line",
    "placed_in_words",
    "results_url",
    "review_day_of",
    "sections_of",
    "view_of",
]
