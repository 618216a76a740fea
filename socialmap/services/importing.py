"""Import of entries and organisations: first the difference, then all rows or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.spreadsheets import unguarded
from search.choices import Step
from sites.models import Zone
from socialmap.models import Entry, Organisation, TargetGroup, Theme
from socialmap.rules import (
    ENTRY_COLUMNS,
    ORGANISATION_COLUMNS,
    WHOLE_CITY,
    CellError,
    Column,
    Described,
    find_pairs,
    refuse_formula,
    traits_of,
)
from socialmap.selectors.likeness import in_words, traits_of_all
from socialmap.services.sheets import ImportProblem, SheetRow, read_sheet

MAX_PROBLEMS = 200
CONTACT_FIELDS = ("phone", "email", "website", "place_name", "latitude", "longitude")
RELATIONS: dict[type[Entry | Organisation], dict[str, type[Model]]] = {
    Entry: {"themes": Theme, "target_groups": TargetGroup, "zones": Zone, "alternatives": Entry},
    Organisation: {"zones": Zone},
}
REFERENCES: dict[type[Entry | Organisation], dict[str, type[Model]]] = {
    Entry: {"organisation": Organisation, "owner": Organisation},
    Organisation: {},
}
NOUNS = {
    Theme: gettext_lazy("thema"),
    TargetGroup: gettext_lazy("doelgroep"),
    Zone: gettext_lazy("wijk"),
    Entry: gettext_lazy("hulp of tip"),
    Organisation: gettext_lazy("organisatie"),
}


class ImportFile(StrEnum):
    """What a file holds."""

    ENTRIES = "entries"
    ORGANISATIONS = "organisations"

    @property
    def model(self) -> type[Entry | Organisation]:
        """The table that the file fills."""
        return Entry if self is ImportFile.ENTRIES else Organisation

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the file, in order."""
        return ENTRY_COLUMNS if self is ImportFile.ENTRIES else ORGANISATION_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that would change, in the words of the file."""

    header: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What would happen with one row: new, changed, or (no changes) the same."""

    number: int
    slug: str
    is_new: bool
    values: Mapping[str, Any]
    changes: tuple[Change, ...]

    @property
    def name(self) -> str:
        """What the row is called."""
        return str(self.values.get("title") or self.values.get("name") or self.slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """The difference that a file would make; with problems nothing can be applied."""

    file: ImportFile
    rows: tuple[PlannedRow, ...]
    problems: tuple[ImportProblem, ...] = field(default=())
    problem_count: int = 0

    @property
    def new(self) -> tuple[PlannedRow, ...]:
        """Rows that would be made."""
        return tuple(row for row in self.rows if row.is_new)

    @property
    def changed(self) -> tuple[PlannedRow, ...]:
        """Rows that exist and would change."""
        return tuple(row for row in self.rows if not row.is_new and row.changes)

    @property
    def same(self) -> tuple[PlannedRow, ...]:
        """Rows that are already as the file says."""
        return tuple(row for row in self.rows if not row.is_new and not row.changes)


class ImportRefusedError(ValidationError):
    """The file has problems, or the data changed since its preview; nothing was written."""


def preview_import(*, file: ImportFile, content: BinaryIO) -> ImportPreview:
    """Read a file and say what it would do, without writing.

    Raises SheetError when the file as a whole cannot be read. Costs a fixed number of queries.
    """
    return _plan(file, read_sheet(content, columns=file.columns))


def doubles_of(preview: ImportPreview) -> list[tuple[PlannedRow, str, str]]:
    """New rows that may be there already, at most 200, each with the name of the other and why; two queries. Not a problem, a hint."""
    if not preview.new:
        return []
    everything = traits_of_all(preview.file.model)
    rows = {-row.number: row for row in preview.new}
    planned = [traits_of(_described(row, pk)) for pk, row in rows.items()]
    found = []
    for one, other, match in find_pairs([*everything, *planned]):
        new, first = sorted((one, other), key=lambda traits: traits.of.pk)
        if new.of.pk < 0:
            found.append((rows[new.of.pk], first.of.name, in_words(match)))
    return found[:MAX_PROBLEMS]


def _described(row: PlannedRow, pk: int) -> Described:
    """What is compared of a row of a file."""
    values = {name: row.values.get(name, "") for name in ("phone", "email", "website", "street", "postcode", "step")}
    zones = frozenset(zone.pk for zone in row.values.get("zones", ()))
    organisation = row.values.get("organisation")
    return Described(
        pk=pk,
        name=row.name,
        text=str(row.values.get("sentence", "")),
        organisation=organisation.pk if organisation else None,
        zones=zones,
        is_city_wide=bool(row.values.get("is_city_wide")),
        **values,
    )


def apply_import(
    *,
    file: ImportFile,
    content: BinaryIO,
    by: User | None,
) -> ImportPreview:
    """Read a file and write all of its rows, published, or none.

    Raises SheetError or ImportRefusedError; a row that cannot be saved names its number.
    """
    with transaction.atomic():
        preview = preview_import(file=file, content=content)
        if preview.problems:
            raise ImportRefusedError([f"Rij {problem.row}: {problem.message}" for problem in preview.problems])
        planned = [row for row in preview.rows if row.is_new or row.changes]
        saved = {}
        for row in planned:
            saved[row.slug] = _save(file.model, row, by)
        _set_alternatives(planned, saved)
    return preview


def _plan(file: ImportFile, sheet: list[SheetRow]) -> ImportPreview:
    lookup = _Lookup(file, sheet)
    problems: list[ImportProblem] = []
    rows: list[PlannedRow] = []
    seen: dict[str, int] = {}
    names = dict(lookup.names)
    for sheet_row in sheet:
        values, row_problems = _read_row(file, sheet_row, lookup)
        slug = values.get("slug", "")
        if slug in seen:
            row_problems.append(
                _problem(sheet_row, "sleutel", _("De sleutel '%(key)s' staat ook in rij %(number)d.") % {"key": slug, "number": seen[slug]})
            )
        seen.setdefault(slug, sheet_row.number)
        if file is ImportFile.ORGANISATIONS and names.setdefault(values.get("name", ""), slug) != slug:
            row_problems.append(
                _problem(sheet_row, "naam", _("Er is al een organisatie met de naam '%(name)s'.") % {"name": values["name"]})
            )
        problems.extend(row_problems)
        if not row_problems:
            rows.append(_planned(file, sheet_row, values, lookup))
    return ImportPreview(file=file, rows=tuple(rows), problems=tuple(problems[:MAX_PROBLEMS]), problem_count=len(problems))


class _Lookup:
    """Everything that rows refer to, by key; read once per file."""

    def __init__(self, file: ImportFile, sheet: list[SheetRow]) -> None:
        slugs = {row.cells.get("sleutel", "").strip() for row in sheet}
        self.by_model: dict[type[Model], dict[str, Any]] = {}
        for model in {*RELATIONS[file.model].values(), *REFERENCES[file.model].values()}:
            rows = model._default_manager.all()
            if hasattr(model, "merged_into"):
                # What was merged is no longer there to refer to.
                rows = rows.filter(merged_into=None)
            self.by_model[model] = rows.in_bulk(field_name="slug")
        relations = RELATIONS[file.model]
        existing = file.model.objects.filter(slug__in=slugs).prefetch_related(*relations)
        self.names = dict(Organisation.objects.values_list("name", "slug"))
        self.existing = {row.slug: row for row in existing.select_related(*REFERENCES[file.model])}
        self.in_file = slugs if file is ImportFile.ENTRIES else set()

    def knows(self, model: type[Model], slug: str) -> bool:
        """Whether a key exists, in the database or in the file itself."""
        return slug in self.by_model[model] or (model is Entry and slug in self.in_file)


def _read_row(file: ImportFile, row: SheetRow, lookup: _Lookup) -> tuple[dict[str, Any], list[ImportProblem]]:
    values: dict[str, Any] = {}
    problems: list[ImportProblem] = []
    for column in file.columns:
        if column.header not in row.cells:
            continue
        cell = row.cells[column.header]
        if column.is_required and not cell:
            problems.append(_problem(row, column.header, _("De kolom '%(name)s' is leeg.") % {"name": column.header}))
            continue
        if not cell and column.field in ("cost_kind", "wheelchair"):
            cell = "onbekend"
        text = unguarded(cell)
        try:
            if text == cell:
                refuse_formula(cell, is_workbook=row.is_workbook)
            values[column.field] = column.read(text)
        except CellError as error:
            problems.append(_problem(row, column.header, str(error)))
    problems.extend(_unknown_references(file, row, values, lookup))
    if not problems:
        existing = lookup.existing.get(values["slug"])
        problems.extend(_invalid_fields(file, row, values, existing))
        if existing is not None and existing.locked and _changes(file, values, existing):
            problems.append(
                _problem(row, "sleutel", _("'%(name)s' is vergrendeld. Vraag wie dat deed om het slot eraf te halen.") % {"name": existing})
            )
        if existing is not None and existing.has_unpublished_changes and _changes(file, values, existing):
            problems.append(
                _problem(
                    row,
                    "sleutel",
                    _("'%(name)s' heeft een concept dat nog niet online staat. Zet dat eerst online of gooi het weg.") % {"name": existing},
                )
            )
    return values, problems


def _unknown_references(file: ImportFile, row: SheetRow, values: dict[str, Any], lookup: _Lookup) -> Iterable[ImportProblem]:
    if values.get("zones") == [WHOLE_CITY]:
        values["zones"], values["is_city_wide"] = [], True
    elif "zones" in values:
        values["is_city_wide"] = False
    headers = {column.field: column.header for column in file.columns}
    for name, model in RELATIONS[file.model].items():
        for slug in values.get(name, ()):
            if not lookup.knows(model, slug):
                yield _problem(row, headers[name], _missing(model, slug))
    for name, model in REFERENCES[file.model].items():
        slug = values.get(name, "")
        if slug and not lookup.knows(model, slug):
            yield _problem(row, headers[name], _missing(model, slug))


def _missing(model: type[Model], slug: str) -> str:
    return _("De %(noun)s '%(key)s' bestaat niet.") % {"noun": NOUNS[model], "key": slug[:60]}


def _invalid_fields(
    file: ImportFile, row: SheetRow, values: dict[str, Any], existing: Entry | Organisation | None
) -> Iterable[ImportProblem]:
    related = {*RELATIONS[file.model], *REFERENCES[file.model]}
    plain = {name: value for name, value in values.items() if name not in related}
    candidate = file.model(**plain)
    headers = {column.field: column.header for column in file.columns}
    exclude = [model_field.name for model_field in file.model._meta.fields if model_field.name not in plain]
    try:
        candidate.clean_fields(exclude=exclude)
        candidate.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield _problem(row, headers.get(name, name), " ".join(messages))
    # Columns that the file leaves out keep what is stored, so they count as well.
    for name in CONTACT_FIELDS:
        if existing is not None and name not in plain:
            setattr(candidate, name, getattr(existing, name))
    if (candidate.latitude is None) != (candidate.longitude is None):
        yield _problem(row, "breedtegraad", _("Vul breedtegraad en lengtegraad allebei in, of geen van beide."))
    if file is ImportFile.ENTRIES and plain["step"] != Step.SELF and not candidate.has_contact:
        yield _problem(row, "telefoon", _("Vul minstens één manier van contact in: telefoon, e-mail, website of plek."))


def _planned(file: ImportFile, row: SheetRow, values: dict[str, Any], lookup: _Lookup) -> PlannedRow:
    existing = lookup.existing.get(values["slug"])
    changes = _changes(file, values, existing)
    resolved = _resolved(file, values, lookup)
    return PlannedRow(number=row.number, slug=values["slug"], is_new=existing is None, values=resolved, changes=tuple(changes))


def _changes(file: ImportFile, values: dict[str, Any], existing: Entry | Organisation | None) -> list[Change]:
    changes = []
    for column in file.columns:
        if column.field not in values:
            continue
        before = cell_of(existing, column) if existing is not None else ""
        after = _written(column, values)
        if before != after:
            changes.append(Change(header=column.header, before=before, after=after))
    return changes


def _written(column: Column, values: Mapping[str, Any]) -> str:
    if column.field == "zones" and values.get("is_city_wide"):
        return WHOLE_CITY
    if column.field in ("zones", "themes", "target_groups", "alternatives"):
        return column.write(sorted(values[column.field]))
    return column.write(values[column.field])


def cell_of(instance: Entry | Organisation, column: Column) -> str:
    """What a file says of one field of a stored row; related rows by key, sorted."""
    if column.field == "zones" and instance.is_city_wide:
        return WHOLE_CITY
    value = getattr(instance, column.field)
    if column.field in ("zones", "themes", "target_groups", "alternatives"):
        return column.write(sorted(related.slug for related in value.all()))
    if column.field in ("organisation", "owner"):
        return value.slug if value else ""
    return column.write(value)


def _resolved(file: ImportFile, values: Mapping[str, Any], lookup: _Lookup) -> dict[str, Any]:
    resolved = dict(values)
    for name, model in RELATIONS[file.model].items():
        if name in resolved and name != "alternatives":
            resolved[name] = [lookup.by_model[model][slug] for slug in resolved[name]]
    for name, model in REFERENCES[file.model].items():
        if name in resolved:
            resolved[name] = lookup.by_model[model].get(resolved[name])
    return resolved


def _save(model: type[Entry | Organisation], row: PlannedRow, by: User | None) -> Entry | Organisation:
    instance = model.objects.filter(slug=row.slug).first() or model(slug=row.slug, live=False)
    many = RELATIONS[model]
    for name, value in row.values.items():
        if name not in many:
            setattr(instance, name, value)
    try:
        instance.full_clean(exclude=["alternatives"])
        if instance.pk is None:
            instance.save()
        for name in many:
            if name in row.values and name != "alternatives":
                setattr(instance, name, row.values[name])
        instance.save_revision(user=by, log_action=True).publish(user=by, skip_permission_checks=True)
    except ValidationError as error:
        raise ImportRefusedError([f"Rij {row.number}: {message}" for message in error.messages]) from error
    instance.refresh_from_db()
    return instance


def _set_alternatives(rows: Iterable[PlannedRow], saved: Mapping[str, Entry | Organisation]) -> None:
    for row in rows:
        slugs = row.values.get("alternatives")
        if slugs is None:
            continue
        entry = saved[row.slug]
        if not isinstance(entry, Entry) or sorted(slugs) == sorted(entry.alternatives.values_list("slug", flat=True)):
            continue
        entry.alternatives = list(Entry.objects.filter(slug__in=slugs))
        entry.save_revision(log_action=True).publish(skip_permission_checks=True)


def _problem(row: SheetRow, column: str, message: str) -> ImportProblem:
    return ImportProblem(row=row.number, column=column, message=message)
