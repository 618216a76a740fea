"""What the search log tells: totals, what is looked for most, what finds nothing, and words that search does not know.

A text or number of fewer than five searches is never told, whatever the report is narrowed down to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.spreadsheets import csv_lines
from search.choices import Device
from search.log.privacy import GAP
from search.log.writing import ENOUGH
from search.models import LoggedSearch, UnknownWord
from search.models.log import LoggedSearchQuerySet, month_of
from search.selectors import find_help
from sites.models import Zone

PERIODS = {"30": gettext_lazy("laatste 30 dagen"), "90": gettext_lazy("laatste 3 maanden"), "395": gettext_lazy("laatste 13 maanden")}
ROWS_SHOWN = 25
ROWS_EXPORTED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportScope:
    """What a report is about. `zones` are those that the reader may see (None: all, and the hub); `zone` is the one chosen."""

    zones: tuple[Zone, ...] | None
    zone: Zone | None
    since: date
    device: Device | None

    @property
    def zone_ids(self) -> tuple[int, ...] | None:
        """The zones of the report; None for the whole city."""
        if self.zone:
            return (self.zone.pk,)
        return None if self.zones is None else tuple(zone.pk for zone in self.zones)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A text and how often it was looked for; `finds_now` says whether it finds something today, None if nobody asked."""

    text: str
    times: int
    empty: int = 0
    finds_now: bool | None = None

    @property
    def is_whole(self) -> bool:
        """Whether no words of it were left out."""
        return GAP not in self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Numbers of searches; None for a number that is too small to tell, 0 for none."""

    searches: int | None
    empty: int | None
    danger: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReport:
    """The report as it is shown."""

    totals: Totals
    most: tuple[Term, ...]
    empty: tuple[Term, ...]
    unknown: tuple[Term, ...]


def search_report(scope: ReportScope, *, at: datetime) -> SearchReport:
    """The report for the screen: the first 25 of each list; those without result are looked for again, at this moment."""
    return SearchReport(
        totals=totals_of(scope),
        most=most_searched(scope, limit=ROWS_SHOWN),
        empty=tuple(_asked_again(searched_in_vain(scope, limit=ROWS_SHOWN), scope.zone, at)),
        unknown=tuple(_asked_again(unknown_words(scope, limit=ROWS_SHOWN), scope.zone, at)),
    )


def totals_of(scope: ReportScope) -> Totals:
    """How many searches there were, how many found nothing, and how many told of danger."""
    counted = searches_of(scope).aggregate(
        searches=Count("pk"), empty=Count("pk", filter=Q(tips=0, places=0, organisations=0)), danger=Count("pk", filter=Q(is_danger=True))
    )
    return Totals(**{name: number if number == 0 or number >= ENOUGH else None for name, number in counted.items()})


def most_searched(scope: ReportScope, *, limit: int) -> tuple[Term, ...]:
    """What was looked for most; the number without result is only told when it is not that of a few."""
    return tuple(
        Term(text=row["text"], times=row["times"], empty=row["empty"] if row["empty"] >= ENOUGH else 0)
        for row in _counted(searches_of(scope), limit)
    )


def searched_in_vain(scope: ReportScope, *, limit: int) -> tuple[Term, ...]:
    """What was looked for and gave no result, most often first."""
    rows = _counted(searches_of(scope).without_result(), limit)
    return tuple(Term(text=row["text"], times=row["times"], empty=row["times"]) for row in rows)


def unknown_words(scope: ReportScope, *, limit: int) -> tuple[Term, ...]:
    """Words that search does not know and many typed; they are counted per month and whatever the device."""
    words = UnknownWord.objects.filter(month__gte=month_of(scope.since))
    words = words.filter(zone__isnull=True) if scope.zone_ids is None else words.filter(zone__in=scope.zone_ids)
    rows = words.values_list("word").annotate(times=Sum("sightings"), last=Max("month")).order_by("-times", "word")[:limit]
    return tuple(Term(text=word, times=times) for word, times, _last in rows)


def searches_of(scope: ReportScope) -> LoggedSearchQuerySet:
    """The searches that a report counts."""
    searches = LoggedSearchQuerySet(LoggedSearch).filter(day__gte=scope.since)
    if scope.zone_ids is not None:
        searches = searches.filter(zone__in=scope.zone_ids)
    return searches.filter(device=scope.device) if scope.device else searches


def report_csv(scope: ReportScope) -> Iterator[str]:
    """The lists of the report as lines of a CSV, header first."""
    return csv_lines(_cells(scope))


def since_of(period: str, *, today: date) -> date:
    """The first day of a period of the report; an unknown one is the shortest."""
    return today - timedelta(days=int(period if period in PERIODS else next(iter(PERIODS))))


def _cells(scope: ReportScope) -> Iterator[list[str]]:
    yield [_("lijst"), _("tekst"), _("keer"), _("zonder resultaat")]
    lists = (
        (_("meest gezocht"), most_searched(scope, limit=ROWS_EXPORTED)),
        (_("zonder resultaat"), searched_in_vain(scope, limit=ROWS_EXPORTED)),
        (_("onbekende woorden"), unknown_words(scope, limit=ROWS_EXPORTED)),
    )
    for name, terms in lists:
        for term in terms:
            yield [name, term.text, str(term.times), str(term.empty or "")]


def _counted(searches: LoggedSearchQuerySet, limit: int) -> Iterable[dict[str, Any]]:
    rows = searches.readable().values("text").annotate(times=Count("pk"), empty=Count("pk", filter=Q(tips=0, places=0, organisations=0)))
    return rows.filter(times__gte=ENOUGH).order_by("-times", "text")[:limit]


def _asked_again(terms: Iterable[Term], zone: Zone | None, at: datetime) -> Iterator[Term]:
    """Look whether there is an answer by now; what is left of a longer question would always find something."""
    for term in terms:
        yield replace(term, finds_now=find_help(text=term.text, zone=zone, at=at).total > 0) if term.is_whole else term
