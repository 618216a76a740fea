"""What the screens of editors take of the server in a city of ten thousand entries, beside the same screens in a small one."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from agenda.models import AgendaPage
from dossiers.models import SharedTreePage
from search.services import rebuild_index
from search.services.reading import refresh_readings
from socialmap.models import Entry, Organisation, Theme
from socialmap.services.likeness import refresh_pairs
from socialmap.services.links import gather_links
from tests.benches.corpus import make_corpus
from tests.benches.filling import TODAY, City, make_city, say, timed
from tests.benches.report import Measure, Section
from tests.factories import OrganisationFactory, person

LIMIT_MS = 1000.0
BATCH = 500
# Every so many have no telephone, were looked at long ago, or have a name that another one has too.
WITHOUT_PHONE, OVERDUE, TWIN = 10, 3, 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes and rounds."""
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--few", type=int, default=100, help="the small city that it is compared with")
    parser.add_argument("--rounds", type=int, default=5)


def run(options: argparse.Namespace) -> Section:
    """Measure in a small city, fill it up, and measure again."""
    city = make_city(make_corpus())
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person(Role.CENTRAL_EDITOR, email="centraal@example.nl"))
    found = []
    for count in (options.few, options.entries):
        _fill(city, count)
        found.append({name: _measure(client, address, options.rounds) for name, address in _screens().items()})
    small, large = found
    return Section(
        name=f"admin-{connection.vendor}",
        title=f"Screens of editors ({connection.vendor})",
        method=(
            f"`make bench ARGS=admin`. A central editor's screens with {options.entries:,} entries and half as many organisations, beside the same ones with\n"
            f"{options.few}; through the whole application without a network, the median of {options.rounds} visits after the first.\n"
            "Queries are those of the first visit. The limit is one second of the server's time."
        ),
        measures=[_compared(name, small[name], large[name]) for name in large],
    )


def _screens() -> dict[str, str]:
    entry, twin = Entry.objects.order_by("pk")[:2]
    entries, organisations = "wagtailsnippets_socialmap_entry", "wagtailsnippets_socialmap_organisation"
    return {
        "first page": reverse("wagtailadmin_home"),
        "help": reverse(f"{entries}:list"),
        "help, searched": f"{reverse(f'{entries}:list')}?q={entry.title.split()[0]}",
        "help, tenth page": f"{reverse(f'{entries}:list')}?p=10",
        "organisations": reverse(f"{organisations}:list"),
        "form of an entry": reverse(f"{entries}:edit", args=[entry.pk]),
        "form of an organisation": reverse(f"{organisations}:edit", args=[Organisation.objects.order_by("pk")[0].pk]),
        "a new calendar of a partner": reverse("agenda-source-add"),
        "a new activity": reverse("wagtailadmin_pages:add", args=["agenda", "eventpage", AgendaPage.objects.order_by("pk")[0].pk]),
        "a new dossier": reverse("wagtailadmin_pages:add", args=["dossiers", "dossierpage", SharedTreePage.objects.order_by("pk")[0].pk]),
        "two side by side": reverse("socialmap-merge", args=["entry", entry.pk, twin.pk]),
        "to be checked": reverse("socialmap-overdue"),
        "to be called, printed": reverse("socialmap-overdue-print"),
        "without telephone": reverse("socialmap-phoneless"),
        "without telephone, as a file": f"{reverse('socialmap-phoneless')}?export=xlsx",
        "possible duplicates": reverse("socialmap-pairs"),
        "plain language": reverse("search-reading"),
        "broken links": reverse("socialmap-links"),
        "calendar of editors": reverse("home-calendar"),
        "search questions": reverse("search-report"),
        "dossiers": reverse("dossier-list"),
        "moderation": reverse("moderation-queue"),
    }


def _measure(client: Client, address: str, rounds: int) -> tuple[Sequence[float], int]:
    """The milliseconds of visits, and the queries of one."""
    times = []
    with CaptureQueriesContext(connection) as captured:
        _visit(client, address)
    queries = len(captured)
    for _ in range(rounds):
        started = time.perf_counter()
        _visit(client, address)
        times.append((time.perf_counter() - started) * 1000)
    return times, queries


def _visit(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address} answers {answer.status_code}: nothing was measured.")
    answer.getvalue()


def _compared(name: str, small: tuple[Sequence[float], int], large: tuple[Sequence[float], int]) -> Measure:
    ours = median(large[0])
    return Measure(
        name=f"{name} ({small[1]} and {large[1]} queries)",
        ours=f"{ours:.0f} ms",
        other=f"{median(small[0]):.0f} ms in the small city",
        ratios=tuple(more / less for more, less in zip(sorted(large[0]), sorted(small[0]), strict=True)),
        unit="times as long",
        target=f"≤ {LIMIT_MS:.0f} ms",
        holds=ours <= LIMIT_MS,
    )


def _fill(city: City, count: int) -> None:
    """So many entries in all, each of an organisation, in zones and with a theme, and what is counted of them in the background."""
    had = Entry.objects.count()
    say(f"{count:,} entries")
    theme, _made = Theme.objects.get_or_create(slug="contact", defaults={"name": "Contact"})
    helpers = [
        OrganisationFactory.build(name=f"Vereniging {number}", slug=f"vereniging-{number}") for number in range(had // 2, count // 2)
    ]
    Organisation.objects.bulk_create(helpers, batch_size=BATCH)
    owners = list(Organisation.objects.order_by("pk"))
    rows, zones, before = [], [], ""
    for document in city.documents(count):
        number = document.object_id
        title, before = before if number % TWIN == 0 else document.title[:80], document.title[:80]
        if number <= had:
            continue
        owner = owners[number % len(owners)]
        rows.append(
            Entry(
                title=title, slug=document.slug, step=document.step, sentence=document.summary[:140], description=document.body[:1900],
                owner=owner, organisation=owner, phone="" if number % WITHOUT_PHONE == 0 else "0570-000021",
                website=f"https://www.example.nl/{number}/", is_city_wide=document.is_city_wide,
                review_on=TODAY + timedelta(days=-10 if number % OVERDUE == 0 else 200),
            )
        )  # fmt: skip
        zones.append(document.zone_ids)
    Entry.objects.bulk_create(rows, batch_size=BATCH)
    of_zone, of_theme = Entry.zones.through, Entry.themes.through
    of_zone.objects.bulk_create(
        (of_zone(entry=row, zone_id=pk) for row, pks in zip(rows, zones, strict=True) for pk in pks), batch_size=BATCH
    )
    of_theme.objects.bulk_create((of_theme(entry=row, theme=theme) for row in rows), batch_size=BATCH)
    timed("index", rebuild_index)
    timed("reading scores", refresh_readings)
    timed("possible duplicates", lambda: [refresh_pairs(model=model) for model in (Entry, Organisation)])
    timed("links", lambda: gather_links(at=timezone.now()))
