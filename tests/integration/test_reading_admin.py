"""Plain language where editors write: the side panel, the mark in the list, the report and its files."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from home.models import StandardPage
from search.models import ReadingFigure
from search.services import save_hard_word
from sites.models import Zone
from socialmap.models import Entry
from tests.factories import EntryFactory, OrganisationFactory, person
from tests.integration.test_editing import form_data

HARD = "De maatwerkvoorziening wordt verstrekt door een gecontracteerde zorgaanbieder indien ondersteuning noodzakelijk is."
EASY = "U wandelt elke week een uur met buren."
REPORT = "/beheer/leesbaarheid/"


@pytest.fixture
def editor(db: None) -> User:
    return person(Role.CENTRAL_EDITOR, email="centraal@example.nl")


@pytest.fixture
def admin(editor: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(editor)
    return client


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def figure(entry: Entry) -> ReadingFigure:
    return ReadingFigure.objects.get(kind="socialmap.entry", object_id=entry.pk)


# The side panel


def test_panel_says_what_could_be_easier_in_the_form_and_not_in_the_row(admin: Client, zandweerd: Zone) -> None:
    save_hard_word(word="maatwerkvoorziening", easier="hulp die bij u past", meaning="Hulp die bij u past.")
    entry = EntryFactory(title="Samen wandelen", slug="wandelen", sentence=EASY, zones=[zandweerd])
    address = reverse("wagtailsnippets_socialmap_entry:preview_on_edit", args=[entry.pk])
    typed = {"sentence": HARD, "description": "Klik hier. <b>Bel</b> ons t/m vrijdag.", "phone": "", "email": "a@example.nl"}

    assert admin.post(address, form_data(entry.owner, zandweerd, slug="wandelen", **typed)).json()["is_valid"]
    said = words(admin.get(f"{address}?mode=taal").text)

    assert "Taal: moeilijk." in said
    assert "Moeilijk woord: maatwerkvoorziening" in said
    assert "Schrijf liever: hulp die bij u past" in said
    assert "Wie doet het?: wordt verstrekt" in said
    assert "Afkorting: t/m" in said
    assert "Link: Klik hier" in said
    assert "&lt;b&gt;Bel" in said
    assert "Er staat geen telefoonnummer bij. Veel mensen bellen liever." in said
    assert "U kunt altijd plaatsen" in said
    assert figure(entry).level == "makkelijk"


def test_panel_of_an_easy_text_has_nothing_to_ask(admin: Client, zandweerd: Zone) -> None:
    entry = EntryFactory(slug="wandelen", sentence=EASY, zones=[zandweerd])
    address = reverse("wagtailsnippets_socialmap_entry:preview_on_edit", args=[entry.pk])

    admin.post(address, form_data(entry.owner, zandweerd, slug="wandelen"))
    said = words(admin.get(f"{address}?mode=taal").text)

    assert "Taal: makkelijk." in said
    assert "telefoonnummer" not in said
    assert "Schrijf" not in said
    assert "data-taal" not in admin.get(address).text


def test_panel_reads_the_paragraphs_and_links_of_a_page(admin: Client, zandweerd: Zone) -> None:
    page = zandweerd.site.root_page.add_child(instance=StandardPage(title="Privacy", slug="privacy"))
    page.introduction = "Hier leest u wat wij doen."
    body = "<p>U belt ons op een dag</p><ul><li>uw brief</li><li>uw pas en nog een paar dingen</li></ul><p>Lees <a href='https://example.nl'>hier</a> verder.</p>"
    page.body = [("paragraph", body)]
    page.save_revision()

    assert page.reading_text.splitlines()[1:4] == ["U belt ons op een dag", "uw brief", "uw pas en nog een paar dingen"]
    said = words(admin.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]) + "?mode=taal").text)

    assert "Link hier Laat de link zelf zeggen" in said
    assert "Lange zin" not in said


def test_panel_stands_in_the_form_with_its_script(admin: Client, zandweerd: Zone) -> None:
    entry = EntryFactory(zones=[zandweerd])
    page = zandweerd.site.root_page.add_child(instance=StandardPage(title="Privacy", slug="privacy"))

    for address in (
        reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]),
        reverse("wagtailsnippets_socialmap_organisation:edit", args=[entry.owner.pk]),
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
    ):
        html = admin.get(address).text
        assert 'id="ww-taal-kop"' in html
        assert "data-content-word-count" in html
        assert re.search(r'<script type="module" src="[^"]*dist/taal[^"]*\.js">', html)


def test_who_may_not_edit_reads_no_drafts_through_the_panel(zandweerd: Zone) -> None:
    entry = EntryFactory(zones=[zandweerd])
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person(Role.ZONE_EDITOR, zandweerd))

    answer = client.get(reverse("wagtailsnippets_socialmap_entry:preview_on_edit", args=[entry.pk]) + "?mode=taal")

    assert answer.status_code == 302


# Figures and the mark in the list


def test_a_saved_text_is_read_and_a_draft_is_not(admin: Client, zandweerd: Zone) -> None:
    entry = EntryFactory(sentence=EASY, zones=[zandweerd])
    assert (figure(entry).level, figure(entry).is_live) == ("makkelijk", True)

    entry.sentence = HARD
    entry.save_revision()
    assert figure(entry).level == "makkelijk"

    entry.get_latest_revision().publish()
    assert figure(entry).level == "moeilijk"
    assert figure(entry).findings > 2

    entry.unpublish()
    assert not figure(entry).is_live
    entry.delete()
    assert not ReadingFigure.objects.filter(kind="socialmap.entry").exists()


def test_new_hard_words_count_after_reading_anew(admin: Client, zandweerd: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    entry = EntryFactory(sentence="U houdt zelf de regie over uw hulp.", description="", how_it_goes="", bring_along="")
    assert figure(entry).findings == 0
    save_hard_word(word="regie", easier="u beslist", meaning="U beslist.")
    ReadingFigure.objects.create(kind="socialmap.entry", object_id=10**9, title="Weg", findings=1, words=1, is_live=True)

    call_command("refresh_readings")

    assert figure(entry).findings == 1
    assert not ReadingFigure.objects.filter(title="Weg").exists()
    assert "teksten" in capsys.readouterr().out


def test_list_of_entries_marks_what_could_be_easier(admin: Client) -> None:
    EntryFactory(title="Stijve hulp", sentence=HARD)
    EntryFactory(title="Fijne hulp", sentence=EASY)

    rows = {
        title: re.search(rf"{title}.*?</tr>", admin.get("/beheer/snippets/socialmap/entry/").text, re.DOTALL)
        for title in ("Stijve hulp", "Fijne hulp")
    }

    assert rows["Stijve hulp"]
    assert rows["Fijne hulp"]
    assert "Taal: moeilijk" in rows["Stijve hulp"].group()
    assert "Taal:" not in rows["Fijne hulp"].group()


# The report


def test_report_has_the_hardest_first_and_is_narrowed_down(admin: Client, zandweerd: Zone) -> None:
    easy, hard = EntryFactory(title="Fijne hulp", sentence=EASY), EntryFactory(title="Stijve hulp", sentence=HARD)
    page = zandweerd.site.root_page.add_child(instance=StandardPage(title="Onze regels", slug="regels", introduction=HARD * 2))

    html = admin.get(REPORT).text
    assert html.index("Onze regels") < html.index("Fijne hulp")
    assert html.index("Stijve hulp") < html.index("Fijne hulp")
    for address in (reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("wagtailsnippets_socialmap_entry:edit", args=[hard.pk])):
        assert address in html

    only_hard = admin.get(f"{REPORT}rijen/?kind=socialmap.entry&level=moeilijk").text
    assert "Stijve hulp" in only_hard
    assert "Fijne hulp" not in only_hard
    assert "Onze regels" not in only_hard
    assert easy.pk


def test_files_of_the_report_run_no_formulas(admin: Client) -> None:
    EntryFactory(title='=HYPERLINK("https://example.nl")', sentence=HARD)

    lines = list(csv.reader(io.StringIO(b"".join(admin.get(f"{REPORT}?export=csv&kind=socialmap.entry")).decode())))
    assert lines[0] == ["Naam", "Soort", "Taal", "Score", "Kan makkelijker", "Woorden", "Online"]
    assert lines[1][:3] == ['\'=HYPERLINK("https://example.nl")', "hulp of tip", "moeilijk"]

    book = openpyxl.load_workbook(io.BytesIO(b"".join(admin.get(f"{REPORT}?export=xlsx&kind=socialmap.entry"))))
    cell = book.active["A2"]
    assert (cell.value, cell.data_type) == ('\'=HYPERLINK("https://example.nl")', "s")


def test_report_costs_the_same_queries_at_a_hundred_and_at_ten_thousand_texts(admin: Client, django_assert_max_num_queries) -> None:
    counts = []
    for number in (100, 9_900):
        start = ReadingFigure.objects.count()
        ReadingFigure.objects.bulk_create(
            ReadingFigure(
                kind="socialmap.entry",
                object_id=10**6 + start + index,
                title=f"Hulp {index}",
                level="moeilijk",
                score=index % 90,
                findings=1,
                words=9,
                is_live=True,
            )
            for index in range(number)
        )
        admin.get(REPORT)
        with django_assert_max_num_queries(40) as captured:
            assert "Hulp 0" in admin.get(REPORT).text
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_report_is_for_who_works_for_the_whole_city(zandweerd: Zone) -> None:
    EntryFactory(title="Stijve hulp", sentence=HARD, owner=OrganisationFactory())
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person(Role.ZONE_EDITOR, zandweerd))

    assert client.get(REPORT).status_code == 302
    assert client.get(f"{REPORT}?export=csv").status_code == 302
    assert "Leesbaarheid" not in client.get(reverse("wagtailadmin_home")).text
