"""Import and export of the social map: the difference first, a sentence per row, all or nothing."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook
from wagtail.models import Revision

from search.choices import Step
from sites.models import Zone
from socialmap.models import Entry, Organisation
from socialmap.rules import ENTRY_COLUMNS
from socialmap.services import ImportFile, SheetError, apply_import, export_csv, export_xlsx, preview_import
from socialmap.services.importing import ImportRefusedError
from socialmap.services.sheets import MAX_FILE_BYTES, MAX_ROWS
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory

HEADERS = [column.header for column in ENTRY_COLUMNS]


@pytest.fixture
def helper(db: None) -> Organisation:
    ThemeFactory(slug="contact", name="Contact")
    return OrganisationFactory(slug="st-jurrien", name="Vrijwilligers St. Jurriën")


def row(**changes: str) -> dict[str, str]:
    base = {
        "sleutel": "koffie",
        "titel": "Koffie aan de lange tafel",
        "zin": "Elke dinsdagochtend drinken buren samen koffie.",
        "stap": "omgeving",
        "themas": "contact",
        "zones": "zandweerd",
        "organisatie": "st-jurrien",
        "beheerder": "st-jurrien",
        "zo_gaat_het": "Loop binnen.|Pak koffie.",
        "kosten_soort": "betaald",
        "kosten": "€ 1 per kop",
        "manieren": "locatie",
        "tijden": "di 10:00-12:00",
        "telefoon": "0570-000067",
        "gecontroleerd_op": "2026-09-28",
    }
    return base | changes


def as_csv(*rows: dict[str, str], headers: list[str] | None = None, delimiter: str = ",", encoding: str = "utf-8") -> io.BytesIO:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, headers or HEADERS, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(buffer.getvalue().encode(encoding))


def as_xlsx(*rows: dict[str, str]) -> io.BytesIO:
    workbook = Workbook()
    workbook.active.append(HEADERS)
    for values in rows:
        workbook.active.append([values.get(header, "") for header in HEADERS])
    buffer = io.BytesIO()
    workbook.save(buffer)
    buffer.seek(0)
    return buffer


def test_preview_writes_nothing_and_tells_what_is_new(helper: Organisation) -> None:
    preview = preview_import(file=ImportFile.ENTRIES, content=as_csv(row()))

    assert [planned.slug for planned in preview.new] == ["koffie"]
    assert (preview.problems, preview.changed) == ((), ())
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "make",
    [
        as_csv,
        as_xlsx,
        lambda *rows: as_csv(*rows, delimiter=";"),
        lambda *rows: as_csv(*rows, encoding="utf-8-sig"),
        lambda *rows: as_csv(*rows, encoding="utf-16"),
    ],
)
def test_file_becomes_a_published_entry(helper: Organisation, zandweerd: Zone, make) -> None:
    apply_import(file=ImportFile.ENTRIES, content=make(row()), by=None)

    entry = Entry.objects.get(slug="koffie")
    assert entry.live
    assert entry.step == Step.NETWORK
    assert list(entry.zones.all()) == [zandweerd]
    assert entry.how_it_goes == "Loop binnen.\nPak koffie."
    assert entry.cost == "€ 1 per kop"
    assert Revision.objects.for_instance(entry).count() == 1


def test_second_time_nothing_changes(helper: Organisation) -> None:
    apply_import(file=ImportFile.ENTRIES, content=as_csv(row()), by=None)

    preview = apply_import(file=ImportFile.ENTRIES, content=as_csv(row()), by=None)

    assert len(preview.same) == 1
    assert Revision.objects.for_instance(Entry.objects.get()).count() == 1


def test_difference_is_told_in_the_words_of_the_file(helper: Organisation) -> None:
    apply_import(file=ImportFile.ENTRIES, content=as_csv(row()), by=None)

    preview = preview_import(file=ImportFile.ENTRIES, content=as_csv(row(kosten="€ 2 per kop", zones="hele stad")))

    assert {(change.header, change.before, change.after) for change in preview.changed[0].changes} == {
        ("kosten", "€ 1 per kop", "€ 2 per kop"),
        ("zones", "zandweerd", "hele stad"),
    }


def test_a_column_that_is_left_out_keeps_what_there_is(helper: Organisation) -> None:
    apply_import(file=ImportFile.ENTRIES, content=as_csv(row()), by=None)
    headers = [header for header in HEADERS if header not in {"kosten", "tijden"}]

    apply_import(file=ImportFile.ENTRIES, content=as_csv(row(titel="Koffie met buren"), headers=headers), by=None)

    entry = Entry.objects.get()
    assert (entry.title, entry.cost, entry.hours) == ("Koffie met buren", "€ 1 per kop", "di 10:00-12:00")


def test_stored_contact_counts_when_the_file_has_no_columns_for_it(helper: Organisation) -> None:
    apply_import(file=ImportFile.ENTRIES, content=as_csv(row()), by=None)
    headers = [header for header in HEADERS if header not in {"telefoon", "email", "website", "plek"}]

    preview = preview_import(file=ImportFile.ENTRIES, content=as_csv(row(titel="Koffie met buren"), headers=headers))

    assert preview.problems == ()


def test_a_draft_that_somebody_is_writing_is_not_thrown_away(helper: Organisation) -> None:
    apply_import(file=ImportFile.ENTRIES, content=as_csv(row()), by=None)
    entry = Entry.objects.get()
    entry.title = "Koffie en taart"
    entry.save_revision()

    preview = preview_import(file=ImportFile.ENTRIES, content=as_csv(row(kosten="Gratis")))

    assert "heeft een concept" in preview.problems[0].message
    assert entry.get_latest_revision_as_object().title == "Koffie en taart"


def test_alternatives_may_stand_later_in_the_same_file(helper: Organisation) -> None:
    rows = [row(gestopt_op="2026-10-01", alternatieven="thee"), row(sleutel="thee", titel="Thee")]

    apply_import(file=ImportFile.ENTRIES, content=as_csv(*rows), by=None)

    assert [entry.slug for entry in Entry.objects.get(slug="koffie").alternatives.all()] == ["thee"]


BAD_CELLS = [
    ({"sleutel": "Koffie Tafel"}, "sleutel", "kan geen sleutel zijn"),
    ({"sleutel": ""}, "sleutel", "is leeg"),
    ({"titel": ""}, "titel", "is leeg"),
    ({"zin": "x" * 141}, "zin", "140"),
    ({"stap": "buren"}, "stap", "is geen stap"),
    ({"themas": "onzin"}, "themas", "thema 'onzin' bestaat niet"),
    ({"zones": "atlantis"}, "zones", "wijk 'atlantis' bestaat niet"),
    ({"organisatie": "niemand"}, "organisatie", "organisatie 'niemand' bestaat niet"),
    ({"beheerder": ""}, "beheerder", "is leeg"),
    ({"doelgroepen": "reuzen"}, "doelgroepen", "doelgroep 'reuzen' bestaat niet"),
    ({"alternatieven": "nergens"}, "alternatieven", "bestaat niet"),
    ({"manieren": "per postduif"}, "manieren", "kennen wij niet"),
    ({"kosten_soort": "duur"}, "kosten_soort", "kennen wij niet"),
    ({"tijden": "elke dag"}, "tijden", "begrijpen 'elke dag' niet"),
    ({"telefoon": "bel maar"}, "telefoon", "geen telefoonnummer"),
    ({"telefoon": ""}, "telefoon", "manier van contact"),
    ({"email": "geen adres"}, "email", "e-mail"),
    ({"website": "javascript:alert(1)"}, "website", "URL"),
    ({"gecontroleerd_op": "gisteren"}, "gecontroleerd_op", "geen datum"),
    ({"breedtegraad": "noord"}, "breedtegraad", "geen getal"),
    ({"breedtegraad": "95", "lengtegraad": "6"}, "breedtegraad", "90"),
    ({"titel": "=1+1"}, "titel", "formule"),
    ({"kosten": "@SUM(A1)"}, "kosten", "formule"),
    ({"talen": "klingon"}, "talen", "kennen wij niet"),
]


@pytest.mark.parametrize(
    ("changes", "column", "sentence"), BAD_CELLS, ids=[f"{column}-{number}" for number, (_, column, _) in enumerate(BAD_CELLS)]
)
def test_bad_cell_is_named_by_row_and_column_and_nothing_is_written(helper: Organisation, changes, column: str, sentence: str) -> None:
    content = as_csv(row(sleutel="goed"), row(**changes))

    preview = preview_import(file=ImportFile.ENTRIES, content=content)

    assert [(problem.row, problem.column) for problem in preview.problems] == [(3, column)]
    assert sentence.lower() in preview.problems[0].message.lower()
    content.seek(0)
    with pytest.raises(ImportRefusedError, match="Rij 3"):
        apply_import(file=ImportFile.ENTRIES, content=content, by=None)
    assert not Entry.objects.exists()


def test_same_key_twice_is_refused(helper: Organisation) -> None:
    preview = preview_import(file=ImportFile.ENTRIES, content=as_csv(row(), row()))

    assert [(problem.row, problem.message) for problem in preview.problems] == [(3, "De sleutel 'koffie' staat ook in rij 2.")]


def test_row_that_fails_while_writing_takes_back_the_rows_before_it(helper: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Entry.save

    def failing(self: Entry, *args, **kwargs) -> None:
        if self.slug == "tweede":
            raise RuntimeError("the disk is full")
        original(self, *args, **kwargs)

    monkeypatch.setattr(Entry, "save", failing)
    with pytest.raises(RuntimeError):
        apply_import(file=ImportFile.ENTRIES, content=as_csv(row(), row(sleutel="tweede")), by=None)

    assert not Entry.objects.exists()


BAD_FILES = {
    "windows-1252": (as_csv(row(titel="Café"), encoding="cp1252").getvalue(), "letters"),
    "empty": (b"", "ontbreken"),
    "only a header": (as_csv().getvalue(), "geen rijen"),
    "missing column": (as_csv(row(), headers=["sleutel", "titel"]).getvalue(), "ontbreken deze kolommen: zin, stap"),
    "column twice": (as_csv(row()).getvalue().replace(b"titel", b"zin", 1), "titel"),
    "unknown column": (as_csv(row(), headers=[*HEADERS, "schoenmaat"]).getvalue(), "schoenmaat"),
    "xlsx that is a zip of something else": (b"", "geen Excel"),
    "xlsx that is cut off": (as_xlsx(row()).getvalue()[:600], "geen Excel"),
    "binary": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "letters"),
    "quote that never ends": (as_csv(row()).getvalue() + b'"open', "geen goede CSV"),
    "too many cells": (as_csv(row(bron="demo")).getvalue().rstrip() + b",nog iets", "meer cellen"),
    "very long cell": (as_csv(row(uitleg="a" * 6000)).getvalue(), "5.000 tekens"),
    "too large": (b"a" * (MAX_FILE_BYTES + 1), "groter dan 10 MB"),
}
_zip = io.BytesIO()
with zipfile.ZipFile(_zip, "w") as archive:
    archive.writestr("readme.txt", "hello")
BAD_FILES["xlsx that is a zip of something else"] = (_zip.getvalue(), "geen Excel")


@pytest.mark.parametrize("name", BAD_FILES)
def test_file_that_cannot_be_read_is_refused_in_words(helper: Organisation, name: str) -> None:
    content, sentence = BAD_FILES[name]

    with pytest.raises(SheetError, match=sentence):
        preview_import(file=ImportFile.ENTRIES, content=io.BytesIO(content))


def test_zip_bomb_is_refused_before_it_is_unpacked(helper: Organisation) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "0" * (201 * 1024 * 1024))

    with pytest.raises(SheetError, match="te groot"):
        preview_import(file=ImportFile.ENTRIES, content=io.BytesIO(bomb.getvalue()))


def test_hundred_thousand_rows_are_refused_in_words(helper: Organisation) -> None:
    line = as_csv(row(uitleg="")).getvalue().splitlines()
    content = io.BytesIO(line[0] + b"\n" + b"\n".join([b"a,b,c"] * 100_000))

    with pytest.raises(SheetError, match=r"meer dan 3\.000 rijen"):
        preview_import(file=ImportFile.ENTRIES, content=content)
    assert MAX_ROWS == 3_000


def test_preview_costs_the_same_queries_for_one_row_and_for_fifty(helper: Organisation, django_assert_max_num_queries) -> None:
    many = [row(sleutel=f"koffie-{number}") for number in range(50)]
    with django_assert_max_num_queries(8):
        preview_import(file=ImportFile.ENTRIES, content=as_csv(*many))


@pytest.mark.parametrize(
    "make", [lambda: "".join(export_csv(file=ImportFile.ENTRIES)).encode(), lambda: export_xlsx(file=ImportFile.ENTRIES)]
)
def test_export_comes_back_unchanged(helper: Organisation, make) -> None:
    apply_import(file=ImportFile.ENTRIES, content=as_csv(row(), row(sleutel="thee", titel="Thee", zones="hele stad", stap="zelf")), by=None)

    preview = preview_import(file=ImportFile.ENTRIES, content=io.BytesIO(make()))

    assert preview.problems == ()
    assert [planned.slug for planned in preview.same] == ["koffie", "thee"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\u200b="])
def test_export_keeps_a_cell_from_running_as_a_formula(helper: Organisation, start: str) -> None:
    EntryFactory(title=f"{start}1+1", owner=helper)

    text = "".join(export_csv(file=ImportFile.ENTRIES))
    sheet = load_workbook(io.BytesIO(export_xlsx(file=ImportFile.ENTRIES))).active
    cell = next(cell for line in sheet.iter_rows(min_row=2) for cell in line if "1+1" in str(cell.value))

    assert f"'{start}1+1" in text
    assert cell.data_type == "s"


def test_organisations_come_from_a_file_too(db: None, zandweerd: Zone) -> None:
    content = io.BytesIO(
        b"sleutel,naam,soort,omschrijving,telefoon,zones\nde-kade,De Kade,welzijn,U kunt hier terecht.,0570-000030,zandweerd\n"
    )

    apply_import(file=ImportFile.ORGANISATIONS, content=content, by=None)

    organisation = Organisation.objects.get(slug="de-kade")
    assert (organisation.live, list(organisation.zones.all())) == (True, [zandweerd])
