"""Next door and the whole city on the agenda of a zone, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agenda.choices import Repeat
from core.choices import Access
from core.schedule import AMSTERDAM
from sites.models import Zone
from tests.factories import OrganisationFactory
from tests.factories.agenda import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Any:
    with time_machine.travel(datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM), tick=False):
        yield


def test_with_few_dates_the_agenda_looks_next_door(zandweerd: Zone, voorstad: Zone, bathmen: Zone, on_zone: Client) -> None:
    make_event(zandweerd, title="Eigen koffie")
    make_event(voorstad, title="Wandelen hiernaast")
    make_event(voorstad, title="Ook bij ons", also_in=[zandweerd])
    make_event(bathmen, title="Kaarten ver weg")

    text = " ".join(on_zone.get("/agenda/").text.split())
    own, _heading, nearby = text.partition("Ook in de buurt: Voorstad<")

    assert "Eigen koffie" in own
    assert "Ook bij ons" in own
    assert "Wandelen hiernaast" in nearby
    assert "(Voorstad)" in nearby
    assert "Ook bij ons" not in nearby
    assert "Kaarten ver weg" not in text


def test_names_of_next_door_are_joined_in_words(zandweerd: Zone, voorstad: Zone, bathmen: Zone, on_zone: Client) -> None:
    zandweerd.neighbours.add(bathmen)
    make_event(bathmen, title="Kaarten")
    make_event(voorstad, title="Wandelen")

    assert "Ook in de buurt: Voorstad en Bathmen<" in on_zone.get("/agenda/").text


def test_with_enough_dates_it_does_not(zandweerd: Zone, voorstad: Zone, on_zone: Client) -> None:
    make_event(zandweerd, repeat=Repeat.DAILY)
    make_event(voorstad, title="Wandelen hiernaast")

    text = on_zone.get("/agenda/").text

    assert "Ook in de buurt" not in text
    assert "Wandelen hiernaast" not in text


def test_next_door_keeps_to_what_was_chosen(zandweerd: Zone, voorstad: Zone, on_zone: Client) -> None:
    make_event(voorstad, title="Met rolstoel", wheelchair=Access.YES)
    make_event(voorstad, title="Op de trap", wheelchair=Access.NO)
    make_event(voorstad, title="Volgende week", starts="2026-12-09 10:00", wheelchair=Access.YES)

    text = on_zone.get("/agenda/?wanneer=week&toegang=rolstoel").text

    assert "Met rolstoel" in text
    assert "Op de trap" not in text
    assert "Volgende week" not in text
    assert 'href="http://localhost:8000/agenda/?wanneer=week&amp;toegang=rolstoel"' in text


def test_the_city_has_no_next_door(voorstad: Zone, on_hub: Client) -> None:
    make_event(voorstad, title="Wandelen")

    text = on_hub.get("/agenda/").text

    assert "(Voorstad)" in text
    assert "Ook in de buurt" not in text
    assert "agenda van de hele stad" not in text


def test_the_front_door_of_a_zone_says_what_there_is_today_and_tomorrow(zandweerd: Zone, bathmen: Zone, on_zone: Client) -> None:
    assert "Vandaag en morgen in de wijk" not in on_zone.get("/").text
    make_event(zandweerd, title="Al voorbij", starts="2026-12-01 07:00", hours=1)
    make_event(bathmen, title="Ver weg")
    make_event(zandweerd, title="Overmorgen", starts="2026-12-03 10:00")
    for number in range(4):
        make_event(zandweerd, title=f"Morgen {number}", starts=f"2026-12-02 1{number}:00")
    make_event(zandweerd, title="Vandaag koffie")

    text = on_zone.get("/").text
    shown = [
        title for title in ("Al voorbij", "Ver weg", "Vandaag koffie", *(f"Morgen {n}" for n in range(4)), "Overmorgen") if title in text
    ]

    assert "Vandaag en morgen in de wijk" in text
    assert shown == ["Vandaag koffie", "Morgen 0", "Morgen 1"]


def test_queries_stay_few_with_all_choices_and_next_door(
    zandweerd: Zone, voorstad: Zone, on_zone: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        make_event(voorstad, organiser=OrganisationFactory())
    address = "/agenda/?thema=contact&voor=ouderen&taal=tr&toegang=rolstoel&kosten=gratis&dagdeel=middag&plek=x&organisatie=y"
    on_zone.get(address)

    for query in (address, "/agenda/"):
        with django_assert_max_num_queries(7):
            on_zone.get(query)
