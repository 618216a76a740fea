"""What a public page may cost: queries whatever the size of the city, bytes, and nobody else's servers."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search.choices import Step
from search.services import rebuild_index
from sites.models import Zone
from socialmap.models import Entry
from tests.factories import EntryFactory, OrganisationFactory, TargetGroupFactory, ThemeFactory
from tests.factories.agenda import make_event
from tests.factories.dossiers import guide_outcome, make_addition, make_dossier, make_guide
from tests.factories.zones import make_zones

MAX_QUERIES = 8
MAX_HTML_GZ_BYTES = 30 * 1024
MAX_CSS_GZ_BYTES = 25 * 1024
MAX_SCRIPT_GZ_BYTES = 25 * 1024
# The map of streets, loaded on request only.
MAX_LETTER_BYTES = 36 * 1024
MAX_STREETS_CSS_GZ_BYTES = 5 * 1024
MAX_STREETS_SCRIPT_GZ_BYTES = 45 * 1024
DIST = Path(__file__).resolve().parents[2] / "static" / "dist"
ADDRESSES = {
    "zone home": "/",
    "results": "/zoeken/?q=koffie",
    "results, filtered": "/zoeken/?q=koffie&kosten=gratis&hoe=telefoon&postcode=7412&sorteer=afstand",
    "results, one step": "/zoeken/?q=koffie&stap=organisatie",
    "results, nothing typed": "/zoeken/",
    "results, nothing found": "/zoeken/?q=xyzzy",
    "what was missed, sent": "/zoeken/wat-zocht-u/bedankt/",
    "suggestions": "/zoeken/suggesties/?q=ko",
    "entry": "/sociale-kaart/koffie/",
    "organisation": "/organisaties/st-jurrien/",
    "themes": "/themas/",
    "theme": "/themas/contact/",
    "dossier": "/themas/minder-alleen/",
    "dossier, lists": "/themas/minder-alleen/lijst/",
    "guides": "/wegwijzer/",
    "guide": "/wegwijzer/waar-begin-ik/",
    "guide, second question": "/wegwijzer/waar-begin-ik/?a=1",
    "guide, outcome": "/wegwijzer/waar-begin-ik/?a=1.1",
    "agenda": "/agenda/",
    "event": "/agenda/koffiemorgen/",
    "contact": "/contact/",
    "places": "/wijkwinkel/",
    "place": "/wijkwinkel/st-jurrien/",
    "choose zone": "/wijk-kiezen/?postcode=9999",
    "not found": "/bestaat-niet/",
}
HUB_ADDRESSES = {"hub": "/", "hub places": "/wijkwinkel/", "standard page": "/privacy/", "hub results": "/zoeken/?q=koffie"}


@pytest.fixture
def filled(zandweerd: Zone, voorstad: Zone) -> Entry:
    """One entry with everything that an entry can have, and what it leads to."""
    theme = ThemeFactory(slug="contact", name="Contact", is_tile=True)
    group = TargetGroupFactory(slug="ouderen", name="Ouderen")
    helper = OrganisationFactory(slug="st-jurrien")
    make_event(
        zandweerd, slug="koffiemorgen", organiser=helper, themes=[theme], target_groups=[group], starts=f"{timezone.localdate()} 23:00"
    )
    lists = [("checklist", {"title": "Begin klein", "items": ["Ik bel iemand."]})]
    dossier = make_dossier(theme=theme, title="Minder alleen", slug="minder-alleen", checklists=lists)
    make_addition(dossier, zandweerd)
    tip = EntryFactory(title="Bel iemand", slug="bel-iemand", themes=[theme])
    outcomes = [guide_outcome("openen", entries=[tip], dossiers=[dossier], has_desk=True), guide_outcome("praten")]
    make_guide(theme=theme, outcomes=outcomes)
    other = EntryFactory(title="Thee", slug="thee", owner=helper, themes=[theme], zones=[zandweerd])
    return EntryFactory(
        title="Koffie aan de lange tafel",
        slug="koffie",
        owner=helper,
        themes=[theme],
        target_groups=[group],
        zones=[zandweerd, voorstad],
        alternatives=[other],
        latitude=52.26,
        longitude=6.15,
        hours="di 10:00-12:00",
    )


def grow(zones: int, entries: int) -> None:
    """Make the city large."""
    first = Zone.objects.get(slug="zandweerd")
    first.neighbours.add(*make_zones(zones))
    helper = OrganisationFactory()
    rows = [
        Entry(
            title=f"Koffie {number}",
            slug=f"koffie-{number}",
            sentence="Samen koffie drinken.",
            step=list(Step)[number % 3],
            owner=helper,
            organisation=helper,
            phone="0570-000021",
            is_city_wide=number % 2 == 0,
        )
        for number in range(entries)
    ]
    Entry.objects.bulk_create(rows)
    through, theme_link = Entry.zones.through, Entry.themes.through
    theme_pk = Entry.objects.get(slug="koffie").themes.get().pk
    through.objects.bulk_create(through(entry_id=row.pk, zone_id=first.pk) for row in rows)
    theme_link.objects.bulk_create(theme_link(entry_id=row.pk, theme_id=theme_pk) for row in rows)
    rebuild_index()


def cost(client: Client, address: str) -> int:
    """Queries of a second visit: the first one fills the caches that every process keeps."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code in (200, 404)
    return len(captured)


