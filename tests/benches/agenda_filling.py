"""An agenda with many series: as values, and as pages with their dates in the database."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from agenda.choices import EventState, Repeat
from agenda.models import AgendaPage, EventPage, Occurrence
from agenda.rules import Series, rule_of
from agenda.services.occurrences import AHEAD
from core.schedule import AMSTERDAM
from home.services import CityIdentity, ZoneBlueprint, ensure_city, provision_zone
from sites.models import Zone

SEED = 5
REPEATS = (Repeat.WEEKLY, Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY_BY_WEEKDAY, Repeat.MONTHLY_BY_DATE, Repeat.DAILY)
BATCH = 2_000


def make_series(count: int, *, since: date) -> list[Series]:
    """So many series without an end, each begun in the month after `since`; every second one has three weekdays."""
    source, found = random.Random(SEED), []
    for number in range(count):
        first = since + timedelta(days=source.randrange(30))
        starts_at = datetime.combine(first, time(source.randrange(8, 21), source.choice((0, 15, 30))), AMSTERDAM)
        repeat = REPEATS[number % len(REPEATS)]
        weekdays = source.sample(range(7), 2) if repeat == Repeat.WEEKLY and number % 2 else ()
        rule = rule_of(repeat, first=first, weekdays=weekdays)
        found.append(Series(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), rule=rule, changes={}))
    return found


def make_zone() -> Zone:
    """A city with one zone."""
    ensure_city(identity=CityIdentity(city="Deventer", phone="0570-000010", phone_hours="ma-vr 9:00-17:00", email="wijkwinkel@example.nl"))
    provision_zone(blueprint=ZoneBlueprint(name="Zandweerd", slug="zandweerd", latitude=52.26, longitude=6.15))
    return Zone.objects.select_related("site__root_page").get()


def fill_agenda(zone: Zone, series: list[Series], *, today: date, begin: int = 0) -> None:
    """Put these on the agenda of a zone, numbered from `begin`, every date of the coming year as a row.

    Past the services: they would take an hour.
    """
    agenda = AgendaPage.objects.child_of(zone.site.root_page).get()
    kind, now = ContentType.objects.get_for_model(EventPage), timezone.now()
    titles = [f"Koffie en kennismaken, groep {number}" for number in range(begin, begin + len(series))]
    pages = Page.objects.bulk_create(
        Page(
            title=title, draft_title=title, slug=f"koffie-{number}", content_type=kind, locale=agenda.locale, depth=agenda.depth + 1,
            path=f"{agenda.path}{Page._int2str(number + 1).rjust(Page.steplen, '0')}", url_path=f"{agenda.url_path}koffie-{number}/",
            live=True, first_published_at=now, last_published_at=now,
        )
        for number, title in enumerate(titles, begin)
    )  # fmt: skip
    with transaction.atomic():
        for number, (page, one) in enumerate(zip(pages, series, strict=True)):
            event = EventPage(
                page_ptr=page, introduction="U drinkt koffie met mensen uit de wijk. U kunt zo binnenlopen.", zone=zone,
                starts_at=one.starts_at, ends_at=one.ends_at, repeat=REPEATS[number % len(REPEATS)], weekdays=_weekdays_of(one),
                place_name="St. Jurriën", place_slug="st-jurrien", street="Jurriënhof 1", city="Deventer",
            )  # fmt: skip
            # Its own table alone: the row of the page is there.
            event.save_base(raw=True, force_insert=True)
    Occurrence.objects.bulk_create(_rows(series, [page.pk for page in pages], today), batch_size=BATCH)


def _weekdays_of(series: Series) -> list[str]:
    return [("ma", "di", "wo", "do", "vr", "za", "zo")[weekday.day] for weekday in series.rule.weekdays] if series.rule else []


def _rows(series: list[Series], pks: list[int], today: date) -> Iterator[Occurrence]:
    for pk, one in zip(pks, series, strict=True):
        for found in one.dates(since=today, before=today + AHEAD):
            yield Occurrence(event_id=pk, day=found.day, starts_at=found.starts_at, ends_at=found.ends_at, state=EventState.SCHEDULED)
