"""The agenda: what stands on it where and when, what is found of it, and what calendars of others get."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from agenda.choices import ChangeKind, EventState, Repeat, SignUp
from agenda.models import EventChange, EventText, Occurrence
from agenda.receivers import extend_events
from core.schedule import AMSTERDAM
from search.engine.factory import database_engine
from search.models import SearchDocument
from search.services import compare_index
from sites.models import Zone
from socialmap.choices import CostKind
from tests.factories import OrganisationFactory, TargetGroupFactory, ThemeFactory
from tests.factories.agenda import make_event, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def _tuesday_morning(settings: Any) -> Any:
    # Answered by what was written with the activity, on the other stack too.
    settings.SEARCH_ENGINE = database_engine().name
    with time_machine.travel(NOW, tick=False):
        yield


def wrong_documents() -> list[str]:
    """The activities of which search knows something else than what is stored."""
    return [key for key in compare_index().keys if key.startswith("event:")]


def test_an_activity_stands_on_the_agenda_of_its_zone_and_where_else_it_says(
    zandweerd: Zone, voorstad: Zone, bathmen: Zone, on_zone: Client, on_hub: Client
) -> None:
    make_event(zandweerd, title="Eigen koffie")
    make_event(voorstad, title="Wandelen hiernaast", also_in=[zandweerd])
    make_event(bathmen, title="Kaarten in Bathmen")
    make_event(bathmen, title="Feest van Bathmen", is_city_wide=True)
    make_event(None, title="Markt van de stad")

    text = on_zone.get("/agenda/").text

    assert all(title in text for title in ("Eigen koffie", "Wandelen hiernaast", "Feest van Bathmen", "Markt van de stad"))
    assert "Kaarten in Bathmen" not in text
    assert "(Voorstad)" in text
    assert "Kaarten in Bathmen" in on_hub.get("/agenda/").text


def test_days_are_named_and_times_are_local(zandweerd: Zone, on_zone: Client) -> None:
    make_event(zandweerd, title="Koffie", repeat=Repeat.WEEKLY)
    make_event(zandweerd, title="Film", starts="2026-12-02 19:30")

    text = " ".join(on_zone.get("/agenda/").text.split())

    assert "Vandaag <span" in text
    assert "dinsdag 1 december" in text
    assert "Morgen" in text
    assert "10.00 tot 12.00 uur" in text
    assert text.count(">Koffie</a>") == 4


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("wanneer=vandaag", {"Koffie"}),
        ("wanneer=morgen", {"Film"}),
        ("wanneer=weekend", {"Markt"}),
        ("dagdeel=avond", {"Film"}),
        ("kosten=gratis", {"Markt"}),
        ("thema=contact", {"Koffie"}),
        ("wanneer=onzin&dagdeel=nacht&kosten=veel", {"Koffie", "Film", "Markt"}),
    ],
)
def test_choices_narrow_the_agenda(zandweerd: Zone, on_zone: Client, query: str, titles: set[str]) -> None:
    make_event(zandweerd, title="Koffie", themes=[ThemeFactory(slug="contact")])
    make_event(zandweerd, title="Film", starts="2026-12-02 19:30")
    make_event(zandweerd, title="Markt", starts="2026-12-05 11:00", cost_kind=CostKind.FREE)

    text = on_zone.get(f"/agenda/?{query}").text

    assert {title for title in ("Koffie", "Film", "Markt") if f">{title}</a>" in text} == titles


def test_what_is_going_on_is_shown_and_what_is_over_is_not(zandweerd: Zone, on_zone: Client) -> None:
    make_event(zandweerd, title="Tentoonstelling", starts="2026-11-29 10:00", hours=80)
    make_event(zandweerd, title="Ontbijt", starts="2026-12-01 07:00", hours=1)

    text = on_zone.get("/agenda/").text

    assert "Tentoonstelling" in text
    assert "Ontbijt" not in text


def test_a_draft_and_an_activity_that_was_taken_offline_are_nowhere(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd, title="Koffie")
    event.title = "Thee"
    event.save_revision()
    assert "Thee" not in on_zone.get("/agenda/").text
    assert "Thee" not in on_zone.get("/agenda/agenda.ics").getvalue().decode()

    event.unpublish()
    assert "Koffie" not in on_zone.get("/agenda/").text
    assert not SearchDocument.objects.filter(kind="event").exists()


def test_a_date_that_is_off_stays_to_be_seen(zandweerd: Zone, on_zone: Client) -> None:
    change = EventChange(day=date(2026, 12, 8), kind=ChangeKind.CANCELLED, note="De zaal is bezet.")
    event = make_event(zandweerd, repeat=Repeat.WEEKLY, changes=(change,))

    agenda, page = on_zone.get("/agenda/").text, on_zone.get(f"/agenda/{event.slug}/").text

    assert "Gaat niet door. De zaal is bezet." in agenda
    assert "Elke dinsdag van 10.00 tot 12.00 uur, niet op 8 december" in page
    assert Occurrence.objects.get(day=date(2026, 12, 8)).state == EventState.CANCELLED


def test_rows_follow_the_rule_and_reach_further_every_night(zandweerd: Zone) -> None:
    event = make_event(zandweerd, repeat=Repeat.WEEKLY)
    assert event.occurrences.count() == 58
    assert wrong_documents() == []

    event.repeat_until = date(2026, 12, 15)
    event.save_revision().publish()
    assert event.occurrences.count() == 3

    event.repeat_until = None
    event.save_revision().publish()
    last = event.occurrences.last()
    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        extend_events(at=NOW + timedelta(days=14))
        assert last is not None
        assert event.occurrences.last().starts_at == last.starts_at + timedelta(days=14)
        assert wrong_documents() == []


def test_it_is_found_by_what_it_is_and_when_it_is(zandweerd: Zone, on_zone: Client) -> None:
    organiser = OrganisationFactory(name="Vrijwilligers St. Jurriën")
    make_event(zandweerd, title="Koffie in de huiskamer", repeat=Repeat.WEEKLY, organiser=organiser)
    make_event(zandweerd, title="Koffie op donderdag", starts="2026-12-03 10:00")

    answer = on_zone.get("/zoeken/", {"q": "koffie dinsdag", "format": "json"}).text

    assert "Koffie in de huiskamer" in answer
    assert "Koffie op donderdag" not in answer[: answer.index("Koffie in de huiskamer")]
    filtered = on_zone.get("/zoeken/", {"q": "koffie", "dag": "do", "format": "json"}).text
    assert "Koffie op donderdag" in filtered
    assert "Koffie in de huiskamer" not in filtered


def test_times_that_overlap_are_found_all_the_same(zandweerd: Zone) -> None:
    moved = EventChange(
        day=date(2026, 12, 8),
        kind=ChangeKind.MOVED,
        starts_at=datetime(2026, 12, 8, 11, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 12, 8, 13, tzinfo=AMSTERDAM),
    )
    make_event(zandweerd, repeat=Repeat.WEEKLY, changes=(moved,))

    assert '"hours":"di 10:00-12:00"' in SearchDocument.objects.get(kind="event").payload


def test_what_is_over_is_not_found_any_more(zandweerd: Zone) -> None:
    make_event(zandweerd)
    assert SearchDocument.objects.filter(kind="event").exists()

    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        extend_events(at=NOW + timedelta(days=2))

    assert not SearchDocument.objects.filter(kind="event").exists()


def test_the_name_of_an_organisation_and_the_place_in_the_tree_are_followed(zandweerd: Zone, voorstad: Zone) -> None:
    organiser = OrganisationFactory(name="Oude naam")
    event = make_event(zandweerd, organiser=organiser)

    organiser.name = "Nieuwe naam"
    organiser.save()
    assert "Nieuwe naam" in SearchDocument.objects.get(kind="event").payload

    event.move(voorstad.site.root_page.get_children().get(slug="agenda"), pos="last-child")
    event.refresh_from_db()
    assert event.zone == voorstad
    assert f'"zone_ids":[{voorstad.pk}]' in SearchDocument.objects.get(kind="event").payload
    assert wrong_documents() == []


def test_a_calendar_subscribes_to_a_zone(zandweerd: Zone, voorstad: Zone, on_zone: Client) -> None:
    changes = (
        EventChange(day=date(2026, 12, 8), kind=ChangeKind.CANCELLED),
        EventChange(
            day=date(2026, 12, 15),
            kind=ChangeKind.MOVED,
            starts_at=datetime(2026, 12, 16, 14, tzinfo=AMSTERDAM),
            ends_at=datetime(2026, 12, 16, 15, tzinfo=AMSTERDAM),
        ),
    )
    event = make_event(zandweerd, title="Koffie; thee, \\ taart", repeat=Repeat.WEEKLY, changes=changes)
    make_event(voorstad, title="Elders")

    response = on_zone.get("/agenda/agenda.ics")
    calendar = Calendar.from_ical(response.getvalue())

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = calendar.walk("VEVENT")
    assert {str(row["SUMMARY"]) for row in found} == {"Koffie; thee, \\ taart"}
    assert {str(row["UID"]) for row in found} == {f"{event.uid}@wijkwinkel"}
    series, off, moved = found
    assert series["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert (off["STATUS"], off.decoded("RECURRENCE-ID").date()) == ("CANCELLED", date(2026, 12, 8))
    assert (moved.decoded("RECURRENCE-ID").date(), moved.decoded("DTSTART").date()) == (date(2026, 12, 15), date(2026, 12, 16))


def test_an_unchanged_calendar_is_not_sent_again(
    zandweerd: Zone, on_zone: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = make_event(zandweerd)
    version = on_zone.get("/agenda/agenda.ics")["ETag"]

    with django_assert_num_queries(2):
        assert on_zone.get("/agenda/agenda.ics", headers={"if-none-match": version}).status_code == 304

    before = event.sequence
    event.title = "Iets anders"
    event.save_revision().publish()
    event.refresh_from_db()
    assert event.sequence > before
    assert on_zone.get("/agenda/agenda.ics", headers={"if-none-match": version}).status_code == 200


def test_one_activity_goes_into_a_calendar(zandweerd: Zone, voorstad: Zone, on_zone: Client) -> None:
    event, elsewhere = make_event(zandweerd, state=EventState.CANCELLED), make_event(voorstad)

    (found,) = Calendar.from_ical(on_zone.get(f"/agenda/{event.slug}.ics").getvalue()).walk("VEVENT")

    assert found["STATUS"] == "CANCELLED"
    assert on_zone.get(f"/agenda/{elsewhere.slug}.ics").status_code == 404
    assert on_zone.post("/agenda/agenda.ics").status_code == 405


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"hours": -1}, "ends_at"),
        ({"hours": 24 * 40}, "ends_at"),
        ({"repeat": Repeat.WEEKLY, "repeat_until": date(2026, 11, 1)}, "repeat_until"),
        ({"repeat": Repeat.MONTHLY_BY_DATE, "weekdays": ["do"]}, "weekdays"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(zandweerd: Zone, fields: dict[str, Any], field: str) -> None:
    event = make_event(zandweerd)
    hours = fields.pop("hours", 2)
    event.ends_at = event.starts_at + timedelta(hours=hours)
    for name, value in fields.items():
        setattr(event, name, value)

    with pytest.raises(ValidationError) as refused:
        event.full_clean()

    assert field in refused.value.message_dict


def test_queries_do_not_grow_with_the_agenda(zandweerd: Zone, on_zone: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_event(zandweerd, repeat=Repeat.WEEKLY)
    on_zone.get("/agenda/")
    with django_assert_num_queries(7):
        on_zone.get("/agenda/")
    for _ in range(5):
        make_event(zandweerd, repeat=Repeat.DAILY, organiser=OrganisationFactory())
    with django_assert_num_queries(6):
        assert "St. Jurriën" in on_zone.get("/agenda/").text


def test_the_page_of_an_activity_costs_at_most_eight_queries(
    zandweerd: Zone, on_zone: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    changes = (EventChange(day=date(2026, 12, 8), kind=ChangeKind.CANCELLED),)
    event = make_event(
        zandweerd, repeat=Repeat.WEEKLY, organiser=OrganisationFactory(), target_groups=[TargetGroupFactory()], changes=changes,
        texts=[EventText(language="tr", title="Kahve", introduction="Kahve içersiniz.")], image=make_image(), image_text="Een wit vlak",
    )  # fmt: skip
    on_zone.get(f"/agenda/{event.slug}/")

    with django_assert_max_num_queries(8):
        assert on_zone.get(f"/agenda/{event.slug}/").status_code == 200


def test_an_activity_is_read_where_it_is_shown_and_nowhere_else(zandweerd: Zone, voorstad: Zone, bathmen: Zone, on_zone: Client) -> None:
    shown, hidden = make_event(voorstad, title="Wandelen", also_in=[zandweerd]), make_event(bathmen)

    page = on_zone.get(f"/agenda/{shown.slug}/").text

    assert f'<link rel="canonical" href="http://voorstad.localhost:8000/agenda/{shown.slug}/">' in page
    assert on_zone.get(f"/agenda/{hidden.slug}/").status_code == 404


def test_an_activity_behind_a_login_is_on_no_agenda(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd, title="Besloten vergadering")
    PageViewRestriction.objects.create(page=event, restriction_type="login")

    assert on_zone.get(f"/agenda/{event.slug}/").status_code == 302
    assert "Besloten vergadering" not in on_zone.get("/agenda/").text
    assert "Besloten vergadering" not in on_zone.get("/agenda/agenda.ics").getvalue().decode()
    assert "Besloten vergadering" not in on_zone.get("/zoeken/", {"q": "besloten vergadering", "format": "json"}).text


def test_an_editor_makes_an_activity_in_the_admin(zandweerd: Zone, admin_client: Client, on_zone: Client) -> None:
    parent = zandweerd.site.root_page.get_children().get(slug="agenda")
    lists = {
        f"{name}-{field}": "0"
        for name in ("changes", "texts", "body")
        for field in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "count")
    }
    typed = {
        "title": "Samen zingen",
        "slug": "samen-zingen",
        "introduction": "U zingt liedjes die iedereen kent.",
        "starts_at": "2026-12-03 14:00",
        "ends_at": "2026-12-03 15:30",
        "repeat": Repeat.WEEKLY,
        "state": EventState.SCHEDULED,
        "registration": SignUp.WALK_IN,
        "registration_closes_hours": "0",
        "place_name": "St. Jurriën",
        "wheelchair": "ja",
        "cost_kind": CostKind.FREE,
        "action-publish": "action-publish",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }

    answer = admin_client.post(f"/beheer/pages/add/agenda/eventpage/{parent.pk}/", typed | lists)

    assert answer.status_code == 302, answer.context["form"].errors
    assert "Elke donderdag van 14.00 tot 15.30 uur" in on_zone.get("/agenda/samen-zingen/").text
    assert ">Samen zingen</a>" in on_zone.get("/agenda/").text


def test_what_happens_once_can_be_moved_too(zandweerd: Zone, on_zone: Client) -> None:
    moved = EventChange(
        day=date(2026, 12, 1),
        kind=ChangeKind.MOVED,
        starts_at=datetime(2026, 12, 4, 14, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 12, 4, 16, tzinfo=AMSTERDAM),
    )
    event = make_event(zandweerd, changes=(moved,))

    (found,) = Calendar.from_ical(on_zone.get("/agenda/agenda.ics").getvalue()).walk("VEVENT")

    assert found.decoded("DTSTART") == datetime(2026, 12, 4, 14, tzinfo=AMSTERDAM)
    assert "RECURRENCE-ID" not in found
    assert "Vrijdag 4 december, 14.00 tot 16.00 uur" in on_zone.get(f"/agenda/{event.slug}/").text


def test_subscribers_hear_that_an_activity_was_taken_away(zandweerd: Zone, on_zone: Client) -> None:
    old, _newer = make_event(zandweerd), make_event(zandweerd)
    version = on_zone.get("/agenda/agenda.ics")["ETag"]

    old.unpublish()

    assert on_zone.get("/agenda/agenda.ics", headers={"if-none-match": version}).status_code == 200


def test_a_series_that_is_off_says_so_on_top(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd, repeat=Repeat.WEEKLY, state=EventState.FULL)

    page = on_zone.get(f"/agenda/{event.slug}/").text

    assert page.index("Er is geen plek meer.") < page.index("Elke dinsdag")


def test_a_long_agenda_says_that_there_is_more(zandweerd: Zone, on_zone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agenda.selectors.MAX_ON_A_PAGE", 3)
    monkeypatch.setattr(sys.modules["agenda.components.overview"], "MAX_ON_A_PAGE", 3)
    make_event(zandweerd, title="Koffie", repeat=Repeat.DAILY)
    make_event(zandweerd, title="Thee", repeat=Repeat.DAILY)

    text = on_zone.get("/agenda/").text

    assert "Er is meer dan hier past. Kies hierboven een dag." in text
    assert (text.count(">Koffie</a>"), text.count(">Thee</a>")) == (1, 1)


def test_names_that_it_is_found_by_are_followed(zandweerd: Zone, voorstad: Zone) -> None:
    theme, group = ThemeFactory(name="Oud thema"), TargetGroupFactory(name="Oude groep")
    make_event(zandweerd, themes=[theme], target_groups=[group], also_in=[voorstad])

    for row in (theme, group, voorstad):
        row.name = f"Nieuw {row.pk}"
        row.save()

        assert row.name in SearchDocument.objects.get(kind="event").payload
    assert wrong_documents() == []


def test_the_work_of_a_day_is_done_once(zandweerd: Zone, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_event(zandweerd, repeat=Repeat.WEEKLY)

    with django_assert_num_queries(1):
        extend_events(at=NOW)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        extend_events(at=NOW + timedelta(days=1))
        with django_assert_num_queries(1):
            extend_events(at=NOW + timedelta(days=1))
