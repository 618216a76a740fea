"""What editors see to: which help and places, for whom, on screen, on paper and as a file, and saying that it is right."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from accounts.choices import Role
from accounts.models import User
from core.schedule import AMSTERDAM
from search.models import SearchDocument
from sites.models import Location, Zone
from socialmap.models import Entry, Organisation
from socialmap.registry import kept_kinds
from socialmap.selectors import count_overdue_for, overdue_for
from socialmap.services import give_review_days
from tests.factories import EntryFactory, OrganisationFactory, person
from tests.factories.partners import make_partner
from tests.factories.places import make_place

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]

TODAY = date(2026, 12, 1)
LIST, PAPER, FILE, CONFIRM = (reverse(f"socialmap-overdue{name}") for name in ("", "-print", "-export", "-confirm"))
Ago = Callable[[int], date]


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=AMSTERDAM), tick=False):
        yield


@pytest.fixture
def organisation() -> Organisation:
    return OrganisationFactory(name="Buurthulp Noord", email="buurthulp@example.nl")


@pytest.fixture
def central() -> User:
    return person(Role.CENTRAL_EDITOR)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def browser(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def names(user: User, kind: str = "hulp") -> list[str]:
    return [str(thing) for thing in overdue_for(user, kept_kinds[kind], on=TODAY)]


def test_help_is_listed_after_the_last_mail_and_longest_waiting_first(organisation: Organisation, central: User) -> None:
    for days in (0, 27, 28, 29, 400):
        EntryFactory(title=f"Na {days} dagen", owner=organisation, review_on=ago(days))

    assert names(central) == ["Na 400 dagen", "Na 29 dagen"]


def test_help_that_nobody_can_be_mailed_about_is_listed_at_once(central: User) -> None:
    nobody = OrganisationFactory()
    with_people = make_partner(OrganisationFactory())[1]
    with_gone, gone = make_partner(OrganisationFactory())
    User.objects.filter(pk=with_gone.pk).update(is_active=False)
    for title, owner, days in (("Niemand", nobody, 0), ("Mensen", with_people, 0), ("Weg", gone, 3), ("Morgen", nobody, -1)):
        EntryFactory(title=title, owner=owner, review_on=ago(days))

    assert names(central) == ["Weg", "Niemand"]


def test_drafts_and_help_that_stopped_are_not_listed(central: User) -> None:
    EntryFactory(live=False, review_on=ago(90))
    EntryFactory(stopped_on=ago(10), review_on=ago(90))

    assert names(central) == []


def test_editors_of_a_zone_see_what_serves_it_and_central_editors_all(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    EntryFactory(title="Hier", zones=[zandweerd], review_on=ago(90))
    EntryFactory(title="Hier en daar", zones=[zandweerd, voorstad], review_on=ago(89))
    EntryFactory(title="Daar", zones=[voorstad], review_on=ago(88))
    EntryFactory(title="Overal", review_on=ago(87))
    own, both = person(Role.ZONE_EDITOR, zandweerd), person(Role.MODERATOR, zandweerd, voorstad)

    assert names(own) == ["Hier", "Hier en daar"]
    assert names(both) == ["Hier", "Hier en daar", "Daar"]
    assert names(central) == ["Hier", "Hier en daar", "Daar", "Overal"]
    assert names(make_partner()[0]) == []
    page = browser(own).get(LIST).text
    assert "Hier en daar" in page
    assert "Daar</a>" not in page
    assert "Overal" not in page


def test_places_are_listed_for_their_zone_until_they_are_confirmed(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    Location.objects.all().update(review_on=ago(-90))
    place = make_place(zandweerd, name="De Kas", hours="ma-vr 9:00-17:00", phone="0570-000055", review_on=ago(3))
    make_place(zandweerd, name="Komt nog", street="", is_planned=True, meanwhile="U kunt bellen.", review_on=ago(3))
    own, other = person(Role.ZONE_EDITOR, zandweerd), person(Role.ZONE_EDITOR, voorstad)
    assert (names(own, "plek"), names(other, "plek"), names(central, "plek")) == (["De Kas"], [], ["De Kas"])
    assert (count_overdue_for(own, on=TODAY), count_overdue_for(other, on=TODAY)) == (1, 0)

    page = browser(own).get(f"{LIST}?soort=plek").text
    browser(other).post(f"{CONFIRM}?soort=plek", {"klopt": [str(place.pk)]})
    assert Location.objects.get(pk=place.pk).verified_on is None
    browser(own).post(f"{CONFIRM}?soort=plek", {"klopt": [str(place.pk)]})

    assert "De Kas" in page
    assert "0570-000055" in page
    place.refresh_from_db()
    assert (place.verified_on, place.review_on) == (TODAY, TODAY + timedelta(days=183))
    assert json.loads(SearchDocument.objects.get(key=f"place:{place.pk}").payload)["verified_on"] == "2026-12-01"
    assert ModelLogEntry.objects.for_instance(place).get(action="socialmap.confirm").user == own
    assert names(own, "plek") == []


def test_places_without_a_day_get_one(zandweerd: Zone) -> None:
    place = make_place(zandweerd, name="De Kas")

    give_review_days(at=timezone.now())

    assert Location.objects.get(pk=place.pk).review_on == date(2026, 12, 31)


def test_an_old_place_says_so_on_its_page(zandweerd: Zone, on_zone: Client) -> None:
    place = make_place(zandweerd, name="De Kas", verified_on=date(2025, 9, 15), review_on=ago(1))
    fresh = make_place(zandweerd, name="De Kade", verified_on=ago(5), review_on=ago(-100))

    assert "Deze gegevens zijn 14 maanden oud. Bel even voor u gaat." in on_zone.get(place.get_absolute_url()).text
    assert "maanden oud" not in on_zone.get(fresh.get_absolute_url()).text


def test_one_and_many_are_confirmed_without_a_revision_and_all_follows(organisation: Organisation, central: User) -> None:
    first, second, third = (EntryFactory(owner=organisation, review_on=ago(90)) for _number in range(3))
    before = {one.pk: one.version for one in (first, second, third)}
    revisions, client = Revision.objects.count(), browser(central)
    with time_machine.travel(datetime(2026, 12, 1, 10, tzinfo=AMSTERDAM), tick=False):
        one = client.post(CONFIRM, {"een": str(first.pk), "klopt": [str(third.pk)]}, follow=True)
        many = client.post(CONFIRM, {"klopt": [str(second.pk), str(third.pk)]}, follow=True)

    for entry in (first, second, third):
        entry.refresh_from_db()
        assert (entry.verified_on, entry.review_on, entry.verified_by) == (TODAY, ago(-183), "Redactie van de Wijkwinkel")
        assert entry.version > before[entry.pk]
        assert SearchDocument.objects.get(key=f"entry:{entry.pk}").version == entry.version
        assert ModelLogEntry.objects.for_instance(entry).get().user == central
    assert Revision.objects.count() == revisions
    assert "Bewaard. 1 keer" in one.text
    assert "Bewaard. 2 keer" in many.text
    assert "Er is niets na te gaan." in many.text


def test_nothing_ticked_is_said_and_what_is_not_on_the_list_stays(organisation: Organisation, zandweerd: Zone, voorstad: Zone) -> None:
    foreign = EntryFactory(owner=organisation, zones=[voorstad], review_on=ago(90))
    recent = EntryFactory(owner=organisation, zones=[zandweerd], review_on=ago(5))
    client = browser(person(Role.ZONE_EDITOR, zandweerd))

    empty = client.post(CONFIRM, follow=True)
    other = client.post(CONFIRM, {"klopt": [str(foreign.pk), str(recent.pk), "x", "9" * 30]}, follow=True)

    assert "U hebt niets aangevinkt. Zet een vinkje bij wat klopt." in empty.text
    assert "Niet alles stond nog op uw lijst. Kijk wat er over is." in other.text
    assert {Entry.objects.get(pk=one.pk).verified_on for one in (foreign, recent)} == {date(2026, 11, 3)}


def test_the_list_is_narrowed_down_and_keeps_that(organisation: Organisation, central: User, zandweerd: Zone, voorstad: Zone) -> None:
    other = OrganisationFactory(name="Klusclub")
    EntryFactory(title="Maatje", owner=organisation, zones=[zandweerd], review_on=ago(90))
    done = EntryFactory(title="Kraan", owner=other, zones=[zandweerd, voorstad], review_on=ago(80))
    EntryFactory(title="Lamp", owner=other, zones=[voorstad], review_on=ago(70))
    client = browser(central)

    def shown(query: str) -> set[str]:
        return {row.title for row in client.get(f"{LIST}?{query}").context_data["rows"]}

    assert shown(f"wijk={zandweerd.pk}") == {"Maatje", "Kraan"}
    assert shown("organisatie=klus") == {"Kraan", "Lamp"}
    assert shown(f"wijk={zandweerd.pk}&organisatie=Klusclub") == {"Kraan"}
    assert shown("wijk=x&organisatie=&soort=wat&p=zz") == {"Maatje", "Kraan", "Lamp"}
    assert shown("organisatie=%25") == set()
    # Not that all is right: a name may be mistyped.
    nothing = client.get(f"{LIST}?organisatie=kluus").text
    assert "Met deze keuze vinden wij niets." in nothing
    assert "Er is niets na te gaan." not in nothing
    query = f"wijk={zandweerd.pk}"
    back = client.post(f"{CONFIRM}?{query}", {"een": str(done.pk)})
    assert back.headers["Location"] == f"{LIST}?{query}"


def test_the_way_to_a_thing_fits_who_asks(organisation: Organisation, central: User, zandweerd: Zone) -> None:
    entry = EntryFactory(owner=organisation, zones=[zandweerd], review_on=ago(90))
    edit = reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk])

    assert edit in browser(central).get(LIST).text
    page = browser(person(Role.ZONE_EDITOR, zandweerd)).get(LIST).text
    assert edit not in page
    assert f'href="{entry.get_absolute_url()}"' in page
    assert LIST in browser(central).get(reverse("wagtailadmin_home")).text


def test_the_list_to_call_by_says_whom_to_call_and_what_to_ask(organisation: Organisation, central: User) -> None:
    EntryFactory(title="Maatje", owner=organisation, phone="0570-000031", hours="di 10:00-12:00", review_on=ago(90))
    EntryFactory(title="Kraan", owner=OrganisationFactory(phone=""), phone="", review_on=ago(80))

    page = browser(central).get(PAPER).text

    assert "Er zijn 2 dingen na te gaan." in page
    assert "☐ Tijden: dinsdag, 10.00 tot 12.00 uur" in page
    assert "Maatje<br>Buurthulp Noord" in page
    assert "geen telefoon" in page
    assert page.index("Maatje") < page.index("Kraan")


def test_paper_holds_one_round_and_says_what_is_left(central: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socialmap.views.keeping.MAX_PRINTED", 2)
    for _number in range(3):
        EntryFactory(review_on=ago(90))

    assert "De laatste 1 staan niet op deze lijst." in browser(central).get(PAPER).text


def test_the_file_has_a_line_for_each_and_runs_no_formula(central: User, zandweerd: Zone) -> None:
    owner = OrganisationFactory(name="=HYPERLINK(1)")
    EntryFactory(title="Maatje", slug="maatje", owner=owner, phone="0570-000031", zones=[zandweerd], review_on=ago(90))

    answer = browser(central).get(FILE)

    lines = list(csv.reader(b"".join(answer.streaming_content).decode().removeprefix("\ufeff").splitlines()))
    assert lines[1] == [
        "Maatje", "'=HYPERLINK(1)", "0570-000031", "Zandweerd", "2026-11-03", "2026-09-02", "90",
        "http://localhost:8000/sociale-kaart/maatje/",
    ]  # fmt: skip
    assert len(lines) == 2


def test_pages_hold_fifty_and_cost_the_same_for_a_hundred_and_ten_thousand(
    organisation: Organisation, zandweerd: Zone, voorstad: Zone
) -> None:
    editor = person(Role.ZONE_EDITOR, zandweerd)

    def fill(numbers: range) -> None:
        values: dict[str, Any] = {"owner": organisation, "step": "NETWORK", "sentence": "Zin.", "live": True, "review_on": ago(90)}
        rows = Entry.objects.bulk_create([Entry(title=f"Hulp {n}", slug=f"hulp-veel-{n}", **values) for n in numbers], batch_size=500)
        through = Entry.zones.through
        through.objects.bulk_create(
            [through(entry_id=row.pk, zone_id=zone.pk) for row in rows for zone in (zandweerd, voorstad)], batch_size=500
        )

    def asked() -> tuple[int, int]:
        client = browser(editor)
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST)
        return len(page.context_data["rows"]), len(queries)

    fill(range(100))
    few = asked()
    fill(range(100, 10_000))
    many = asked()

    assert few == many
    assert few[0] == 50
    assert few[1] <= 25
    assert count_overdue_for(editor, on=TODAY) == 10_000


def test_search_tells_of_old_data_to_people_and_to_programs(on_zone: Client, zandweerd: Zone) -> None:
    words: dict[str, Any] = {"keywords": "kaboutertuin", "zones": [zandweerd]}
    EntryFactory(title="Oud", slug="oud", verified_on=date(2025, 9, 15), review_on=ago(70), modes=["locatie"], **words)
    EntryFactory(title="Oud zonder telefoon", slug="oud-zonder", phone="", email="a@example.nl", verified_on=date(2025, 9, 15),
                 review_on=None, modes=["locatie"], **words)  # fmt: skip
    EntryFactory(title="Vers", slug="vers", verified_on=ago(5), review_on=ago(-100), **words)
    EntryFactory(title="Oude tip", slug="oude-tip", step="SELF", verified_on=date(2025, 9, 15), phone="", modes=["online"], **words)

    page = on_zone.get("/zoeken/?q=kaboutertuin").text
    found = on_zone.get("/zoeken/?q=kaboutertuin&format=json").json()

    told = {hit["slug"]: (hit["age_notice"], hit["review_on"]) for step in found["steps"] for hit in step["results"]}
    assert told == {
        "oud": ("Deze gegevens zijn 14 maanden oud. Bel even voor u gaat.", "2026-09-22"),
        "oud-zonder": ("Deze gegevens zijn 14 maanden oud. Vraag het na voor u gaat.", None),
        "vers": (None, "2027-03-11"),
        "oude-tip": ("Deze gegevens zijn 14 maanden oud. Vraag het eerst na.", None),
    }
    for sentence, _day in told.values():
        assert sentence is None or sentence in page
    assert "Deze gegevens zijn 14 maanden oud. Bel even voor u gaat." in on_zone.get("/sociale-kaart/oud/").text
    assert "maanden oud" not in on_zone.get("/sociale-kaart/vers/").text
