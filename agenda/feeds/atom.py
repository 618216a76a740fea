"""The agenda for readers of news and for sites of libraries (Atom, RFC 4287): what is coming, newest change first."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agenda.choices import EventState
from agenda.components.wording import words_of
from agenda.feeds.answers import MAX_AGE_S, answer_unless_known, coming_events, name_of
from agenda.forms import query_of, wanted_from
from agenda.models import EventPage
from agenda.rules import describe_moment
from agenda.selectors import url_of
from sites.shell import zone_of
from socialmap.choices import CostKind

# Readers of news show no more, and come back for what is new.
MAX_ENTRIES = 200
# What XML cannot hold.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
def agenda_atom(request: HttpRequest) -> HttpResponseBase:
    """What is held on this site from now on, at most 200 activities; four queries after the version."""
    events = coming_events(request)
    return answer_unless_known(request, events, lambda: _answer(request, events))


def _answer(request: HttpRequest, events: Any) -> HttpResponse:
    zone, query = zone_of(request), query_of(wanted_from(request.GET))
    name, place = name_of(request), zone.slug if zone else "stad"
    feed = _Feed(
        title=_clean(name),
        link=request.build_absolute_uri("/agenda/") + (f"?{urlencode(query)}" if query else ""),
        description=_("Wat er te doen is, met wat het laatst veranderde bovenaan."),
        language="nl",
        author_name=_("Wijkwinkel"),
        feed_url=request.build_absolute_uri(),
        # Names what the feed is about, wherever it is fetched.
        feed_guid=f"tag:{settings.HUB_HOST},2026:agenda:{place}" + (f":{urlencode(sorted(query.items()))}" if query else ""),
    )
    rows = events.select_related("zone__site", "organiser").prefetch_related("changes", "themes").order_by("-last_published_at", "pk")
    for event in rows[:MAX_ENTRIES]:
        _add(feed, event)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(feed: Atom1Feed, event: EventPage) -> None:
    feed.add_item(
        title=_clean(event.title),
        link=url_of(event),
        description=escape(_clean(summary_of(event))),
        unique_id=f"urn:uuid:{event.uid}",
        pubdate=event.first_published_at or datetime.now(UTC),
        updateddate=event.last_published_at or datetime.now(UTC),
        author_name=_clean(event.organiser.name) if event.organiser and event.organiser.live else None,
        categories=[_clean(theme.name) for theme in event.themes.all() if theme.live],
    )


def summary_of(event: EventPage) -> str:
    """An activity in one piece of text: what is not as usual, when, where, what it costs, what you get."""
    words = event.words or describe_moment(event.starts_at, event.ends_at, is_all_day=event.is_all_day)
    sentences = [
        words_of(EventState(event.state)),
        f"{words[:1].upper()}{words[1:]}.",
        f"{event.place_name}.",
        f"{event.cost or CostKind(event.cost_kind).label}.",
        event.introduction,
    ]
    return " ".join(filter(None, sentences))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", text)


class _Feed(Atom1Feed):
    """An Atom feed without the moment of writing in it, so that the same content is the same text."""

    def latest_post_date(self) -> datetime:
        """When the last of the entries changed; aware."""
        moments = [item["updateddate"] for item in self.items]
        return max(moments, default=datetime(2026, 1, 1, tzinfo=UTC))
