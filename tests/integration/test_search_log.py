"""The search log: one row a search, no persons in it, and editors who see what finds nothing."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import DataError, OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from core.schedule import AMSTERDAM
from search.choices import Device
from search.log import writing
from search.log.journal import Journal, NotedSearch
from search.log.missing import handle_missing_help, mark_missing_help
from search.log.writing import ENOUGH, forget_searches, journal, write_searches
from search.models import LoggedSearch, MissingHelp, UnknownWord, WordSalt, WordSighting
from search.services import index_documents, save_direct_help, save_synonym
from sites.models import Zone
from tests.engine.documents import document

PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
TODAY = date(2026, 11, 24)
# The tables are emptied by the test itself, for every example.
one_database = hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=AMSTERDAM)
# A surname, a number of a citizen, a telephone number, an address, an e-mail address, an internet address, an agent.
CANARIES = ("wiegersma", "111222333", "0612345678", "smedenstraat", "7415ab", "aaltje", "203.0.113.9", "mozilla", "android")


@pytest.fixture(autouse=True)
def _empty_journal(db: None) -> Iterator[None]:
    journal.clear()
    yield
    journal.clear()


@pytest.fixture
def coffee(zandweerd: Zone) -> None:
    """Two things to find, so that their words are known."""
    index_documents(documents=[document(number, f"Koffie drinken {number}", zone_ids=(zandweerd.pk,)) for number in (1, 2)])


@pytest.fixture
def resident() -> Client:
    """A browser of a resident of Zandweerd."""
    return Client(headers={"host": "zandweerd.localhost:8000", "user-agent": PHONE, "x-forwarded-for": "203.0.113.9"})


def noted(text: str, **fields: Any) -> NotedSearch:
    values: dict[str, Any] = {
        "text": text,
        "is_danger": False,
        "day": TODAY,
        "zone_id": None,
        "place": "",
        "hits": (0, 0, 0),
        "device": Device.PHONE,
        "engine": "sqlite",
    }
    return NotedSearch(**(values | fields))


def logged(text: str, times: int = 1, **fields: Any) -> None:
    values: dict[str, Any] = {"day": TODAY, "tips": 0, "places": 0, "organisations": 0, "device": Device.PHONE, "engine": "sqlite"}
    LoggedSearch.objects.bulk_create(LoggedSearch(text=text, **(values | fields)) for _ in range(times))


def everything_stored() -> str:
    """Every value of every column of the tables of search."""
    values = []
    for model in apps.get_app_config("search").get_models():
        for row in model._base_manager.values_list():
            values += [str(value) for value in row]
    return "\n".join(values).lower()


# What is written


def test_one_search_is_one_row(coffee: None, resident: Client, zandweerd: Zone) -> None:
    resident.get("/zoeken/", {"q": "Koffie"})
    journal.flush()

    row = LoggedSearch.objects.get()
    assert (row.text, row.zone, row.tips, row.places, row.organisations) == ("koffie", zandweerd, 0, 0, 2)
    assert (row.device, row.engine, row.is_danger) == (Device.PHONE, "sqlite", False)


@pytest.mark.parametrize(
    "rest",
    [
        "&kosten=gratis",
        "&sorteer=afstand&postcode=7415",
        "&stap=zelf",
        "&pagina=2",
        "&format=json",
        "&format=html",
        "&weergave=kaart",
        "&druk=groot",
        "&postcode=",
    ],
)
def test_filters_steps_pages_maps_prints_and_programs_are_no_searches(coffee: None, resident: Client, rest: str) -> None:
    assert resident.get(f"/zoeken/?q=koffie{rest}").status_code == 200
    journal.flush()

    assert not LoggedSearch.objects.exists()


def test_suggestions_heads_robots_and_empty_questions_are_no_searches(coffee: None, resident: Client) -> None:
    resident.get("/zoeken/suggesties/?q=koffie")
    resident.head("/zoeken/?q=koffie")
    resident.get("/zoeken/")
    resident.get("/zoeken/?q=+")
    resident.get("/zoeken/?q=koffie", headers={"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"})
    Client(headers={"host": "zandweerd.localhost"}).get("/zoeken/?q=koffie")
    journal.flush()

    assert not LoggedSearch.objects.exists()


def test_nothing_of_a_person_is_in_a_table_or_a_log(coffee: None, resident: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for text in (
        "koffie voor Aaltje Wiegersma",
        "aaltje wiegersma",
        "koffie bsn 111222333",
        "koffie 06-12345678 wiegersma",
        "smedenstraat 12 7415AB",
        "koffie aaltje@wiegersma.example",
    ):
        resident.get("/zoeken/", {"q": text})
    journal.flush()

    assert LoggedSearch.objects.count() == 6
    stored = everything_stored()
    assert [canary for canary in CANARIES if canary in stored.replace("-", "")] == []
    own_lines = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("search", "core"))).lower()
    assert [canary for canary in CANARIES if canary in own_lines] == []


def test_a_search_that_tells_of_danger_is_counted_and_not_even_held_in_memory(coffee: None, resident: Client) -> None:
    save_direct_help(key="113", title="Praat met 113", text="Dag en nacht.", phone="113", words=["zelfmoord"])

    resident.get("/zoeken/", {"q": "koffie zelfmoord"})
    assert [search.text for search in journal._waiting] == [""]
    journal.flush()

    row = LoggedSearch.objects.get()
    assert (row.text, row.is_danger) == ("", True)
    assert not WordSighting.objects.exists()


def test_other_forms_of_a_known_word_are_written_as_the_known_one(coffee: None) -> None:
    save_synonym(kind="gelijk", term="bakkie troost", words=["koffie"])
    index_documents(documents=[document(number, "Steunkous aantrekken", zone_ids=()) for number in (3, 4)])

    write_searches([noted("steunkousen"), noted("bakkie"), noted("eenling")])

    assert list(LoggedSearch.objects.order_by("pk").values_list("text", flat=True)) == ["steunkous", "bakkie", ""]


def test_a_word_of_one_document_alone_is_not_known(zandweerd: Zone) -> None:
    index_documents(documents=[document(1, "Koffie bij Wiegersma")])

    write_searches([noted("wiegersma")])

    assert LoggedSearch.objects.get().text == ""


# What it costs


def test_counting_costs_a_visitor_no_query(coffee: None, resident: Client) -> None:
    resident.get("/zoeken/?q=koffie")
    with CaptureQueriesContext(connection) as counted:
        resident.get("/zoeken/?q=koffie")
    with CaptureQueriesContext(connection) as uncounted:
        resident.get("/zoeken/?q=koffie", headers={"user-agent": "Googlebot/2.1"})

    assert len(counted) == len(uncounted)
    assert len(journal._waiting) == 2
    assert not [query["sql"] for query in counted if not query["sql"].startswith("SELECT")]


def test_a_batch_costs_the_same_queries_whatever_its_size(coffee: None, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(16):
        write_searches([noted(f"koffie onbekend{'x' * (number % 7)}") for number in range(100)])


def test_a_busy_database_makes_searches_wait_and_a_refusal_forgets_them(caplog: pytest.LogCaptureFixture) -> None:
    errors: list[Exception] = [OperationalError("locked: wiegersma"), DataError("bad: wiegersma")]
    written: list[NotedSearch] = []

    def write(searches: Any) -> None:
        if errors:
            raise errors.pop(0)
        written.extend(searches)

    own = Journal(write)
    for text in ("een", "twee"):
        own.note(noted(text))
    own.flush()
    assert len(own._waiting) == 2
    own.flush()
    own.note(noted("drie"))
    own.flush()

    assert [search.text for search in written] == ["drie"]
    assert ["search_log_postponed" in caplog.messages[0], "search_log_refused" in caplog.messages[1]] == [True, True]
    assert "wiegersma" not in caplog.text


def test_the_oldest_searches_give_way_when_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Journal(lambda searches: None)

    for number in range(2_500):
        own.note(noted(f"zoekvraag {number}"))

    assert (len(own._waiting), own._waiting[0].text) == (2_000, "zoekvraag 500")


def test_a_thread_of_the_process_writes(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCH_LOG_SECONDS = 0.01
    monkeypatch.setattr("search.log.journal.atexit.register", lambda function: None)
    written, is_written = [], threading.Event()

    def write(searches: Any) -> None:
        written.extend((threading.current_thread().name, search.text) for search in searches)
        is_written.set()

    own = Journal(write)
    for text in ("een", "twee"):
        is_written.clear()
        own.note(noted(text))
        writer = own._writer
        assert is_written.wait(10)
        if writer:
            writer.join(10)

    assert written == [("search-log", "een"), ("search-log", "twee")]
    assert own._writer is None


# Unknown words


def seen(word: str, times: int, *, place: str = "", zone_id: int | None = None) -> list[NotedSearch]:
    return [noted(word, day=TODAY - timedelta(days=number), place=place, zone_id=zone_id) for number in range(times)]


def test_an_unknown_word_is_readable_from_the_fifth_time_on(coffee: None) -> None:
    write_searches(seen("steunkousen", 4))
    assert "steunkousen" not in everything_stored()

    write_searches([noted("koffie steunkousen", device=Device.DESKTOP)])

    word = UnknownWord.objects.get()
    assert (word.word, word.sightings, word.zone, word.month) == ("steunkousen", 5, None, date(2026, 11, 1))
    assert "steunkousen" not in "".join(LoggedSearch.objects.values_list("text", flat=True))


def test_the_same_word_counts_once_a_day_for_a_zone_and_kind_of_device(db: None) -> None:
    write_searches([noted("wiegersma") for _ in range(40)])
    write_searches([noted("wiegersma", day=TODAY - timedelta(days=1)) for _ in range(40)])

    assert WordSighting.objects.count() == 2
    assert "wiegersma" not in everything_stored()


def test_many_on_one_day_are_not_enough(zandweerd: Zone) -> None:
    searches = [noted("wiegersma", place=place, device=device) for place in ("", "zandweerd", "bathmen") for device in Device]
    write_searches(searches)

    assert WordSighting.objects.count() == 9
    assert not UnknownWord.objects.exists()


def test_a_zone_has_its_own_threshold(zandweerd: Zone, bathmen: Zone) -> None:
    write_searches(seen("steunkousen", 4, place="zandweerd", zone_id=zandweerd.pk))
    write_searches(seen("steunkousen", 2, place="bathmen", zone_id=bathmen.pk))
    assert list(UnknownWord.objects.values_list("zone", "sightings")) == [(None, 6)]

    write_searches([noted("steunkousen", place="zandweerd", zone_id=zandweerd.pk, device=Device.TABLET)])

    assert set(UnknownWord.objects.values_list("zone", "sightings")) == {(None, 7), (zandweerd.pk, 5)}


@one_database
@given(
    st.lists(
        st.tuples(st.sampled_from(["wiegersma", "jansma", "0612345678"]), st.integers(0, 3), st.sampled_from(Device), st.booleans()),
        max_size=25,
    )
)
def test_no_word_is_readable_below_the_threshold(db: None, drawn: list[tuple[str, int, Device, bool]]) -> None:
    for model in (LoggedSearch, WordSighting, WordSalt, UnknownWord):
        model.objects.all().delete()
    searches = [
        noted(f"hulp bij {word}" if other else word, day=TODAY - timedelta(days=days), device=kind) for word, days, kind, other in drawn
    ]
    for part in (searches[:9], searches[9:]):
        write_searches(part)

    apart = {(word, days, device) for word, days, device, _other in drawn if word.isalpha()}
    often = {
        word
        for word, times in Counter(word for word, _days, _device in apart).items()
        if times >= ENOUGH and len({days for other, days, _device in apart if other == word}) >= writing.ENOUGH_DAYS
    }
    stored = everything_stored()
    assert {word for word in ("wiegersma", "jansma", "0612345678") if word in stored} == often
    assert set(UnknownWord.objects.values_list("word", flat=True)) == often


def test_after_the_month_nothing_is_left_to_guess_from(db: None) -> None:
    write_searches(seen("wiegersma", 3))
    salt = WordSalt.objects.get().salt

    forget_searches(at=datetime(2026, 12, 1, 0, 5, tzinfo=AMSTERDAM))

    assert not WordSighting.objects.exists()
    assert not WordSalt.objects.exists()
    write_searches([noted("wiegersma", day=date(2026, 12, 1))])
    assert WordSalt.objects.get().salt != salt


# What is forgotten


def test_tick_forgets_what_is_old_and_what_few_typed(db: None) -> None:
    old, rare = TODAY - timedelta(days=397), TODAY - timedelta(days=31)
    logged("oud", day=old)
    logged("koffie", 4, day=rare)
    logged("koffie", 1)
    logged("zelden", 4, day=rare)
    logged("nieuw", 1)
    UnknownWord.objects.create(month=date(2025, 9, 1), word="oud", sightings=9)
    open_signal, _new = mark_missing_help(text="zwemles", zone=None)
    handled, _new = mark_missing_help(text="duikles", zone=None)
    handle_missing_help(signal=handled, note="")
    MissingHelp.objects.filter(pk=handled.pk).update(handled_on=TODAY - timedelta(days=91))

    with time_machine.travel(NOW, tick=False):
        call_command("tick")

    assert Counter(LoggedSearch.objects.values_list("text", flat=True)) == {"koffie": 5, "": 4, "nieuw": 1}
    assert not UnknownWord.objects.exists()
    assert list(MissingHelp.objects.values_list("pk", flat=True)) == [open_signal.pk]
