"""Calendars of partners: fetched from a real site, read, and handed to the moderators of the zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from agenda.choices import ChangeKind, EventState, Repeat
from agenda.models import CalendarSource, EventPage, ImportedEvent
from agenda.services import import_calendar, importing
from agenda.services.calendars import ask_again, confirm_calendar, propose_calendar
from agenda.tasks import fetch_due_calendars
from cms.tasks_bridge import run_due_jobs
from core import fetching
from core.fetching import FetchError
from core.schedule import AMSTERDAM
from moderation.models import Submission
from moderation.services import approve
from sites.models import Zone
from socialmap.models import Organisation
from tests.factories import OrganisationFactory, person
from tests.partner_site import PartnerSite, network, partner_site, resolving

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def site() -> Iterator[PartnerSite]:
    with partner_site() as found:
        yield found


@pytest.fixture
def organisation(db: None) -> Organisation:
    return OrganisationFactory(name="Wandelclub Zandweerd", place_name="De Bron", street="Laan 1", city="Deventer")


@pytest.fixture
def source(site: PartnerSite, zandweerd: Zone, organisation: Organisation) -> CalendarSource:
    return CalendarSource.objects.create(organisation=organisation, zone=zandweerd, address=site.url(), confirmed_at=NOW, next_at=NOW)


def vevent(title: str, *lines: str, uid: str = "", start: str = "20261208T100000", place: str = "St. Jurriën") -> str:
    where = [f"LOCATION:{place}"] if place else []
    body = [f"UID:{uid or title}", f"SUMMARY:{title}", f"DTSTART;TZID=Europe/Amsterdam:{start}", "DURATION:PT2H", *where, *lines]
    return "\r\n".join(["BEGIN:VEVENT", *body, "END:VEVENT"])


def ics(*events: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""])


def run(source: CalendarSource, *, after: timedelta = timedelta()) -> importing.ImportResult | None:
    return import_calendar(source=source, at=NOW + after)


def drafts() -> dict[str, EventPage]:
    """The activities as they would be published, by title."""
    latest = (event.get_latest_revision_as_object() for event in EventPage.objects.all())
    return {event.title: event for event in latest}


def approve_all() -> None:
    """A moderator of the whole city says yes to all that waits."""
    moderator = person(Role.CENTRAL_EDITOR)
    for submission in Submission.objects.open():
        approve(submission=submission, seen=submission.revision_id, by=moderator, at=NOW)


def waiting() -> int:
    return Submission.objects.open().count()


def test_new_activities_come_as_drafts_for_the_moderators(
    site: PartnerSite, source: CalendarSource, zandweerd: Zone, on_zone: Client
) -> None:
    site.says(
        ics(
            vevent(
                "Koffie",
                "RRULE:FREQ=WEEKLY",
                "EXDATE;TZID=Europe/Amsterdam:20261222T100000",
                "DESCRIPTION:Met <b>taart</b>.\\n\\nGratis.",
                place="",
            ),
            vevent("Wandelen", "URL:https://example.nl/wandelen", start="20261209T140000", place="Het plein\\, Kade 2\\, 7411 AB Deventer"),
            vevent("Al voorbij", start="20261101T100000"),
            vevent("Gaat niet door", "STATUS:CANCELLED"),
        )
    )

    result = run(source)

    assert result == importing.ImportResult(new=2, same=1)
    coffee, walk = drafts()["Koffie"], drafts()["Wandelen"]
    assert (coffee.live, coffee.zone, coffee.organiser, coffee.owner) == (False, zandweerd, source.organisation, None)
    assert (coffee.repeat, coffee.introduction, coffee.place_name, coffee.street) == (Repeat.WEEKLY, "Met taart.", "De Bron", "Laan 1")
    assert "<p>Gratis.</p>" in coffee.body.render_as_block()
    assert [(change.day, change.kind) for change in coffee.changes.all()] == [(date(2026, 12, 22), ChangeKind.CANCELLED)]
    assert (walk.place_name, walk.street, walk.postcode, walk.city) == ("Het plein", "Kade 2", "7411 AB", "Deventer")
    assert walk.website == "https://example.nl/wandelen"
    assert waiting() == 2
    assert "Koffie" not in on_zone.get("/agenda/").text

    approve_all()

    page = on_zone.get("/agenda/").text
    assert "Koffie" in page
    assert "Wandelen" in page
    source.refresh_from_db()
    assert source.last_sentence == "2 nieuw. De moderatoren kijken dit na."
    assert NOW + timedelta(minutes=50) < source.next_at < NOW + timedelta(minutes=70)


def test_the_same_again_changes_nothing_and_costs_little(site: PartnerSite, source: CalendarSource) -> None:
    site.says(ics(*(vevent(f"Activiteit {number}", start="20261209T100000") for number in range(20))), headers={"ETag": '"een"'})
    run(source)
    approve_all()
    before = list(EventPage.objects.values_list("latest_revision", "sequence"))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert run(source, after=timedelta(hours=1)) == importing.ImportResult(same=20)

    assert len(queries) <= 16
    assert list(EventPage.objects.values_list("latest_revision", "sequence")) == before
    assert waiting() == 0
    assert dict(site.asked[-1][1])["If-None-Match"] == '"een"'
    site.says(status=304)
    assert run(source, after=timedelta(hours=2)) == importing.ImportResult()


def test_a_change_waits_for_approval_while_the_old_one_stays(site: PartnerSite, source: CalendarSource, on_zone: Client) -> None:
    site.says(ics(vevent("Koffie", uid="een")))
    run(source)
    approve_all()

    site.says(ics(vevent("Koffie en taart", uid="een", start="20261210T100000")))
    assert run(source, after=timedelta(hours=1)) == importing.ImportResult(changed=1)

    assert waiting() == 1
    assert "Koffie en taart" not in on_zone.get("/agenda/").text
    assert "Koffie" in on_zone.get("/agenda/").text
    approve_all()
    page = on_zone.get("/agenda/").text
    assert "Koffie en taart" in page
    assert "Donderdag" in page


def test_a_second_change_takes_the_place_of_the_one_that_waits(site: PartnerSite, source: CalendarSource) -> None:
    for hour, title in enumerate(("Koffie", "Thee", "Limonade")):
        site.says(ics(vevent(title, uid="een")))
        run(source, after=timedelta(hours=hour))

    assert waiting() == 1
    approve_all()
    assert [event.title for event in EventPage.objects.live()] == ["Limonade"]


def test_what_an_editor_made_of_it_stays(site: PartnerSite, source: CalendarSource) -> None:
    site.says(ics(vevent("koffie!!!", "RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Amsterdam:20261222T100000", uid="een")))
    run(source)
    event = EventPage.objects.get().get_latest_revision_as_object()
    event.title, event.cost = "Koffie in de huiskamer", "1 euro"
    change = event.changes.get()
    change.note = "Het is bijna kerst."
    event.changes.add(change)
    event.save_revision()

    site.says(
        ics(
            vevent(
                "koffie!!!",
                "RRULE:FREQ=WEEKLY",
                "EXDATE;TZID=Europe/Amsterdam:20261222T100000,20261229T100000",
                uid="een",
                place="De Venen",
            )
        )
    )
    run(source, after=timedelta(hours=1))

    changed = EventPage.objects.get().get_latest_revision_as_object()
    assert (changed.title, changed.cost, changed.place_name) == ("Koffie in de huiskamer", "1 euro", "De Venen")
    assert [(row.day.day, row.note) for row in changed.changes.all()] == [(22, "Het is bijna kerst."), (29, "")]


def test_what_vanishes_is_called_off_and_comes_back(site: PartnerSite, source: CalendarSource, on_zone: Client) -> None:
    both = [vevent("Koffie"), vevent("Wandelen", start="20261209T100000")]
    site.says(ics(*both))
    run(source)
    approve_all()

    site.says(ics(both[0]))
    assert run(source, after=timedelta(hours=1)) == importing.ImportResult(cancelled=1, same=1)
    assert "Gaat niet door" not in on_zone.get("/agenda/").text
    approve_all()
    assert EventPage.objects.get(title="Wandelen").state == EventState.CANCELLED
    assert "Gaat niet door" in on_zone.get("/agenda/").text
    assert run(source, after=timedelta(hours=2)) == importing.ImportResult(same=1)

    site.says(ics(*both))
    assert run(source, after=timedelta(hours=3)) == importing.ImportResult(changed=1, same=1)
    approve_all()
    assert EventPage.objects.get(title="Wandelen").state == EventState.SCHEDULED


def test_what_is_over_is_left_alone_when_it_vanishes(site: PartnerSite, source: CalendarSource) -> None:
    site.says(ics(vevent("Koffie", start="20261202T100000"), vevent("Wandelen")))
    run(source)
    approve_all()

    site.says(ics(vevent("Wandelen")))
    assert run(source, after=timedelta(days=4)) == importing.ImportResult(same=1)
    assert EventPage.objects.get(title="Koffie").state == EventState.SCHEDULED


def test_new_names_at_every_export_make_no_duplicates(site: PartnerSite, source: CalendarSource) -> None:
    def export(number: int) -> str:
        titles = [("Koffie", "20261208T100000"), ("Wandelen", "20261209T100000"), ("Koffie", "20261215T100000")]
        return ics(
            *(
                vevent(title, "RRULE:FREQ=WEEKLY" if title == "Wandelen" else "X-A:b", uid=f"{number}-{at}", start=at)
                for title, at in titles
            )
        )

    for number in range(3):
        site.says(export(number))
        run(source, after=timedelta(hours=number))

    assert EventPage.objects.count() == 3
    assert set(ImportedEvent.objects.values_list("uid", flat=True)) == {"2-20261208T100000", "2-20261209T100000", "2-20261215T100000"}
    assert waiting() == 3


def test_the_order_of_the_file_makes_no_difference(site: PartnerSite, source: CalendarSource) -> None:
    events = [vevent(title, start=f"2026120{day}T100000") for day, title in enumerate(("Een", "Twee", "Drie", "Vier"), start=4)]
    site.says(ics(*events, events[0].replace("UID:Een", "UID:Dubbel")))
    run(source)

    site.says(ics(*events[::-1]))
    assert run(source, after=timedelta(hours=1)) == importing.ImportResult(same=4)
    assert EventPage.objects.count() == 4


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 503},
        {"status": 404},
        {"body": "<h1>Inloggen</h1>"},
        {"body": ""},
        {"body": "BEGIN:VCALENDAR\r\n"},
        {"headers": {"Content-Length": "999999999"}},
    ],
)
def test_a_fetch_that_gives_no_calendar_changes_nothing(site: PartnerSite, source: CalendarSource, answer: dict[str, Any]) -> None:
    site.says(ics(vevent("Koffie"), vevent("Wandelen")))
    run(source)
    approve_all()

    site.says(**answer)
    waits = []
    for number in range(1, 4):
        at = timedelta(hours=10 * number)
        assert run(source, after=at) is None
        source.refresh_from_db()
        waits.append(source.next_at - NOW - at)

    assert set(EventPage.objects.values_list("state", flat=True)) == {EventState.SCHEDULED}
    assert waiting() == 0
    assert (source.failures, source.is_active, source.busy_until) == (3, True, None)
    assert source.last_sentence
    assert source.last_problem
    assert waits[0] < waits[1] < waits[2]

    site.says(ics(vevent("Koffie"), vevent("Wandelen")))
    assert run(source, after=timedelta(hours=99)) == importing.ImportResult(same=2)
    source.refresh_from_db()
    assert (source.failures, source.last_problem) == (0, "")


def test_most_of_it_gone_waits_for_somebody(site: PartnerSite, source: CalendarSource) -> None:
    site.says(ics(*(vevent(f"Activiteit {number}", start=f"2026120{number}T100000") for number in range(4, 9))))
    run(source)
    approve_all()

    site.says(ics(vevent("Activiteit 4", start="20261204T100000"), vevent("Nieuw")))
    assert run(source, after=timedelta(hours=1)) is None

    source.refresh_from_db()
    assert not source.is_active
    assert "Van de 5 activiteiten die nog komen staan er 4 niet meer in deze agenda." in source.last_sentence
    assert EventPage.objects.count() == 5
    assert not CalendarSource.objects.due(at=NOW + timedelta(days=9)).exists()

    ask_again(source=source, at=NOW, may_cancel_most=True)
    assert run(source, after=timedelta(hours=2)) == importing.ImportResult(new=1, cancelled=4, same=1)
    source.refresh_from_db()
    assert not source.may_cancel_most


def test_a_rule_that_no_choice_stands_for_is_kept(site: PartnerSite, source: CalendarSource, on_zone: Client) -> None:
    site.says(ics(vevent("Bingo", "RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1")))
    run(source)
    approve_all()

    event = EventPage.objects.get()
    assert (event.repeat, event.rule_text) == (Repeat.OTHER, "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1")
    assert "Elke laatste dinsdag van de maand" in on_zone.get(f"/agenda/{event.slug}/").text
    assert "RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1" in on_zone.get(f"/agenda/{event.slug}.ics").getvalue().decode()
    event.rule_text = "FREQ=SECONDLY"
    with pytest.raises(ValidationError, match="per dag, per week"):
        event.full_clean()


def test_an_editor_can_keep_a_rule_of_its_own_and_not_choose_it(
    site: PartnerSite, source: CalendarSource, zandweerd: Zone, admin_client: Client
) -> None:
    parent = zandweerd.site.root_page.get_children().get(slug="agenda")
    site.says(ics(vevent("Bingo", "RRULE:FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1")))
    run(source)

    assert "Volgens eigen regel" not in admin_client.get(f"/beheer/pages/add/agenda/eventpage/{parent.pk}/").text
    assert "Volgens eigen regel" in admin_client.get(f"/beheer/pages/{EventPage.objects.get().pk}/edit/").text


def test_a_thousand_activities_come_in_steps(site: PartnerSite, source: CalendarSource) -> None:
    count = 1_000
    events = [
        vevent(f"Activiteit {number}", uid=str(number), start=f"2026120{number % 5 + 4}T{number % 12 + 8:02d}0000")
        for number in range(count)
    ]
    site.says(ics(*events), headers={"ETag": '"een"'})

    with CaptureQueriesContext(connection) as first:
        assert run(source) == importing.ImportResult(new=importing.MAX_WRITES, left=count - importing.MAX_WRITES)
    source.refresh_from_db()

    # Each page that is made costs its own; the file as a whole next to nothing.
    assert len(first) < 180 * importing.MAX_WRITES
    assert (source.next_at, source.etag) == (NOW, "")
    assert source.last_sentence.endswith("De rest volgt vanzelf.")
    rows = [
        ImportedEvent(
            source=source, uid=row.uid, recurrence="", fingerprint=importing.fingerprint(row), seen_at=NOW, ends_on=row.ends_at.date(),
            values=importing.values_of(row), digest=importing.digest_of(importing.values_of(row)), event=EventPage.objects.first(),
        )
        for row in importing.read_calendar(ics(*events).encode(), since=NOW.date()).events
        if not ImportedEvent.objects.filter(uid=row.uid).exists()
    ]  # fmt: skip
    ImportedEvent.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as second:
        assert run(source, after=timedelta(hours=1)) == importing.ImportResult(same=count)
    assert len(second) <= 16
    site.says(ics(*(event.replace("UID:", "UID:nieuw-") for event in events)))
    with CaptureQueriesContext(connection) as renamed:
        assert run(source, after=timedelta(hours=2)) == importing.ImportResult(same=count)
    assert len(renamed) <= 30


def test_nobody_fetches_inside_a_transaction_or_beside_another(
    site: PartnerSite, source: CalendarSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.says(ics(vevent("Koffie")))
    depths = [len(connection.savepoint_ids)]

    def watched(*args: Any, **options: Any) -> fetching.Fetched:
        depths.append(len(connection.savepoint_ids))
        assert run(source) is None
        return fetching.fetch(*args, **options)

    monkeypatch.setattr(importing, "fetch", watched)

    assert run(source) == importing.ImportResult(new=1)
    assert depths[0] == depths[1]
    assert len(site.asked) == 1


def test_who_died_while_fetching_loses_the_claim(site: PartnerSite, source: CalendarSource) -> None:
    site.says(ics(vevent("Koffie")))
    CalendarSource.objects.claim(source.pk, at=NOW, lease=importing.LEASE)

    assert run(source) is None
    assert not CalendarSource.objects.due(at=NOW).exists()
    assert run(source, after=importing.LEASE) == importing.ImportResult(new=1)


def test_an_activity_that_was_deleted_does_not_come_back(site: PartnerSite, source: CalendarSource) -> None:
    site.says(ics(vevent("Koffie", uid="een"), vevent("Wandelen")))
    run(source)
    EventPage.objects.get(title="Koffie").delete()

    site.says(ics(vevent("Thee", uid="een"), vevent("Wandelen")))
    run(source, after=timedelta(hours=1))

    assert [event.title for event in EventPage.objects.all()] == ["Wandelen"]


def test_the_clock_fetches_what_is_due(site: PartnerSite, source: CalendarSource, voorstad: Zone) -> None:
    site.says(ics(vevent("Koffie")))
    common = {"organisation": source.organisation, "zone": voorstad, "next_at": NOW}
    CalendarSource.objects.create(address=site.url("/gepauzeerd"), confirmed_at=NOW, is_active=False, **common)
    CalendarSource.objects.create(address=site.url("/voorstel"), **common)
    CalendarSource.objects.create(address=site.url("/later"), confirmed_at=NOW, **(common | {"next_at": NOW + timedelta(minutes=1)}))

    assert fetch_due_calendars(at=NOW) == 1
    run_due_jobs()
    assert [path for path, _ in site.asked] == ["/agenda.ics"]
    assert fetch_due_calendars(at=NOW) == 0


def test_a_proposal_tells_what_would_come_and_brings_nothing(site: PartnerSite, zandweerd: Zone, organisation: Organisation) -> None:
    site.says(ics(vevent("Koffie", "RRULE:FREQ=WEEKLY"), vevent("Fout", "DTEND:x")))
    proposal = propose_calendar(organisation=organisation, zone=zandweerd, address=f" {site.url()} ")

    run(proposal)

    proposal.refresh_from_db()
    assert EventPage.objects.count() == 0
    assert proposal.found["count"] == 1
    assert proposal.found["events"] == [{"title": "Koffie", "when": "elke dinsdag van 10.00 tot 12.00 uur", "place": "St. Jurriën"}]
    assert "Regel" in proposal.found["problems"][0]
    assert not CalendarSource.objects.due(at=NOW + timedelta(days=1)).exists()
    confirm_calendar(source=proposal, at=NOW)
    assert run(proposal) == importing.ImportResult(new=1)
    with pytest.raises(ValidationError):
        propose_calendar(organisation=organisation, zone=zandweerd, address=site.url())
    with network(resolving()), pytest.raises(FetchError):
        propose_calendar(organisation=organisation, zone=zandweerd, address="http://127.1/")


def test_proposals_that_nobody_confirms_are_forgotten(zandweerd: Zone, organisation: Organisation) -> None:
    propose_calendar(organisation=organisation, zone=zandweerd, address="https://example.nl/a.ics")

    fetch_due_calendars(at=NOW + timedelta(hours=23))
    assert CalendarSource.objects.count() == 1
    fetch_due_calendars(at=NOW + timedelta(hours=25))
    assert CalendarSource.objects.count() == 0


def test_the_calendar_of_the_city_comes_on_the_hub(site: PartnerSite, organisation: Organisation, on_hub: Client) -> None:
    site.says(ics(vevent("Markt")))
    run(CalendarSource.objects.create(organisation=organisation, zone=None, address=site.url(), confirmed_at=NOW))
    approve_all()

    event = EventPage.objects.get()
    assert event.zone is None
    assert "Markt" in on_hub.get("/agenda/").text


def test_an_address_stands_in_no_log(site: PartnerSite, source: CalendarSource, caplog: pytest.LogCaptureFixture) -> None:
    source.address = site.url("/geheim-adres")
    source.save()

    run(source)

    assert "calendar_failed" in caplog.text
    assert "geheim" not in caplog.text
    assert "agenda.example.org" not in caplog.text
