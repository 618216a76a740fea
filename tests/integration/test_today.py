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
from wagtail.models import Page

from accounts.choices import Right, Role
from accounts.models import User
from accounts.permissions import looking_at, may_everywhere, zones_where
from accounts.registry import Todo, WorkRegistry
from home.components.today import waiting_for
from home.models import StandardPage
from search.choices import SignalSource
from search.models import MissingHelp
from sites.choices import ChangeKind
from sites.models import Location, LocationChange, Zone
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


def change(zone: Zone, *, days: int, slug: str = "") -> LocationChange:
    """A place of a zone that is closed for so many days from now."""
    place = Location.objects.create(name=f"Plek {slug or days}", slug=f"plek-{zone.slug}-{slug or days}", zone=zone, street="Straat 1")
    now = timezone.now()
    return LocationChange.objects.create(
        location=place, kind=ChangeKind.CLOSED, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=days)
    )


def test_notices_that_end_within_a_week_are_counted_as_the_list_shows_them(editor: User, zandweerd: Zone, voorstad: Zone) -> None:
    for days in (1, 6, 8):
        change(zandweerd, days=days)
    change(voorstad, days=2)
    client = browser_of(editor)

    item = next(item for item in waiting_for(editor) if "binnen een week" in item.words)

    assert item.words == "2 berichten die binnen een week stoppen"
    assert item.words in text_of(client)
    assert set(re.findall(r"Plek \d", text_of(client, item.url).split("Waarheen?")[-1])) == {"Plek 1", "Plek 6"}


@pytest.mark.parametrize("is_central", [True, False])
def test_who_works_for_more_zones_looks_at_one_of_them(is_central: bool, zandweerd: Zone, voorstad: Zone, bathmen: Zone) -> None:
    user = person(Role.CENTRAL_EDITOR) if is_central else person(Role.ZONE_EDITOR, zandweerd, voorstad)
    for number, zone in enumerate((zandweerd, voorstad, bathmen), start=1):
        for index in range(number):
            signal(zone, f"duofiets {zone.slug} {index}")
            change(zone, days=index + 1, slug=f"{zone.slug}{index}")
        old_entries(zone, number)
    client = browser_of(user)

    text = text_of(client, f"{HOME}?wijk={voorstad.pk}")

    for words in ("2 keer miste een bewoner hulp", "2 na te gaan: hulp en tips", "2 berichten die binnen een week stoppen"):
        assert words in text
    # Remembered, until they choose another or all.
    assert "2 na te gaan: hulp en tips" in text_of(client)
    assert f"{6 if is_central else 3} na te gaan: hulp en tips" in text_of(client, f"{HOME}?wijk=")
    if not is_central:
        assert "3 na te gaan: hulp en tips" in text_of(client, f"{HOME}?wijk={bathmen.pk}")
    for item in waiting_for(user, zone=voorstad):
        shown = text_of(client, item.url)
        for other in (zandweerd, bathmen):
            for made in (f"duofiets {other.slug}", f"Oude hulp {other.slug}", f"Plek {other.slug}"):
                assert made not in shown, item.url
        assert len(set(re.findall(r"(?:duofiets|Oude hulp|Plek) voorstad ?\d", shown))) in (0, item.count)


@pytest.mark.parametrize("asked", ["x", "-1", "999999", "1" * 40, "1'"])
def test_a_zone_that_is_not_there_is_all_zones(asked: str, zandweerd: Zone, voorstad: Zone) -> None:
    old_entries(zandweerd, 1)
    client = browser_of(person(Role.ZONE_EDITOR, zandweerd, voorstad))

    assert "1 na te gaan: hulp en tips" in text_of(client, f"{HOME}?wijk={asked}")


def test_who_works_for_one_zone_has_nothing_to_choose(editor: User) -> None:
    assert "Al mijn wijken" not in text_of(browser_of(editor))


def test_looking_at_a_zone_gives_nobody_a_right(zandweerd: Zone, voorstad: Zone) -> None:
    user = person(Role.ZONE_EDITOR, zandweerd)

    assert list(zones_where(looking_at(user, zandweerd), Right.EDIT_PAGES)) == [zandweerd]
    assert not zones_where(looking_at(user, voorstad), Right.EDIT_PAGES).exists()
    assert not may_everywhere(looking_at(person(Role.ADMINISTRATOR), zandweerd), Right.EDIT_PAGES)
    assert looking_at(user, None) is user


def test_a_page_of_a_zone_whose_day_to_look_again_has_been_waits_for_its_editors(editor: User, zandweerd: Zone, voorstad: Zone) -> None:
    for zone in (zandweerd, voorstad):
        page = StandardPage(title=f"Folder {zone.name}", slug="folder", review_on=timezone.localdate() - timedelta(days=1))
        zone.site.root_page.add_child(instance=page)
        page.save_revision().publish()
    StandardPage.objects.filter(zone=None).update(review_on=timezone.localdate() + timedelta(days=90))
    client = browser_of(editor)

    item = next(item for item in waiting_for(editor) if "pagina" in item.words)

    assert item.words == "1 na te gaan: pagina's"
    assert set(re.findall(r"Folder \w+", text_of(client, item.url))) == {"Folder Zandweerd"}
    own = StandardPage.objects.get(title="Folder Zandweerd")
    client.post(f"{reverse('socialmap-overdue-confirm')}?soort=pagina", {"klopt": [str(own.pk)]})
    own.refresh_from_db()
    assert own.review_on is not None
    assert own.review_on > timezone.localdate()
    assert not [item for item in waiting_for(editor) if "pagina" in item.words]

    # The zone of a page follows the tree.
    StandardPage.objects.get(title="Folder Voorstad").delete()
    own.move(Page.objects.get(pk=voorstad.site.root_page_id), pos="last-child")
    assert StandardPage.objects.get(pk=own.pk).zone == voorstad
