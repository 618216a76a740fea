"""Calendars of partners in the admin: from an address to activities, and walls between zones in every view."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from accounts.models import User
from agenda.models import CalendarSource, EventPage
from agenda.permissions import may_manage_all_sources, may_manage_source
from cms.tasks_bridge import run_due_jobs
from core.schedule import AMSTERDAM
from sites.models import Zone
from socialmap.models import Organisation
from tests.factories import OrganisationFactory, person
from tests.integration.test_calendar_import import ics, vevent
from tests.partner_site import PartnerSite, partner_site

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
LIST = "/beheer/agendas-van-partners/"
CANARY = "https://geheim.example.org/kanarie.ics"


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def site() -> Iterator[PartnerSite]:
    with partner_site() as found:
        yield found


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory(name="Wandelclub")


def browser_of(role: Role, *zones: Zone) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person(role, *zones))
    return client


def source_in(zone: Zone | None, organisation: Organisation) -> CalendarSource:
    return CalendarSource.objects.create(
        organisation=organisation,
        zone=zone,
        address=CANARY,
        confirmed_at=NOW,
        next_at=NOW,
        checked_at=NOW,
        last_sentence="kanarie",
        found={"count": 1, "events": [{"title": "kanarie", "when": "", "place": ""}], "problems": [], "problem_count": 0},
    )


def test_from_an_address_to_activities(site: PartnerSite, zandweerd: Zone, organisation: Organisation) -> None:
    browser = browser_of(Role.ZONE_EDITOR, zandweerd)
    site.says(ics(vevent("Koffie", "RRULE:FREQ=WEEKLY"), vevent("Wandelen"), vevent("Fout", "DTEND:x")))
    typed = {"organisation": organisation.pk, "zone": zandweerd.pk, "address": site.url()}
    assert LIST in browser.get("/beheer/").text

    answer = browser.post(f"{LIST}nieuw/", typed)
    run_due_jobs()

    source = CalendarSource.objects.get()
    assert answer["Location"] == f"{LIST}{source.pk}/"
    page = browser.get(answer["Location"]).text
    assert "Wij vonden 2 activiteiten" in page
    assert "elke dinsdag van 10.00 tot 12.00 uur" in page
    assert "Regel" in page
    assert EventPage.objects.count() == 0

    browser.post(f"{LIST}{source.pk}/ja/")
    run_due_jobs()

    assert EventPage.objects.filter(live=False).count() == 2
    assert "2 nieuw. De moderatoren kijken dit na." in browser.get(LIST).text
    browser.post(f"{LIST}{source.pk}/ophalen/")
    run_due_jobs()
    assert "Er is niets veranderd." in browser.get(LIST).text

    browser.post(f"{LIST}{source.pk}/pauze/")
    assert "Gestopt." in browser.get(LIST).text
    browser.post(f"{LIST}{source.pk}/weg/")
    assert not CalendarSource.objects.exists()
    assert EventPage.objects.count() == 2


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://127.1/agenda.ics", "niet op het openbare internet"),
        ("ftp://example.nl/a.ics", "geen webadres"),
        ("https://example.nl:8443/a.ics", "staat een poort"),
        ("", "verplicht"),
    ],
)
def test_what_we_do_not_fetch_is_refused_at_its_field(zandweerd: Zone, organisation: Organisation, address: str, sentence: str) -> None:
    page = browser_of(Role.MODERATOR, zandweerd).post(
        f"{LIST}nieuw/", {"organisation": organisation.pk, "zone": zandweerd.pk, "address": address}
    )

    assert sentence in page.text
    assert not CalendarSource.objects.exists()


def test_an_address_that_is_there_already_is_told(zandweerd: Zone, organisation: Organisation) -> None:
    source_in(zandweerd, organisation)

    page = browser_of(Role.ZONE_EDITOR, zandweerd).post(
        f"{LIST}nieuw/", {"organisation": organisation.pk, "zone": zandweerd.pk, "address": CANARY}
    )

    assert "Deze agenda halen wij al op voor deze wijk." in page.text


def test_a_fetch_that_fails_is_told_in_words(site: PartnerSite, zandweerd: Zone, organisation: Organisation) -> None:
    browser = browser_of(Role.ZONE_EDITOR, zandweerd)
    answer = browser.post(f"{LIST}nieuw/", {"organisation": organisation.pk, "zone": zandweerd.pk, "address": site.url()})
    run_due_jobs()

    page = browser.get(answer["Location"]).text
    assert "Op dit adres staat niets meer." in page
    assert "Ja, haal deze agenda voortaan op" not in page


def test_most_of_it_gone_is_asked(zandweerd: Zone, organisation: Organisation) -> None:
    source = source_in(zandweerd, organisation)
    browser = browser_of(Role.ZONE_EDITOR, zandweerd)
    assert "Ja, die activiteiten gaan niet door" not in browser.get(f"{LIST}{source.pk}/").text

    CalendarSource.objects.update(is_active=False, last_problem="most-is-gone", last_sentence="Van de 5 …")
    assert "Ja, die activiteiten gaan niet door" in browser.get(f"{LIST}{source.pk}/").text
    browser.post(f"{LIST}{source.pk}/ophalen/", {"afgelast": "ja"})

    source.refresh_from_db()
    assert source.may_cancel_most
    assert source.is_active


ADDRESSES = ["{pk}/", "{pk}/ja/", "{pk}/ophalen/", "{pk}/pauze/", "{pk}/weg/"]


@pytest.mark.parametrize("where", ["other zone", "city"])
@pytest.mark.parametrize("path", ADDRESSES)
def test_nobody_reaches_a_calendar_of_another_zone(
    zandweerd: Zone, voorstad: Zone, organisation: Organisation, where: str, path: str
) -> None:
    source = source_in(None if where == "city" else voorstad, organisation)
    before = CalendarSource.objects.values().get()

    for browser in (browser_of(Role.ZONE_EDITOR, zandweerd), browser_of(Role.MODERATOR, zandweerd)):
        for method in (browser.get, browser.post):
            answer = method(LIST + path.format(pk=source.pk))
            assert answer.status_code in (404, 405)
            assert "kanarie" not in answer.text

    assert CalendarSource.objects.values().get() == before


def test_the_list_and_the_form_show_what_is_theirs(zandweerd: Zone, voorstad: Zone, organisation: Organisation) -> None:
    source_in(voorstad, organisation)
    browser = browser_of(Role.ZONE_EDITOR, zandweerd)

    assert organisation.name not in browser.get(LIST).text
    form = browser.get(f"{LIST}nieuw/").text
    assert f'<option value="{zandweerd.pk}">' in form
    assert f'<option value="{voorstad.pk}">' not in form
    for zone in (voorstad.pk, ""):
        browser.post(f"{LIST}nieuw/", {"organisation": organisation.pk, "zone": zone, "address": "https://example.nl/a.ics"})
    assert CalendarSource.objects.count() == 1


@pytest.mark.parametrize("path", ["", "nieuw/", *ADDRESSES])
def test_the_rest_of_the_world_is_kept_out(zandweerd: Zone, organisation: Organisation, path: str) -> None:
    source = source_in(zandweerd, organisation)
    address = LIST + path.format(pk=source.pk)
    partner = browser_of(Role.PARTNER)

    for browser in (partner, Client(headers={"host": "localhost:8000"})):
        for method in (browser.get, browser.post):
            answer = method(address)
            assert answer.status_code in (302, 403, 405)
            assert "kanarie" not in answer.text
    assert CalendarSource.objects.filter(is_active=True).count() == 1


def test_central_editors_manage_all_and_others_their_own(zandweerd: Zone, voorstad: Zone, organisation: Organisation) -> None:
    own, other, city = (source_in(zone, organisation) for zone in (zandweerd, voorstad, None))
    central, editor = person(Role.CENTRAL_EDITOR), person(Role.ZONE_EDITOR, zandweerd)

    assert may_manage_all_sources(central)
    assert [may_manage_source(central, source) for source in (own, other, city)] == [True, True, True]
    assert [may_manage_source(editor, source) for source in (own, other, city)] == [True, False, False]
    assert not may_manage_source(AnonymousUser(), own)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert not may_manage_source(User.objects.get(pk=editor.pk), own)


def test_queries_do_not_grow_with_the_list(zandweerd: Zone) -> None:
    browser = browser_of(Role.ZONE_EDITOR, zandweerd)
    counts = []
    for number in range(10):
        address = f"{CANARY}?{number}"
        CalendarSource.objects.create(organisation=OrganisationFactory(), zone=zandweerd, address=address, confirmed_at=NOW)
        browser.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[-1]
