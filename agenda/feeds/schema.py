"""The agenda for programs of others: dates as events of schema.org, as search engines and screens in halls read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agenda.components.schema import as_schema
from agenda.feeds.answers import MAX_AGE_S, answer_unless_known, coming_events, name_of
from agenda.forms import wanted_from
from agenda.models import Occurrence
from agenda.selectors import occurrences_wanted, url_of
from sites.shell import zone_of


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
def agenda_json(request: HttpRequest) -> HttpResponseBase:
    """The dates that the page shows for the same address, without its limit; streamed, in two queries after the version."""
    wanted = wanted_from(request.GET)
    return answer_unless_known(request, coming_events(request), lambda: _answer(request), wanted=wanted)


def _answer(request: HttpRequest) -> StreamingHttpResponse:
    # All of today, so that the content changes once a day unless somebody changes it.
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    rows = occurrences_wanted(zone=zone_of(request), at=midnight, wanted=wanted_from(request.GET))
    related = rows.select_related("event__organiser", "event__zone__site")
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": name_of(request),
        "url": request.build_absolute_uri(),
        "inLanguage": "nl",
    }
    return StreamingHttpResponse(_pieces(head, related.iterator(chunk_size=200)), content_type="application/ld+json")


def _pieces(head: dict[str, Any], rows: Iterable[Occurrence]) -> Iterator[bytes]:
    yield orjson.dumps(head)[:-1] + b',"dataFeedElement":['
    for number, row in enumerate(rows):
        yield (b"," if number else b"") + orjson.dumps(as_schema(row.event, [row], url=url_of(row.event)))
    yield b"]}"
