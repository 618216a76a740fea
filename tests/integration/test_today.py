"""The first page of the admin: what waits for whom, with numbers that equal the lists behind them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.registry import Todo, WorkRegistry
from home.components.today import waiting_for
from search.choices import SignalSource
from search.models import MissingHelp
from sites.models import Zone
from tests.factories import EntryFactory, person
from tests.factories.dossiers import make_addition, make_dossier, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
HOME = reverse("wagtailadmin_home")


def browser_of(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def text_of(client: Client, path: str = HOME) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[-1]).split())


def signal(zone: Zone, text: str) -> None:
    MissingHelp.objects.create(zone=zone, text=text, source=SignalSource.VISITOR, created_on=timezone.localdate(), query=text)


def old_entries(zone: Zone, number: int) -> None:
    """Help of a zone that nobody can be asked about by mail any more."""
    for index in range(number):
        EntryFactory(
            title=f"Oude hulp {zone.slug} {index}", zones=[zone], is_city_wide=False, review_on=timezone.localdate() - timedelta(days=90)
        )


@pytest.fixture
def editor(zandweerd: Zone) -> User:
    return person(Role.ZONE_EDITOR, zandweerd, email="zandweerd@example.nl")


def test_who_has_nothing_to_do_reads_that(editor: User) -> None:
    text = text_of(browser_of(editor))

    assert "Vandaag te doen" in text
    assert "Er wacht niets op u. Fijne dag!" in text
    assert "Verhuisd of dicht" in text
    assert "Hulp of tip" not in text.split("Snel toevoegen")[1]


def test_each_zone_counts_its_own_and_the_city_all(editor: User, zandweerd: Zone, voorstad: Zone) -> None:
    signal(zandweerd, "duofiets")
    signal(voorstad, "rolstoelbus")
    signal(voorstad, "taxi")
    old_entries(zandweerd, 1)
    old_entries(voorstad, 2)
    page = make_dossier()
    make_addition(page, zandweerd)
    make_addition(page, voorstad)
    rewrite(page, point_1="Begin vandaag.")

    own = text_of(browser_of(editor))
    city = text_of(browser_of(person(Role.CENTRAL_EDITOR)))

    for words in ("1 bewoner miste hulp", "1 na te gaan: hulp en tips", "1 toevoeging bij een dossier dat veranderde"):
        assert words in own
    for words in ("3 keer miste een bewoner hulp", "3 na te gaan: hulp en tips", "2 toevoegingen bij dossiers die veranderden"):
        assert words in city
    assert "Hulp of tip" in city.split("Snel toevoegen")[1]


@pytest.mark.parametrize("role", [Role.ZONE_EDITOR, Role.MODERATOR, Role.CENTRAL_EDITOR])
def test_numbers_equal_the_lists_behind_them(role: Role, zandweerd: Zone, voorstad: Zone) -> None:
    for zone in (zandweerd, voorstad):
        signal(zone, f"duofiets {zone.slug}")
        old_entries(zone, 3)
    user = person(role) if role == Role.CENTRAL_EDITOR else person(role, zandweerd)
    client = browser_of(user)
    counts = {item.url: item.count for item in waiting_for(user)}

    for url, name in ((reverse("search-missing"), "duofiets "), (f"{reverse('socialmap-overdue')}?soort=hulp", "Oude hulp ")):
        rows = set(re.findall(rf"{name}[a-z]+(?: \d)?", text_of(client, url)))
        assert len(rows) == counts[url] > 0


def test_it_costs_the_same_whatever_waits(editor: User, zandweerd: Zone) -> None:
    client, counts = browser_of(editor), []
    signal(zandweerd, "duofiets")
    old_entries(zandweerd, 1)
    for number in (0, 20):
        for index in range(number):
            signal(zandweerd, f"taxi {index}")
        for index in range(number):
            EntryFactory(title=f"Meer {index}", zones=[zandweerd], is_city_wide=False, review_on=timezone.localdate() - timedelta(days=60))
        client.get(HOME)
        with CaptureQueriesContext(connection) as captured:
            client.get(HOME)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_one_name_is_one_kind_of_work() -> None:
    registry = WorkRegistry()
    todo = Todo(name="a", order=1, icon="help", url=lambda: "/", is_for=lambda _user: True, count=lambda _user, _at: 0, words=str)
    registry.register(todo)

    with pytest.raises(ImproperlyConfigured, match="called 'a'"):
        registry.register(todo)
