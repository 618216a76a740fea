"""The calendar of editors, and the reports of what has no telephone number: who sees what, filters, files, and what they cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from accounts.registry import CalendarKind, editors_calendar
from agenda.choices import Repeat
from core.schedule import AMSTERDAM
from home.models import StandardPage
from home.views.calendar import WEEKS, calendar_rows, monday_of, weeks_of
from search.choices import Step
from sites.models import LocationChange, Zone
from socialmap.models import Entry
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory, person
from tests.factories.agenda import make_event
from tests.factories.consulting import make_hour
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)
CALENDAR, HELP, ORGANISATIONS = (reverse(name) for name in ("home-calendar", "socialmap-phoneless", "socialmap-phoneless-organisations"))


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=AMSTERDAM), tick=False):
        yield


@pytest.fixture
def central() -> User:
    return person(Role.CENTRAL_EDITOR)


def browser(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def noon(days: int) -> datetime:
    return datetime(2026, 12, 1, 12, tzinfo=AMSTERDAM) + timedelta(days=days)


def shown(user: User, **narrowed: object) -> set[tuple[str, str]]:
    return {(row.kind.key, row.item.title) for row in calendar_rows(user, today=TODAY, **narrowed)}


def fill(zandweerd: Zone, voorstad: Zone) -> None:
    planned = EntryFactory(title="Straks", live=False, zones=[zandweerd])
    planned.go_live_at = noon(3)
    planned.save_revision().publish()
    EntryFactory(title="Tot kerst", expire_at=noon(20), zones=[voorstad])
    EntryFactory(title="Nakijken", review_on=TODAY + timedelta(days=5), zones=[zandweerd])
    page = zandweerd.site.root_page.add_child(instance=StandardPage(title="Actie", slug="actie", expire_at=noon(6)))
    later = StandardPage(title="Nieuws", slug="nieuws", live=False, go_live_at=noon(9))
    voorstad.site.root_page.add_child(instance=later)
    later.save_revision().publish()
    assert page.live
    place = make_place(voorstad, name="Het Gilde")
    LocationChange.objects.create(location=place, kind="dicht", starts_at=noon(-9), ends_at=noon(8))
    make_hour(place, title="Spreekuur geld", last_day=TODAY + timedelta(days=14))
    make_event(voorstad, title="Koffie tot kerst", repeat=Repeat.WEEKLY, repeat_until=TODAY + timedelta(days=21))
    make_event(voorstad, title="Koffie altijd", repeat=Repeat.WEEKLY)


def test_calendar_shows_what_comes_of_every_app(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    fill(zandweerd, voorstad)
    EntryFactory(title="Volgend jaar", review_on=TODAY + timedelta(weeks=WEEKS))

    found = shown(central)

    assert {kind for kind, _title in found} == {kind.key for kind in editors_calendar}
    assert {("hulp-online", "Straks"), ("hulp-offline", "Tot kerst"), ("nakijken", "Nakijken"), ("pagina-offline", "Actie")} <= found
    assert {("pagina-online", "Nieuws"), ("feestdag", "Eerste kerstdag"), ("reeks", "Koffie tot kerst")} <= found
    assert not any(left_out in title for left_out in ("Volgend jaar", "Koffie altijd") for _kind, title in found)


def test_editors_of_a_zone_see_their_zone_and_the_filter_narrows(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    fill(zandweerd, voorstad)

    titles = {title for _kind, title in shown(person(Role.ZONE_EDITOR, zandweerd))}

    assert {"Nakijken", "Actie", "Nieuwjaarsdag"} <= titles
    assert not {"Straks", "Tot kerst", "Nieuws", "Koffie tot kerst"} & titles
    assert not any("Gilde" in title or "Spreekuur" in title for title in titles)
    assert {title for _kind, title in shown(central, zone=voorstad)} >= {"Tot kerst", "Nieuws"}
    assert "Nakijken" not in {title for _kind, title in shown(central, zone=voorstad)}
    assert {kind for kind, _title in shown(central, kind="feestdag")} == {"feestdag"}


def test_weeks_begin_on_monday_and_hold_every_row_once(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    fill(zandweerd, voorstad)
    rows = calendar_rows(central, today=TODAY)
    weeks = weeks_of(rows, today=TODAY)
    assert [week.monday for week in weeks[:2]] == [date(2026, 11, 30), date(2026, 12, 7)]
    assert (len(weeks), sum(len(week.rows) for week in weeks)) == (WEEKS, len(rows))
    assert all(monday_of(row.item.day) == week.monday for week in weeks for row in week.rows)


def test_page_and_files_hold_the_same(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    fill(zandweerd, voorstad)
    EntryFactory(title="=1+1", review_on=TODAY)
    client = browser(central)

    page = client.get(CALENDAR, {"wijk": "x", "soort": "onzin"}).text
    lines = list(csv.reader(io.StringIO(client.get(CALENDAR, {"bestand": "csv"}).content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(CALENDAR, {"bestand": "xlsx"}).content)).active

    assert sheet is not None
    assert lines[0] == ["dag", "soort", "wat", "wijken"]
    assert len(lines) == sheet.max_row == len(calendar_rows(central, today=TODAY)) + 1
    assert ["2026-12-01", "Nakijken", "'=1+1", "hele stad"] in lines
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    for title in ("Straks", "Tot kerst", "Spreekuur geld", "Eerste kerstdag"):
        assert title in page


def test_calendar_costs_the_same_with_few_things_and_with_many(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    fill(zandweerd, voorstad)
    client = browser(central)
    client.get(CALENDAR)
    with CaptureQueriesContext(connection) as few:
        client.get(CALENDAR)
    for number in range(30):
        EntryFactory(review_on=TODAY, expire_at=noon(number), zones=[zandweerd])
    with CaptureQueriesContext(connection) as many:
        client.get(CALENDAR)
    assert len(many) <= len(few) + 1


def test_a_kind_stands_in_the_calendar_once() -> None:
    with pytest.raises(ImproperlyConfigured):
        editors_calendar.register(CalendarKind(key="feestdag", order=1, label="x", items=lambda _user, _since, _before: ()))


# Without a telephone number


def test_help_without_a_number_is_listed_and_tips_and_drafts_are_not(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    theme = ThemeFactory()
    EntryFactory(title="Hulp A", phone="", email="a@example.nl", zones=[zandweerd], themes=[theme])
    EntryFactory(title="Hulp B", phone="", email="b@example.nl", zones=[voorstad], step=Step.NETWORK)
    EntryFactory(title="Met nummer")
    EntryFactory(title="Tip", phone="", step=Step.SELF)
    EntryFactory(title="Concept", phone="", live=False)
    EntryFactory(title="Gestopt", phone="", stopped_on=TODAY)
    client = browser(central)

    def titles(query: str = "") -> set[str]:
        page = client.get(f"{HELP}?{query}").text
        return {title for title in ("Hulp A", "Hulp B", "Met nummer", "Tip<", "Concept<", "Gestopt<") if title in page}

    assert titles() == {"Hulp A", "Hulp B"}
    assert titles(f"zones={zandweerd.pk}") == {"Hulp A"}
    assert titles(f"themes={theme.pk}") == {"Hulp A"}
    assert titles("step=NETWORK") == {"Hulp B"}
    own = browser(person(Role.ZONE_EDITOR, zandweerd)).get(HELP).text
    assert ("Hulp A" in own, "Hulp B" in own) == (True, False)


def test_files_of_what_has_no_number_hold_no_formula(central: User) -> None:
    EntryFactory(title="@som", phone="", email="a@example.nl")
    OrganisationFactory(name="=1+1", phone="", email="b@example.nl")
    client = browser(central)
    for address, name in ((HELP, "'@som"), (ORGANISATIONS, "'=1+1")):
        content = b"".join(client.get(f"{address}?export=csv").streaming_content).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(content)))
        assert lines[0] == ["Naam", "E-mail", "Website", "Wijken"]
        assert [name, lines[1][1], "", "hele stad"] in lines
        sheet = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(f"{address}?export=xlsx").streaming_content))).active
        assert sheet is not None
        assert name in [cell.value for cell in sheet["A"]]


def test_report_costs_the_same_at_a_hundred_and_at_ten_thousand(central: User, zandweerd: Zone) -> None:
    client, owner = browser(central), OrganisationFactory()
    costs = []
    for count, start in ((100, 0), (9_900, 100)):
        made = [
            Entry(title=f"Hulp {number}", slug=f"hulp-{number}", step=Step.NETWORK, sentence="Hulp.", owner=owner, live=True)
            for number in range(start, start + count)
        ]
        Entry.objects.bulk_create(made, batch_size=500)
        client.get(HELP)
        with CaptureQueriesContext(connection) as captured:
            client.get(HELP)
        costs.append(len(captured))
    assert costs[0] == costs[1]
