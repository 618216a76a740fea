"""What somebody with bad intentions or a broken file tries: answered in words, and nothing gives way."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from environs import Env
from openpyxl import Workbook
from pytest_django import DjangoCaptureOnCommitCallbacks
from wagtail.models import Page

from accounts.choices import Role
from cms.env import read_environment
from core.spreadsheets import guarded, unguarded
from home.models import HubPage
from sites.models import Zone
from socialmap.models import Entry, ImportUpload
from socialmap.rules import read_text, refuse_formula
from socialmap.services import ImportFile, SheetError, export_csv, export_xlsx, preview_import
from socialmap.services.uploads import store_upload
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory, UserFactory, person
from tests.integration.test_import import as_csv, row

MAX_PARSE_S = 2.0


@pytest.fixture
def editor(db: None):
    return person(Role.CENTRAL_EDITOR)


@pytest.fixture
def admin(editor) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(editor)
    return client


@pytest.fixture
def moderator_of_zandweerd(zandweerd: Zone) -> Client:
    user = person(Role.MODERATOR, zandweerd)
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", ["//evil.example/", "/%2Fevil.example/", "///evil.example/x", "/%5Cevil.example/"])
@pytest.mark.parametrize("choice", ["letter=groot", "contrast=hoog"])
def test_reading_aids_never_lead_to_another_host(on_hub: Client, path: str, choice: str) -> None:
    response = on_hub.get(f"{path}?{choice}")

    location = response.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_reading_aids_do_not_turn_an_encoded_path_into_a_query(on_hub: Client) -> None:
    assert on_hub.get("/x%3Fy/?letter=groot").headers["Location"] == "/x%3Fy/"


def test_shared_caches_are_told_that_pages_depend_on_choices(on_hub: Client) -> None:
    assert "Cookie" in on_hub.get("/").headers["Vary"]


@pytest.mark.parametrize("query", ["q=" + "a" * 7000, "&" * 7000, "q=%00", "a=%00b"])
def test_address_that_no_browser_sends_is_answered_in_words(on_zone: Client, query: str) -> None:
    response = on_zone.get(f"/zoeken/?{query}")

    assert response.status_code == 400
    assert "Dit kunnen wij niet lezen" in response.text


def test_form_from_elsewhere_is_refused_in_dutch(editor) -> None:
    client = Client(headers={"host": "localhost:8000"}, enforce_csrf_checks=True)
    client.force_login(editor)

    response = client.post(reverse("socialmap-import"))

    assert response.status_code == 403
    assert "Hier kunt u niet bij" in response.text


@pytest.mark.parametrize("policy", ["unsafe-inline", "unsafe-eval", "http:", "*;"])
def test_policy_of_public_pages_is_strict(on_zone: Client, policy: str) -> None:
    for path in ("/", "/zoeken/?q=koffie", "/bestaat-niet/", "/contact/"):
        assert policy not in on_zone.get(path).headers["Content-Security-Policy"].replace("http://*.localhost", "")


def test_front_doors_cannot_be_taken_away_by_hand(admin: Client, moderator_of_zandweerd: Client, zandweerd: Zone) -> None:
    hub, home = HubPage.objects.get(), zandweerd.site.root_page
    for client, page in ((admin, hub), (admin, home), (moderator_of_zandweerd, home)):
        for action in ("delete", "unpublish"):
            client.post(reverse(f"wagtailadmin_pages:{action}", args=[page.pk]))
            client.post(f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={page.pk}")
        client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login"})

    assert Page.objects.filter(pk__in=[hub.pk, home.pk], live=True).count() == 2
    assert not home.view_restrictions.exists()
    assert Client(headers={"host": "zandweerd.localhost"}).get("/").status_code == 200


def test_chooser_shows_no_drafts_of_another_zone(
    moderator_of_zandweerd: Client, voorstad: Zone, zandweerd: Zone, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    # The admin's own search is told of a page after the commit.
    with django_capture_on_commit_callbacks(execute=True):
        for zone in (voorstad, zandweerd):
            zone.site.root_page.add_child(instance=Page(title=f"Concept van {zone.name}", slug="concept", live=False))

    answer = moderator_of_zandweerd.get(reverse("wagtailadmin_choose_page_search"), {"q": "Concept"})

    assert "Concept van Zandweerd" in answer.text
    assert "Concept van Voorstad" not in answer.text


def bomb(**members: bytes) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return io.BytesIO(buffer.getvalue())


def workbook_with(sheet: bytes) -> io.BytesIO:
    """A workbook whose sheet has this XML instead of its own."""
    original = io.BytesIO()
    book = Workbook()
    book.active.append(["sleutel"])
    book.save(original)
    changed = io.BytesIO()
    with zipfile.ZipFile(original) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item, sheet if item.filename == "xl/worksheets/sheet1.xml" else source.read(item))
    return io.BytesIO(changed.getvalue())


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
HEADER_ROW = b"".join(
    b'<c t="inlineStr"><is><t>' + name.encode() + b"</t></is></c>"
    for name in ("sleutel", "titel", "zin", "stap", "themas", "zones", "beheerder")
)
BOMBS = {
    "a row far below": lambda: workbook_with(HEAD + b'<row r="1">' + HEADER_ROW + b'</row><row r="1000000000000"><c/></row>' + TAIL),
    "ten million cells": lambda: workbook_with(HEAD + b'<row r="1">' + b"<c/>" * 10_000_000 + b"</row>" + TAIL),
    "five million styles": lambda: bomb(xl__styles=b"<a/>" * 5_000_000),
    "broken xml": lambda: workbook_with(HEAD + b"<row><c>"),
    "a character that xml forbids": lambda: workbook_with(HEAD + b'<row r="1"><c t="inlineStr"><is><t>&#x1;</t></is></c></row>' + TAIL),
    "an entity of itself": lambda: workbook_with(b'<!DOCTYPE a [<!ENTITY b "&b;&b;">]>' + HEAD + b"<row><c><v>&b;</v></c></row>" + TAIL),
    "sixty thousand columns": lambda: io.BytesIO(b",".join([b"a"] * 60_000) + b"\n1\n"),
    "ten megabytes of lines": lambda: io.BytesIO(b"sleutel,titel,zin,stap,themas,zones,beheerder\n" + b"\n" * 9_000_000),
}


@pytest.mark.parametrize("name", BOMBS)
def test_file_made_to_be_large_is_refused_soon(db: None, name: str) -> None:
    content = BOMBS[name]()
    started = time.process_time()

    with pytest.raises(SheetError):
        preview_import(file=ImportFile.ENTRIES, content=content)

    assert time.process_time() - started < MAX_PARSE_S


def test_preview_page_shows_a_new_row_and_applies_it(admin: Client, zandweerd: Zone) -> None:
    ThemeFactory(slug="contact")
    OrganisationFactory(slug="st-jurrien")
    upload = SimpleUploadedFile("kaart.csv", as_csv(row()).read())

    shown = admin.post(reverse("socialmap-import"), {"kind": "entries", "file": upload}, follow=True)
    assert "Koffie aan de lange tafel" in shown.text
    assert not Entry.objects.exists()
    applied = admin.post(reverse("socialmap-import-apply", args=[ImportUpload.objects.get().pk]), follow=True)

    assert "1 nieuw" in applied.text
    assert Entry.objects.get().live
    assert not ImportUpload.objects.exists()


def test_preview_page_names_problems_and_offers_no_yes(admin: Client, zandweerd: Zone) -> None:
    upload = SimpleUploadedFile("kaart.csv", as_csv(row(zones="atlantis")).read())

    shown = admin.post(reverse("socialmap-import"), {"kind": "entries", "file": upload}, follow=True)

    assert "De wijk &#x27;atlantis&#x27; bestaat niet." in shown.text
    assert "Ja, bewaar" not in shown.text


def test_upload_of_a_colleague_is_not_to_be_seen_or_applied(admin: Client, editor) -> None:
    from django.utils import timezone

    stored = store_upload(file=ImportFile.ENTRIES, name="a.csv", content=b"sleutel\n", by=UserFactory(), at=timezone.now())

    assert admin.get(reverse("socialmap-import-preview", args=[stored.pk])).status_code == 404
    assert admin.post(reverse("socialmap-import-apply", args=[stored.pk])).status_code == 404


@pytest.mark.parametrize(("kind", "extension"), [("users", "csv"), ("entries", "exe")])
def test_only_what_can_be_imported_can_be_exported(admin: Client, kind: str, extension: str) -> None:
    assert admin.get(reverse("socialmap-export", args=[kind, extension])).status_code == 404


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_export_survives_control_characters(admin: Client, extension: str) -> None:
    EntryFactory(title="Naam\x0b\x01x")

    assert admin.get(reverse("socialmap-export", args=["entries", extension])).status_code == 200


def test_text_that_begins_with_a_dash_comes_back_from_both_exports(db: None) -> None:
    EntryFactory(description="- eerst dit\n- dan dat", how_it_goes="- bel\r\n- kom langs", themes=[ThemeFactory()])

    for content in ("".join(export_csv(file=ImportFile.ENTRIES)).encode(), export_xlsx(file=ImportFile.ENTRIES)):
        preview = preview_import(file=ImportFile.ENTRIES, content=io.BytesIO(content))

        assert (preview.problems, preview.changed) == ((), ())


def test_import_leaves_locked_entries_alone(db: None) -> None:
    EntryFactory(slug="wandelen", themes=[ThemeFactory()], locked=True)
    content = "".join(export_csv(file=ImportFile.ENTRIES)).replace("0570-000021", "0570-000022").encode()

    problems = preview_import(file=ImportFile.ENTRIES, content=io.BytesIO(content)).problems

    assert ["vergrendeld" in problem.message for problem in problems] == [True]


def test_import_knows_what_saving_will_refuse(db: None, zandweerd: Zone) -> None:
    ThemeFactory(slug="contact")
    OrganisationFactory(slug="st-jurrien")

    problems = preview_import(file=ImportFile.ENTRIES, content=as_csv(row(gestopt_op="2099-01-01"))).problems

    assert [(problem.column, "moet nog komen" in problem.message) for problem in problems] == [("gestopt_op", True)]


def test_international_number_comes_back_from_an_export(db: None) -> None:
    EntryFactory(phone="+31 570 000010", themes=[ThemeFactory()])
    content = io.BytesIO("".join(export_csv(file=ImportFile.ENTRIES)).encode())

    assert preview_import(file=ImportFile.ENTRIES, content=content).problems == ()


@pytest.mark.parametrize("cell", ["=1+1", " =1+1", "\t=1", "\u200b=1+1", "\uff1d1+1", "a;=1+1", "-1+1", "@SUM(A1)", "+cmd"])
def test_cells_that_a_spreadsheet_would_run_are_guarded_and_come_back(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["Gewone tekst", "Kosten: 3 - 5 euro", "0570-000010", "+31 570 000010", "'s-Hertogenbosch", ""])
def test_ordinary_cells_are_left_alone(cell: str) -> None:
    refuse_formula(cell)

    assert guarded(cell) == cell
    assert read_text(cell) == cell


@pytest.mark.parametrize(("name", "value"), [("SECRET_KEY", ""), ("HUB_HOST", ""), ("EMAIL_URL", "smtp+tls://mail.example:587")])
def test_start_is_refused_without_what_production_needs(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 60)
    monkeypatch.setenv("HUB_HOST", "wijkwinkel.example")
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        read_environment(Env())
