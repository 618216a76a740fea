"""Feeds of the agenda: what each holds, that programs can read it, and that nobody gets twice what they have."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries

from agenda.choices import ChangeKind, EventState, Repeat
from agenda.models import EventChange
from core.choices import Access
from core.schedule import AMSTERDAM
from sites.models import Zone
from socialmap.choices import CostKind
from tests.factories import OrganisationFactory, TargetGroupFactory, ThemeFactory
from tests.factories.agenda import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/agenda/agenda.ics", "/agenda/agenda.atom", "/agenda/agenda.json")
SCHEMA = "https://schema.org/"


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def body_of(response: Any) -> bytes:
    return response.getvalue() if response.streaming else response.content


def titles_in(client: Client, address: str) -> set[str]:
    """The titles that a feed holds, read as programs read it."""
    content = body_of(client.get(address))
    if ".ics" in address:
        return {str(event["SUMMARY"]) for event in Calendar.from_ical(content).walk("VEVENT")}
    if ".atom" in address:
        return {entry.findtext(f"{ATOM}title") or "" for entry in fromstring(content).iter(f"{ATOM}entry")}
    return {event["name"] for event in json.loads(content)["dataFeedElement"]}


@pytest.mark.parametrize("feed", FEEDS)
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Koffie", "Thee"}),
        ("thema=contact", {"Koffie"}),
        ("organisatie=de-bron", {"Thee"}),
        ("plek=st-jurrien-de-huiskamer", {"Koffie"}),
        ("voor=ouderen", {"Koffie"}),
        ("taal=tr", {"Thee"}),
        ("toegang=rolstoel", {"Koffie"}),
        ("kosten=gratis", {"Thee"}),
        ("dagdeel=avond", {"Thee"}),
        ("organisatie=de-bron&thema=contact", set()),
    ],
)
def test_feeds_hold_what_the_page_shows(zandweerd: Zone, on_zone: Client, feed: str, query: str, titles: set[str]) -> None:
    make_event(
        zandweerd, title="Koffie", themes=[ThemeFactory(slug="contact")], target_groups=[TargetGroupFactory(slug="ouderen")],
        place_name="St. Jurriën, de huiskamer", wheelchair=Access.YES, repeat=Repeat.WEEKLY,
    )  # fmt: skip
    make_event(
        zandweerd, title="Thee", starts="2026-12-02 19:00", organiser=OrganisationFactory(slug="de-bron"), languages=["tr"],
        cost_kind=CostKind.FREE,
    )  # fmt: skip
    make_event(Zone.objects.get(slug="bathmen"), title="Elders")

    assert titles_in(on_zone, f"{feed}?{query}") == titles
    page = on_zone.get(f"/agenda/?{query}").text
    assert {title for title in ("Koffie", "Thee", "Elders") if f">{title}</a>" in page.partition("Ook in de buurt")[0]} == titles


@pytest.mark.parametrize("feed", FEEDS)
def test_what_somebody_has_is_not_sent_again(
    zandweerd: Zone, on_zone: Client, feed: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make_event(zandweerd, organiser=OrganisationFactory(name="Oude naam"))
    first = on_zone.get(feed)

    assert first["Cache-Control"] == "public, max-age=900"
    assert not first.cookies
    for header in ({"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}):
        with django_assert_num_queries(2):
            known = on_zone.get(feed, headers=header)
        assert (known.status_code, known["ETag"], body_of(known)) == (304, first["ETag"], b"")

    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        event.title = "Iets anders"
        event.save_revision().publish()
        changed = on_zone.get(feed, headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200
        assert on_zone.get(feed, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200
        event.organiser.name = "Nieuwe naam"
        event.organiser.save_revision().publish()
        assert on_zone.get(feed, headers={"if-none-match": changed["ETag"]}).status_code == 200


@pytest.mark.parametrize("feed", FEEDS)
def test_a_new_day_is_a_new_version(zandweerd: Zone, on_zone: Client, feed: str) -> None:
    make_event(zandweerd, repeat=Repeat.WEEKLY)
    first = on_zone.get(feed)

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert on_zone.get(feed, headers={"if-none-match": first["ETag"]}).status_code == 200
        assert on_zone.get(feed, headers={"if-modified-since": first["Last-Modified"]}).status_code == 200


@pytest.mark.parametrize("feed", FEEDS)
def test_feeds_of_a_zone_and_of_a_choice_differ(zandweerd: Zone, on_zone: Client, on_hub: Client, feed: str) -> None:
    make_event(zandweerd)

    assert on_zone.get(feed)["ETag"] != on_hub.get(feed)["ETag"]
    assert on_zone.get(feed)["ETag"] != on_zone.get(f"{feed}?thema=contact")["ETag"]
    assert on_zone.post(feed).status_code == 405


def test_an_atom_feed_is_as_the_standard_asks(zandweerd: Zone, on_zone: Client) -> None:
    organiser = OrganisationFactory(name="Vrijwilligers & vrienden")
    event = make_event(
        zandweerd, title="Koffie <b> & thee\x0b", introduction="U drinkt <koffie>.", organiser=organiser, repeat=Repeat.WEEKLY,
        themes=[ThemeFactory(name="Contact")], cost_kind=CostKind.FREE,
    )  # fmt: skip

    response = on_zone.get("/agenda/agenda.atom?plek=st-jurrien")
    feed = fromstring(response.content)
    (entry,) = feed.iter(f"{ATOM}entry")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == "tag:localhost,2026:agenda:zandweerd:plek=st-jurrien"
    assert links["self"] == "http://zandweerd.localhost:8000/agenda/agenda.atom?plek=st-jurrien"
    assert links["alternate"] == "http://zandweerd.localhost:8000/agenda/?plek=st-jurrien"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Wijkwinkel"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{event.uid}"
    assert entry.findtext(f"{ATOM}title") == "Koffie <b> & thee"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Vrijwilligers & vrienden"
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert summary == "Elke dinsdag van 10.00 tot 12.00 uur. St. Jurriën. Gratis. U drinkt &lt;koffie&gt;."
    assert entry.find(f"{ATOM}category").get("term") == "Contact"  # type: ignore[union-attr] # an entry without one fails as it should
    for moment in (feed.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}published")):
        assert datetime.fromisoformat(str(moment)).tzinfo is not None


def test_an_entry_keeps_its_id_and_a_change_moves_it_up(zandweerd: Zone, on_zone: Client) -> None:
    first, _second = make_event(zandweerd, title="Koffie"), make_event(zandweerd, title="Thee")
    before = fromstring(on_zone.get("/agenda/agenda.atom").content)

    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        first.title = "Koffie met taart"
        first.save_revision().publish()
        after = fromstring(on_zone.get("/agenda/agenda.atom").content)

    assert after.findtext(f"{ATOM}entry/{ATOM}title") == "Koffie met taart"
    assert after.findtext(f"{ATOM}entry/{ATOM}id") == f"urn:uuid:{first.uid}"
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert str(after.findtext(f"{ATOM}updated")) > str(before.findtext(f"{ATOM}updated"))


@pytest.mark.parametrize("feed", FEEDS)
def test_an_empty_feed_is_whole(on_zone: Client, feed: str) -> None:
    assert titles_in(on_zone, feed) == set()
    assert body_of(on_zone.get(feed)) == body_of(on_zone.get(feed))


def test_json_says_every_date_and_what_is_different_on_it(zandweerd: Zone, on_zone: Client) -> None:
    changes = (
        EventChange(day=date(2026, 12, 8), kind=ChangeKind.CANCELLED),
        EventChange(
            day=date(2026, 12, 15), kind=ChangeKind.MOVED,
            starts_at=datetime(2026, 12, 16, 14, tzinfo=AMSTERDAM), ends_at=datetime(2026, 12, 16, 15, tzinfo=AMSTERDAM),
        ),
    )  # fmt: skip
    event = make_event(zandweerd, repeat=Repeat.WEEKLY, changes=changes)
    make_event(zandweerd, title="Vol", starts="2026-12-03 10:00", state=EventState.FULL)

    response = on_zone.get("/agenda/agenda.json")
    found = json.loads(response.getvalue())
    weekly = [row for row in found["dataFeedElement"] if row["name"] == event.title]
    (full,) = [row for row in found["dataFeedElement"] if row["name"] == "Vol"]

    assert response["Content-Type"] == "application/ld+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (found["@context"], found["@type"]) == ("https://schema.org", "DataFeed")
    assert [row["startDate"] for row in weekly] == [
        "2026-12-01T10:00+01:00", "2026-12-08T10:00+01:00", "2026-12-16T14:00+01:00", "2026-12-22T10:00+01:00",
    ]  # fmt: skip
    assert [row["eventStatus"].removeprefix(SCHEMA) for row in weekly] == [
        "EventScheduled", "EventCancelled", "EventRescheduled", "EventScheduled",
    ]  # fmt: skip
    assert weekly[2]["previousStartDate"] == "2026-12-15"
    assert full["remainingAttendeeCapacity"] == 0
    assert len({row["@id"] for row in found["dataFeedElement"]}) == 5
    assert len(json.loads(on_zone.get("/agenda/agenda.json?wanneer=vandaag").getvalue())["dataFeedElement"]) == 1


def test_the_page_says_the_same_to_people_and_to_programs(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(
        zandweerd, title="Koffie </script><script>alert(1)</script>", introduction="U drinkt koffie.", repeat=Repeat.WEEKLY,
        organiser=OrganisationFactory(name="De Bron"), street="Jurriënhof 1", city="Deventer", cost_kind=CostKind.FREE,
    )  # fmt: skip

    page = on_zone.get(f"/agenda/{event.slug}/").text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(block)

    assert "<script>alert" not in page
    assert data["name"] == event.title
    assert data["description"] == "U drinkt koffie."
    assert data["organizer"]["name"] == "De Bron"
    assert "De Bron</a>" in page
    assert data["location"]["name"] == "St. Jurriën"
    assert data["location"]["address"]["streetAddress"] == "Jurriënhof 1"
    assert "Jurriënhof 1, Deventer" in page
    assert data["isAccessibleForFree"] is True
    assert "<dd>Gratis</dd>" in page
    dates = [datetime.fromisoformat(row["startDate"]) for row in data["subEvent"]]
    assert [f"Dinsdag {day.day} december" for day in dates if day.month == 12] == re.findall(r"<li>(Dinsdag \d+ december)", page)
    assert data["startDate"] == data["subEvent"][0]["startDate"] == "2026-12-01T10:00+01:00"


def test_whole_days_are_days(zandweerd: Zone, on_zone: Client) -> None:
    make_event(zandweerd, starts="2026-12-04 00:00", hours=72, is_all_day=True)

    (found,) = json.loads(on_zone.get("/agenda/agenda.json").getvalue())["dataFeedElement"]

    assert (found["startDate"], found["endDate"]) == ("2026-12-04", "2026-12-06")


def test_what_is_over_says_nothing_to_programs(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd, starts="2026-11-20 10:00")

    page = on_zone.get(f"/agenda/{event.slug}/").text

    assert "Deze activiteit is voorbij." in page
    assert "ld+json" not in page


@pytest.mark.parametrize("text", ["a\rb", "a\r\nATTENDEE:x", "a\u2028b", 'komma, punt; \\ en "', "é" * 100])
def test_no_text_breaks_a_calendar(zandweerd: Zone, on_zone: Client, text: str) -> None:
    make_event(zandweerd, title=text)

    (found,) = Calendar.from_ical(on_zone.get("/agenda/agenda.ics").getvalue()).walk("VEVENT")

    assert str(found["SUMMARY"]) == re.sub(r"\r\n|[\r\u2028]", "\n", text)
    assert "ATTENDEE" not in found


def test_a_calendar_has_its_own_time_zone_and_a_number_that_grows(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd)
    before = Calendar.from_ical(on_zone.get("/agenda/agenda.ics").getvalue())
    event.state = EventState.CANCELLED
    event.save_revision().publish()
    after = Calendar.from_ical(on_zone.get("/agenda/agenda.ics").getvalue())

    (old,), (new,) = before.walk("VEVENT"), after.walk("VEVENT")

    assert [str(zone["TZID"]) for zone in after.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert old["UID"] == new["UID"]
    assert int(new["SEQUENCE"]) > int(old["SEQUENCE"])
    assert new["STATUS"] == "CANCELLED"
