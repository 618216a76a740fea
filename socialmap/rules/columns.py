"""Pure rules of import and export (the columns of a file, how cells become values and back), and when to look again."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.choices import Access
from core.spreadsheets import starts_formula
from search.choices import STEP_WORDS, Step
from socialmap.choices import LANGUAGES, CostKind, Mode, OrganisationKind

# Days after the day to look again on which the owner gets a mail. After the last of them it is for editors.
REMINDED_AFTER_DAYS = (0, 14, 28)
REVIEW_AFTER = timedelta(days=183)
# What nobody ever looked at, and that has no day yet.
FIRST_REVIEW_AFTER = timedelta(days=30)
LIST_SEPARATOR = "|"
WHOLE_CITY = "hele stad"
_WORD_STEPS = {word: step for step, word in STEP_WORDS.items()}
_SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


class CellError(ValueError):
    """A cell cannot be read; the message can be shown to the person who made the file."""


def reminder_on(review_on: date, *, on: date) -> int:
    """Which mail belongs to a day that is not before `review_on`: the last of the days 0, 14 and 28 that came since."""
    waited = (on - review_on).days
    return max((days for days in REMINDED_AFTER_DAYS if days <= waited), default=REMINDED_AFTER_DAYS[0])


def first_review_on(verified_on: date | None, *, today: date) -> date:
    """The day to look again at what has none: half a year after somebody looked, or in a month if nobody ever did.

    A day of looking that must still come is a slip of the pen, and counts as today.
    """
    return min(verified_on, today) + REVIEW_AFTER if verified_on else today + FIRST_REVIEW_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a file: its header, the field it fills, and how a cell is read and written."""

    header: str
    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    is_required: bool = False


