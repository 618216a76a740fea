"""Duplicates in the admin: the hint after saving, the report and its files, "no duplicate", comparing and merging on screen."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from accounts.registry import work
from partners.selectors import organisations_like
from sites.models import Zone
from socialmap.models import Entry, LikePair, Organisation
from socialmap.selectors import alike, describe, in_words
from socialmap.services import refresh_due_pairs, refresh_pairs
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory, person
from tests.integration.test_editing import form_data

pytestmark = pytest.mark.django_db
REPORT = reverse("socialmap-pairs")


@pytest.fixture
def central() -> User:
    return person(Role.CENTRAL_EDITOR)


@pytest.fixture
def admin(central: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(central)
    return client


def two(**fields: object) -> tuple[Entry, Entry]:
    """Two of the same name, and nothing else that they share."""
    own = {"owner": OrganisationFactory(), "organisation": None} | fields
    one = EntryFactory(title="Koffie uur", phone="0570-000031", sentence="U drinkt koffie.", **own)
    return one, EntryFactory(title="Koffie-uur", phone="0570-000032", sentence="Elke week praten met buren uit de straat.", **own)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_saving_in_the_admin_warns_and_stops_nothing(admin: Client, zandweerd: Zone) -> None:
    EntryFactory(title="Samen wandelen", phone="0570-000067")

    answer = admin.post(
        reverse("wagtailsnippets_socialmap_entry:add"), form_data(OrganisationFactory(), zandweerd) | {"action-publish": "1"}, follow=True
    )

    assert Entry.objects.get(slug="samen-wandelen").live
    assert "dit lijkt op &#x27;Samen wandelen&#x27; (dezelfde naam, zelfde telefoonnummer)" in answer.text
    assert LikePair.objects.open().count() == 1


def test_form_says_what_it_may_be_a_duplicate_of(admin: Client) -> None:
    first, second = two()
    refresh_pairs(model=Entry)
    said = words(admin.get(reverse("wagtailsnippets_socialmap_entry:edit", args=[first.pk])).text)
    assert "Mogelijk dubbel" in said
    assert "Koffie-uur: dezelfde naam" in said
    third = EntryFactory(title="Iets anders")
    assert "Koffie-uur: dezelfde naam" not in words(admin.get(reverse("wagtailsnippets_socialmap_entry:edit", args=[third.pk])).text)
    assert second.pk


def test_pairs_follow_what_changes_and_the_clock_looks_only_then(central: User) -> None:
    first, _second = two()
    assert refresh_due_pairs() == 2
    assert refresh_due_pairs() == 0
    pair = LikePair.objects.get()
    assert (pair.certainty, pair.reasons) == ("midden", ["naam"])
    first.title = "Iets anders"
    first.save()
    call_command("tick")
    assert not LikePair.objects.exists()


def test_no_duplicate_is_remembered_until_name_number_or_address_changes(admin: Client, central: User) -> None:
    first, _second = two()
    refresh_pairs(model=Entry)
    pair = LikePair.objects.get()

    answer = admin.post(reverse("socialmap-pair-dismiss", args=[pair.pk]), follow=True)

    assert "Onthouden: dit is niet dubbel." in answer.text
    first.description = "Iets meer uitleg."
    first.save()
    refresh_pairs(model=Entry)
    pair.refresh_from_db()
    assert (pair.dismissed_by, LikePair.objects.open().count()) == (central, 0)
    assert timezone.now() - pair.dismissed_at < timedelta(minutes=5)
    first.phone = "0570-000055"
    first.save()
    refresh_pairs(model=Entry)
    pair.refresh_from_db()
    assert (pair.dismissed_at, pair.dismissed_by, LikePair.objects.open().count()) == (None, None, 1)


def test_deleting_takes_the_pairs_along() -> None:
    first, _second = two()
    refresh_pairs(model=Entry)
    first.delete()
    assert not LikePair.objects.exists()


def test_report_is_filtered_and_its_number_is_that_of_the_first_page(admin: Client, central: User, zandweerd: Zone, voorstad: Zone) -> None:
    theme = ThemeFactory()
    two(zones=[zandweerd], themes=[theme])
    OrganisationFactory(name="Zonnehof", phone="0570-000033")
    OrganisationFactory(name="Stichting Zonnehof", phone="0570-000034")
    for model in (Entry, Organisation):
        refresh_pairs(model=model)

    everything = words(admin.get(REPORT).text)
    assert "Koffie uur" in everything
    assert "Stichting Zonnehof" in everything
    for query, has_entries, has_organisations in (
        ("kind=socialmap.entry", True, False),
        ("kind=socialmap.organisation", False, True),
        (f"zone={zandweerd.pk}", True, False),
        (f"zone={voorstad.pk}", False, False),
        (f"theme={theme.pk}", True, False),
        ("certainty=hoog", False, False),
        ("certainty=midden", True, True),
    ):
        page = admin.get(f"{REPORT}?{query}").text
        assert ("Koffie-uur" in page, "Stichting Zonnehof" in page) == (has_entries, has_organisations), query
    todo = next(todo for todo in work.todos() if todo.name == "duplicates")
    assert todo.count(central, timezone.now()) == 2
    assert "2 keer mogelijk dubbel" in words(admin.get("/beheer/").text)


def test_files_hold_the_pairs_and_no_formula(admin: Client) -> None:
    for pk, title in enumerate(("=1+1 koffie", "=1+1 Koffie")):
        EntryFactory(title=title, phone=f"0570-00003{pk}", sentence="Koffie." if pk else "Praten met buren.")
    refresh_pairs(model=Entry)

    content = b"".join(admin.get(f"{REPORT}?export=csv").streaming_content).decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(admin.get(f"{REPORT}?export=xlsx").streaming_content))).active

    assert list(csv.reader(io.StringIO(content))) == [
        ["De ene", "De andere", "Waarom?", "Hoe zeker?", "Soort"],
        ["'=1+1 koffie", "'=1+1 Koffie", "dezelfde naam", "Waarschijnlijk", "hulp of tip"],
    ]
    assert sheet is not None
    assert sheet["A2"].value == "'=1+1 koffie"


def test_report_and_first_page_cost_the_same_with_one_pair_and_with_many(admin: Client) -> None:
    two()
    refresh_pairs(model=Entry)
    few = []
    for address in (REPORT, "/beheer/"):
        admin.get(address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            admin.get(address)
        few.append(len(captured))
    Entry.objects.bulk_create(
        [Entry(title=f"Groep {number // 2:05d}", slug=f"groep-{number}", live=False) for number in range(10_000)], batch_size=500
    )
    with CaptureQueriesContext(connection) as looking:
        refresh_pairs(model=Entry)
    assert LikePair.objects.open().count() == 5_001
    # What SQLite takes at once, of the rows that are new.
    assert len(looking) < 60
    for address, count in zip((REPORT, "/beheer/"), few, strict=True):
        with CaptureQueriesContext(connection) as captured:
            admin.get(address)
        assert len(captured) <= count + 2, address


def test_editors_of_a_zone_have_no_report_and_merge_nothing(zandweerd: Zone) -> None:
    first, second = two(zones=[zandweerd])
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person(Role.ZONE_EDITOR, zandweerd))
    merging = reverse("socialmap-merge", args=["entry", first.pk, second.pk])
    for answer in (client.get(REPORT), client.get(merging), client.post(merging, {"zeker": "1"})):
        assert answer.status_code == 302
        assert answer["Location"].endswith("/beheer/")
    assert Entry.objects.filter(merged_into=None).count() == 2


# Merging on screen


def test_both_stand_side_by_side_with_what_differs_and_what_will_happen(admin: Client) -> None:
    first, second = two()
    Entry.objects.filter(pk=second.pk).update(email="koffie@example.nl")
    EntryFactory(alternatives=[second])

    page = admin.get(reverse("socialmap-merge", args=["entry", first.pk, second.pk]))

    said = words(page.text)
    assert "Naam (verschil)" in said
    assert "1 verwijzing en 1 adres gaan over naar &#x27;Koffie uur&#x27;." in said
    assert re.search(r'name="email" value="rechts" checked', page.text)
    assert re.search(r'name="title" value="links" checked', page.text)
    assert reverse("socialmap-merge", args=["entry", second.pk, first.pk]) in page.text


def test_merging_asks_for_a_tick_and_keeps_what_was_chosen(admin: Client, zandweerd: Zone, voorstad: Zone) -> None:
    first, second = two(zones=[zandweerd])
    second.zones = [voorstad]
    second.save()
    address = reverse("socialmap-merge", args=["entry", first.pk, second.pk])
    page = admin.get(address).text
    seen = re.search(r'name="gezien" value="([^"]+)"', page)
    assert seen is not None
    sent = {"gezien": seen[1], "title": "rechts", "zones": [str(voorstad.pk)]}

    refused = admin.post(address, sent)
    assert refused.status_code == 422
    assert "Zet een vinkje bij" in refused.text
    assert re.search(r'name="title" value="rechts" checked', refused.text)
    assert re.search(rf'name="zones" value="{voorstad.pk}" checked', refused.text)
    assert not re.search(rf'name="zones" value="{zandweerd.pk}" checked', refused.text)

    done = admin.post(address, sent | {"zeker": "1"}, follow=True)
    assert "Samengevoegd" in done.text
    first.refresh_from_db()
    assert (first.title, [zone.slug for zone in first.zones.all()]) == ("Koffie-uur", ["voorstad"])
    assert admin.get(address).status_code == 404
    again = admin.post(address, sent | {"zeker": "1"})
    assert "al samengevoegd" in again.text


def test_what_changed_on_the_way_is_said_and_nothing_is_merged(admin: Client) -> None:
    first, second = two()
    address = reverse("socialmap-merge", args=["entry", first.pk, second.pk])
    for seen in ("1-2", "", "x-y", "9" * 50 + "-1"):
        answer = admin.post(address, {"gezien": seen, "zeker": "1"})
        assert answer.status_code == 422
        assert "Iemand anders veranderde een van deze twee." in answer.text
    assert Entry.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("path", ["entry/1/1", "entry/1/999999", "thema/1/2"])
def test_what_cannot_be_compared_is_not_there(admin: Client, path: str) -> None:
    assert admin.get(f"/beheer/samenvoegen/{path}/").status_code == 404


def test_organisations_are_merged_on_screen_and_leave_the_lists(admin: Client) -> None:
    kept, dropped = OrganisationFactory(name="Zonnehof"), OrganisationFactory(name="Stichting Zonnehof")
    address = reverse("socialmap-merge", args=["organisation", kept.pk, dropped.pk])
    seen = re.search(r'name="gezien" value="([^"]+)"', admin.get(address).text)
    assert seen is not None
    admin.post(address, {"gezien": seen[1], "zeker": "1", "name": "rechts"})
    kept.refresh_from_db()
    assert kept.name == "Stichting Zonnehof"
    listed = words(admin.get(reverse("wagtailsnippets_socialmap_organisation:list")).text)
    assert "samengevoegd" not in listed


# Where things come in


def test_import_says_what_may_be_there_already(admin: Client) -> None:
    OrganisationFactory(name="Zonnehof", phone="0570-000071")
    head = "sleutel,naam,soort,omschrijving,telefoon,zones\n"
    lines = [
        "zonnehof-2,Stichting Zonnehof,welzijn,Wij helpen u.,0570-000071,hele stad",
        "maan,Maanhof,welzijn,Wij koken.,0570-000072,hele stad",
    ]
    file = SimpleUploadedFile("organisaties.csv", (head + "\n".join([*lines, "maan-2,De Maanhof,welzijn,Wij koken.,,hele stad"])).encode())

    page = admin.post(reverse("socialmap-import"), {"kind": "organisations", "file": file}, follow=True).text

    assert "Rij 2, Stichting Zonnehof: lijkt op Zonnehof (dezelfde naam, zelfde telefoonnummer)." in page
    assert re.search(r"Rij 4, De Maanhof: lijkt op Maanhof|Rij 3, Maanhof: lijkt op De Maanhof", page)
    assert "Mogelijk dubbel (2)" in page


def test_what_partners_send_is_compared_in_the_same_way() -> None:
    known = OrganisationFactory(name="Café De Buren", phone="0570-000071")
    assert [(found.pk, why) for found, why in organisations_like("Stichting Cafe de Buren", phone="(0570) 000 071")] == [
        (known.pk, "dezelfde naam, zelfde telefoonnummer")
    ]
    assert organisations_like("Breiclub") == []
    first, second = two()
    [(found, match)] = alike(describe(first), model=Entry)
    assert (found, in_words(match)) == (second, "dezelfde naam")