def test_queries_are_few_and_the_same_in_a_small_and_a_large_city(filled: Entry, on_zone: Client, on_hub: Client) -> None:
    grow(0, 50)
    small = {name: cost(on_zone, address) for name, address in ADDRESSES.items()} | {
        name: cost(on_hub, address) for name, address in HUB_ADDRESSES.items()
    }

    Entry.objects.filter(slug__startswith="koffie-").delete()
    grow(497, 5000)
    large = {name: cost(on_zone, address) for name, address in ADDRESSES.items()} | {
        name: cost(on_hub, address) for name, address in HUB_ADDRESSES.items()
    }

    assert Zone.objects.count() == 500
    assert Entry.objects.count() > 5000
    assert {name: number for name, number in large.items() if number > MAX_QUERIES} == {}
    assert small == large


@pytest.mark.parametrize("address", ADDRESSES.values())
def test_page_is_light_and_asks_nobody_else(filled: Entry, on_zone: Client, address: str) -> None:
    response = on_zone.get(address)

    assert len(gzip.compress(response.content)) <= MAX_HTML_GZ_BYTES
    loaded = re.findall(r"""<(?:script|img|link|iframe|source)[^>]+(?:src|href)=["']([^"']+)""", response.text)
    assert [link for link in loaded if link.startswith(("//", "http")) and "localhost" not in link] == []


def test_built_style_and_script_are_light() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in DIST.iterdir() if path.suffix in (".css", ".js")}
    limits = {
        "wijkwinkel.css": MAX_CSS_GZ_BYTES,
        "wijkwinkel.js": MAX_SCRIPT_GZ_BYTES,
        "kaart.css": MAX_STREETS_CSS_GZ_BYTES,
        "kaart.js": MAX_STREETS_SCRIPT_GZ_BYTES,
        "taal.js": MAX_SCRIPT_GZ_BYTES,
    }

    assert sizes.keys() == limits.keys()
    assert {name: size for name, size in sizes.items() if size > limits[name]} == {}


def test_fonts_are_small_and_carry_their_licence() -> None:
    latin, extended = sorted(DIST.glob("*.woff2"), key=lambda path: "-ext-" in path.name)

    assert latin.stat().st_size <= MAX_LETTER_BYTES
    assert extended.stat().st_size <= MAX_LETTER_BYTES
    assert (DIST / "atkinson-hyperlegible-next-LICENSE.txt").exists()
