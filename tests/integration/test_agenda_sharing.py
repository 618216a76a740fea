"""The agenda on the sites of others and on paper: what is said, what it costs, and to whom it is allowed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agenda.choices import ChangeKind, Repeat
from agenda.models import EventChange
from core.schedule import AMSTERDAM
from sites.models import Zone
from socialmap.choices import CostKind
from tests.factories import OrganisationFactory
from tests.factories.agenda import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_frame_is_for_every_site_and_brings_nothing_with_it(zandweerd: Zone, on_zone: Client) -> None:
    make_event(zandweerd, title="Koffie")

    response = on_zone.get("/agenda/insluiten/")
    policy = response["Content-Security-Policy"]

    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert "<script" not in response.text
    assert '<a class="nl-link" href="/agenda/' in response.text
    assert response.text.count('target="_blank" rel="noopener"') == 2


@pytest.mark.parametrize("path", ["/", "/agenda/", "/agenda/op-uw-site/", "/agenda/weekblad/", "/zoeken/"])
def test_no_other_page_may_be_framed(zandweerd: Zone, on_zone: Client, path: str) -> None:
    response = on_zone.get(path)

    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_frame_shows_what_was_chosen_and_not_too_much(zandweerd: Zone, on_zone: Client) -> None:
    make_event(zandweerd, title="Elke dag", repeat=Repeat.DAILY, organiser=OrganisationFactory(slug="de-bron"))
    make_event(zandweerd, title="Van een ander")

    text = on_zone.get("/agenda/insluiten/?organisatie=de-bron").text

    assert text.count("Elke dag") == 12
    assert "Van een ander" not in text
    assert 'href="/agenda/?organisatie=de-bron"' in text


def test_the_code_and_the_addresses_keep_what_was_chosen(zandweerd: Zone, on_zone: Client) -> None:
    text = on_zone.get('/agenda/op-uw-site/?thema=contact&plek="><b>').text

    for address in ("insluiten/", "agenda.ics", "agenda.atom", "agenda.json"):
        assert f"http://zandweerd.localhost:8000/agenda/{address}?thema=contact&amp;plek=%22%3E%3Cb%3E" in text
    assert "<b>" not in text[text.index("<textarea") : text.index("</textarea>")]


def test_a_week_on_paper_says_all_that_one_needs(zandweerd: Zone, voorstad: Zone, on_zone: Client) -> None:
    off = EventChange(day=date(2026, 12, 3), kind=ChangeKind.CANCELLED, note="De zaal is bezet.")
    make_event(zandweerd, title="Koffie", cost_kind=CostKind.FREE)
    make_event(
        zandweerd, title="Eten", starts="2026-12-03 17:30", cost_kind=CostKind.PAID, cost="6 euro", repeat=Repeat.WEEKLY, changes=(off,)
    )
    make_event(voorstad, title="Wandelen", starts="2026-12-07 10:00", also_in=[zandweerd])
    make_event(zandweerd, title="Volgende week", starts="2026-12-08 10:00")

    text = " ".join(on_zone.get("/agenda/weekblad/").text.split())

    assert "Dinsdag 1 december tot en met maandag 7 december 2026" in text
    assert "<b>10.00 tot 12.00</b> <strong>Koffie</strong></p><p>St. Jurriën. Gratis</p>" in text
    assert 'class="ww-weekblad__af"><p><b>17.30 tot 19.30</b> <strong>Eten</strong></p><p>St. Jurriën. 6 euro</p>' in text
    assert "Gaat niet door. De zaal is bezet." in text
    assert "St. Jurriën (Voorstad)" in text
    assert "Volgende week" not in text
    assert "<b>zandweerd.localhost:8000/agenda</b>" in text
    assert 'aria-label="QR-code van zandweerd.localhost:8000/agenda"' in text
    assert "0570" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("vanaf=2026-12-08", "Dinsdag 8 december tot en met maandag 14 december 2026"),
        ("vanaf=2026-12-28", "Maandag 28 december tot en met zondag 3 januari 2027"),
        ("vanaf=0001-01-01", "Dinsdag 1 december tot"),
        ("vanaf=9999-12-31", "Dinsdag 1 december tot"),
        ("vanaf=morgen", "Dinsdag 1 december tot"),
    ],
)
def test_any_week_that_is_kept_can_be_printed(zandweerd: Zone, on_zone: Client, query: str, words: str) -> None:
    assert words in on_zone.get(f"/agenda/weekblad/?{query}").text


def test_what_does_not_fit_is_that_of_others_and_is_counted(zandweerd: Zone, on_zone: Client) -> None:
    for _ in range(8):
        make_event(None, title="Uit de stad", repeat=Repeat.DAILY)
    make_event(zandweerd, title="Eigen koffie", repeat=Repeat.DAILY, starts="2026-12-01 20:00")

    text = on_zone.get("/agenda/weekblad/").text
    shown = text.count("Uit de stad")

    assert text.count("Eigen koffie") == 7
    assert 0 < shown < 56
    assert f"Er zijn nog {56 - shown} activiteiten" in text
    assert on_zone.get("/agenda/weekblad/?letters=groot").text.count("Uit de stad") == 56


@pytest.mark.parametrize(("path", "queries"), [("/agenda/insluiten/", 5), ("/agenda/op-uw-site/", 3), ("/agenda/weekblad/", 4)])
def test_queries_are_few_whatever_is_on_the_agenda(
    zandweerd: Zone, on_zone: Client, path: str, queries: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        make_event(zandweerd, repeat=Repeat.DAILY, organiser=OrganisationFactory())
    on_zone.get(path)

    with django_assert_max_num_queries(queries):
        assert on_zone.get(path).status_code == 200


@pytest.mark.parametrize("slug", ["insluiten", "weekblad", "op-uw-site", "agenda"])
def test_an_activity_cannot_take_an_address_of_ours(zandweerd: Zone, slug: str) -> None:
    event = make_event(zandweerd)
    event.slug = slug

    with pytest.raises(ValidationError) as refused:
        event.full_clean()

    assert "slug" in refused.value.message_dict