def read_text(cell: str) -> str:
    """A text, with the line ends of one kind."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def write_text(value: str) -> str:
    """The reverse of `read_text`; browsers store line ends of another kind."""
    return read_text(str(value))


def refuse_formula(cell: str, *, is_workbook: bool = False) -> None:
    """Refuse a cell that a spreadsheet would run; in a workbook cells have types and only "=" starts a formula."""
    if starts_formula(cell, is_workbook=is_workbook):
        raise CellError(
            _("'%(cell)s' begint met een teken waarmee een formule begint. Haal dat teken weg of zet er een ' voor.") % {"cell": cell[:40]}
        )


def read_lines(cell: str) -> str:
    """Several lines in one cell, separated by "|"."""
    return "\n".join(part for part in read_list(cell))


def write_lines(value: str) -> str:
    """The reverse of `read_lines`."""
    return LIST_SEPARATOR.join(line for line in value.splitlines() if line.strip())


def read_list(cell: str) -> list[str]:
    """Words separated by "|"."""
    return [read_text(part.strip()) for part in cell.split(LIST_SEPARATOR) if part.strip()]


def write_list(values: Any) -> str:
    """The reverse of `read_list`."""
    return LIST_SEPARATOR.join(values)


def read_slug(cell: str) -> str:
    """A key: small letters, digits and hyphens."""
    key = cell.strip()
    if not _SLUG.match(key):
        raise CellError(
            _("'%(key)s' kan geen sleutel zijn. Gebruik kleine letters, cijfers en streepjes. Bijvoorbeeld: koffie-lange-tafel.")
            % {"key": key[:60]}
        )
    return key


def read_date(cell: str) -> date | None:
    """A day as 2026-11-23 or 23-11-2026."""
    text = cell.strip()
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text[:10])
    except ValueError:
        raise CellError(_("'%(cell)s' is geen datum. Schrijf bijvoorbeeld 2026-11-23.") % {"cell": text[:20]}) from None


def write_date(value: date | None) -> str:
    """A day as 2026-11-23."""
    return value.isoformat() if value else ""


def read_number(cell: str) -> float | None:
    """A number with a point or a comma."""
    text = cell.strip().replace(",", ".")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise CellError(_("'%(cell)s' is geen getal.") % {"cell": cell[:20]})
    return number


def write_number(value: float | None) -> str:
    """A number with a point."""
    return "" if value is None else f"{value:g}" if abs(value) >= 1000 else repr(value)


def read_step(cell: str) -> str:
    """One of zelf, omgeving, organisatie."""
    try:
        return _WORD_STEPS[cell.strip().lower()]
    except KeyError:
        raise CellError(_("'%(cell)s' is geen stap. Kies uit zelf, omgeving of organisatie.") % {"cell": cell[:20]}) from None


def _unknown(cell: str, choices: Iterable[str]) -> CellError:
    return CellError(_("'%(cell)s' kennen wij niet. Kies uit %(choices)s.") % {"cell": cell, "choices": ", ".join(choices)})


def one_of(choices: Mapping[str, Any] | list[str]) -> Callable[[str], str]:
    """A reader for one value of a closed list."""

    def read(cell: str) -> str:
        value = cell.strip().lower()
        if value not in choices:
            raise _unknown(cell[:30], choices)
        return value

    return read


def some_of(choices: list[str]) -> Callable[[str], list[str]]:
    """A reader for several values of a closed list, kept in the order of that list."""

    def read(cell: str) -> list[str]:
        values = {part.lower() for part in read_list(cell)}
        unknown = sorted(values - set(choices))
        if unknown:
            raise _unknown(", ".join(unknown), choices)
        return [value for value in choices if value in values]

    return read


def text_column(header: str, field: str, *, is_required: bool = False) -> Column:
    """A column of plain text."""
    return Column(header=header, field=field, read=read_text, write=write_text, is_required=is_required)


def _date_column(header: str, field: str) -> Column:
    return Column(header=header, field=field, read=read_date, write=write_date)


CONTACT_COLUMNS = (
    text_column("tijden", "hours"),
    text_column("telefoon", "phone"),
    text_column("email", "email"),
    text_column("website", "website"),
    text_column("plek", "place_name"),
    text_column("straat", "street"),
    text_column("postcode", "postcode"),
    text_column("plaats", "city"),
    Column(header="breedtegraad", field="latitude", read=read_number, write=write_number),
    Column(header="lengtegraad", field="longitude", read=read_number, write=write_number),
    Column(header="talen", field="languages", read=some_of([code for code, _name in LANGUAGES]), write=write_list),
    Column(header="rolstoel", field="wheelchair", read=one_of(Access.values), write=str),
)
VERIFIED_COLUMNS = (
    _date_column("gecontroleerd_op", "verified_on"),
    text_column("gecontroleerd_door", "verified_by"),
    _date_column("nakijken_op", "review_on"),
    text_column("bron", "source"),
)
ENTRY_COLUMNS = (
    Column(header="sleutel", field="slug", read=read_slug, write=str, is_required=True),
    text_column("titel", "title", is_required=True),
    text_column("zin", "sentence", is_required=True),
    Column(header="stap", field="step", read=read_step, write=lambda value: STEP_WORDS[Step(value)], is_required=True),
    Column(header="themas", field="themes", read=read_list, write=write_list, is_required=True),
    Column(header="doelgroepen", field="target_groups", read=read_list, write=write_list),
    Column(header="zones", field="zones", read=read_list, write=write_list, is_required=True),
    text_column("organisatie", "organisation"),
    text_column("beheerder", "owner", is_required=True),
    text_column("uitleg", "description"),
    Column(header="zo_gaat_het", field="how_it_goes", read=read_lines, write=write_lines),
    Column(header="meenemen", field="bring_along", read=read_lines, write=write_lines),
    Column(header="kosten_soort", field="cost_kind", read=one_of(CostKind.values), write=str),
    text_column("kosten", "cost"),
    Column(header="manieren", field="modes", read=some_of(Mode.values), write=write_list),
    *CONTACT_COLUMNS,
    text_column("zoekwoorden", "keywords"),
    *VERIFIED_COLUMNS[:3],
    _date_column("gestopt_op", "stopped_on"),
    Column(header="alternatieven", field="alternatives", read=read_list, write=write_list),
    VERIFIED_COLUMNS[3],
)
ORGANISATION_COLUMNS = (
    Column(header="sleutel", field="slug", read=read_slug, write=str, is_required=True),
    text_column("naam", "name", is_required=True),
    Column(header="soort", field="kind", read=one_of(OrganisationKind.values), write=str, is_required=True),
    text_column("omschrijving", "description", is_required=True),
    *CONTACT_COLUMNS,
    Column(header="zones", field="zones", read=read_list, write=write_list, is_required=True),
    *VERIFIED_COLUMNS,
)
