"""The question on an empty results page: what were you looking for? For people, and not for programs."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from core.forms import started_now
from core.limits import is_allowed
from core.puzzles import solve
from core.schedule import AMSTERDAM
from search.choices import SignalSource, SignalState
from search.engine.base import Document
from search.models import MissingHelp
from search.services import index_documents, save_direct_help
from sites.models import Zone
from tests.engine.documents import document

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=AMSTERDAM)
ADDRESS = "/zoeken/wat-zocht-u/"
QUESTION = 'id="wat-zocht-u"'


def things(zone: Zone) -> list[Document]:
    return [document(number, f"Koffie drinken {number}", zone_ids=(zone.pk,)) for number in (1, 2)]


def started(seconds_ago: int = 30) -> str:
    with time_machine.travel(NOW - timedelta(seconds=seconds_ago), tick=False):
        return started_now()


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def send(client: Client, **fields: str):
    """Send the form as a browser with scripts does."""
    fields = {"text": "Zwemles voor ouderen", "q": "zwemles", "started": started(), "website": ""} | fields
    return client.post(ADDRESS, {"proof": solve(fields["started"], bits=settings.PROOF_OF_WORK_BITS)} | fields)


def test_the_question_is_asked_on_an_empty_page_and_only_there(zandweerd: Zone, on_zone: Client, on_hub: Client) -> None:
    index_documents(documents=things(zandweerd))
    save_direct_help(key="113", title="Praat met 113", text="Dag en nacht.", phone="113", words=["zelfmoord"])

    assert QUESTION in on_zone.get("/zoeken/?q=steltenlopen").text
    assert "Het gaat over mijn wijk: Zandweerd" in on_zone.get("/zoeken/?q=steltenlopen").text
    assert QUESTION in (hub := on_hub.get("/zoeken/?q=steltenlopen").text)
    assert "mijn wijk" not in hub
    for address in (
        "?q=koffie",
        "?q=koffie&kosten=gratis",
        "?q=steltenlopen&kosten=gratis",
        "?q=steltenlopen&stap=zelf",
        "?q=zelfmoord",
        "",
    ):
        assert QUESTION not in on_zone.get(f"/zoeken/{address}").text, address


def test_an_empty_page_still_ends_with_telephone_and_desk(zandweerd: Zone, on_zone: Client) -> None:
    page = on_zone.get("/zoeken/?q=steltenlopen").text

    assert page.index(QUESTION) < page.index('id="hulp"') < page.rindex("0570-000010".replace("-", ""))
    assert "St. Jurriën" in page[page.index('id="hulp"') :]


def test_the_form_of_the_page_can_be_sent(zandweerd: Zone) -> None:
    client = Client(headers={"host": "zandweerd.localhost:8000"}, enforce_csrf_checks=True)
    with time_machine.travel(NOW - timedelta(seconds=20), tick=False):
        page = client.get("/zoeken/?q=zwemles").text
    form = page[page.index(QUESTION) :]
    values = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert set(values) == {"csrfmiddlewaretoken", "started", "proof", "q"}
    values["proof"] = solve(values["started"], bits=settings.PROOF_OF_WORK_BITS)

    answer = client.post(ADDRESS, values | {"text": "Zwemles voor ouderen", "is_about_zone": "on"})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ADDRESS}bedankt/")
    assert "Wij lezen wat u schreef" in client.get(f"{ADDRESS}bedankt/").text
    signal = MissingHelp.objects.get()
    assert (signal.text, signal.zone, signal.is_about_zone) == ("Zwemles voor ouderen", zandweerd, True)
    assert (signal.source, signal.state, signal.created_on, signal.note) == (SignalSource.VISITOR, SignalState.OPEN, date(2026, 11, 24), "")


def test_a_form_from_elsewhere_is_refused(db: None) -> None:
    client = Client(headers={"host": "zandweerd.localhost:8000"}, enforce_csrf_checks=True)

    assert send(client).status_code == 403
    assert not MissingHelp.objects.exists()


def test_contact_details_and_unknown_words_of_the_search_are_not_kept(zandweerd: Zone, on_zone: Client) -> None:
    index_documents(documents=things(zandweerd))

    send(on_zone, text="Bel mij: 06-12345678 of aaltje@example.nl\nIk woon 7415 AB. Zwemles.", q="koffie wiegersma 111222333")

    signal = MissingHelp.objects.get()
    assert signal.text == "Bel mij: … of … Ik woon …. Zwemles."
    assert signal.query == "koffie …"


def test_on_the_hub_it_is_about_no_zone(on_hub: Client) -> None:
    send(on_hub, is_about_zone="on")

    signal = MissingHelp.objects.get()
    assert (signal.zone, signal.is_about_zone) == (None, False)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": ""}, "Schrijf in een paar woorden wat u zocht."),
        ({"text": "   "}, "Schrijf in een paar woorden wat u zocht."),
        ({"text": "06-12345678"}, "Schrijf in een paar woorden wat u zocht."),
        ({"text": "zwemles " * 50}, "Uw tekst is te lang. Gebruik hooguit 300 tekens."),
        ({"text": "zwem\x00les"}, "Null"),
        ({"started": started(1)}, "Dat ging heel snel."),
        ({"started": started(13 * 3600)}, "Het formulier stond lang open."),
        ({"started": ""}, "Het formulier stond lang open."),
        ({"started": started()[:-1] + "x"}, "Het formulier stond lang open."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(on_zone: Client, fields: dict[str, str], sentence: str) -> None:
    answer = send(on_zone, **({"text": "Zwemles <b>hier</b>", "is_about_zone": "on", "q": 'zwem"les'} | fields))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not MissingHelp.objects.exists()
    if "text" not in fields:
        assert "Zwemles &lt;b&gt;hier&lt;/b&gt;</textarea>" in answer.text
    assert 'name="is_about_zone" checked' in answer.text
    assert 'value="zwem&quot;les"' in answer.text
    fresh = re.search(r'name="started" value="([^"]+)"', answer.text)
    assert fresh is not None
    assert fresh[1] != fields.get("started")


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(on_zone: Client) -> None:
    answer = send(on_zone, website="https://spam.example")

    assert answer.headers["Location"] == f"{ADDRESS}bedankt/"
    assert not MissingHelp.objects.exists()


def test_danger_is_answered_and_not_stored(on_zone: Client) -> None:
    save_direct_help(key="113", title="Praat met 113", text="Dag en nacht.", phone="113", words=["wil niet meer leven"])

    answer = send(on_zone, text="Ik wil niet meer leven")

    assert answer.status_code == 200
    assert "Praat met 113" in answer.text
    assert not MissingHelp.objects.exists()


def test_one_network_sends_at_most_twenty_in_an_hour(on_zone: Client) -> None:
    for number in range(20):
        assert send(on_zone, text=f"Zwemles voor groep {number}").status_code == 302
    over = send(on_zone, text="Zwemles nog eens")
    assert over.status_code == 429
    assert "Zwemles nog eens</textarea>" in over.text
    assert MissingHelp.objects.count() == 20

    neighbour = Client(headers={"host": "zandweerd.localhost:8000"}, REMOTE_ADDR="127.0.1.9")
    assert send(neighbour).status_code == 302
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        assert send(on_zone, started=started(-3600)).status_code == 302


def test_the_limit_holds_no_address(rf, on_zone: Client) -> None:
    is_allowed(rf.get("/", REMOTE_ADDR="192.0.2.77"), "proef", times=3, within_s=60)

    keys = [str(key) for key in cache._cache]  # type: ignore[attr-defined] # the memory of the local cache
    assert any("limit-proef-" in key for key in keys)
    assert not any("192.0.2" in key for key in keys)


def test_who_comes_by_link_is_sent_to_the_search(on_zone: Client) -> None:
    assert on_zone.get(ADDRESS).headers["Location"] == "/zoeken/"
    assert on_zone.put(ADDRESS).status_code == 405
