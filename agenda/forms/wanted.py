"""Reading the wishes of a visitor from an address, and writing them in one."""

from __future__ import annotations

from django.http import QueryDict

from agenda.choices import HELD_IN, PartOfDay, When
from agenda.selectors import Wanted

MAX_LENGTH = 80
LANGUAGE_CODES = frozenset(code for code, _name in HELD_IN)


def wanted_from(query: QueryDict) -> Wanted:
    """The wishes in an address; what is not known counts as not said."""
    when, part, language = query.get("wanneer", ""), query.get("dagdeel", ""), query.get("taal", "")
    return Wanted(
        when=When(when) if when in When.values else When.ALL,
        part=PartOfDay(part) if part in PartOfDay.values else PartOfDay.ANY,
        is_free=query.get("kosten") == "gratis",
        theme=_text(query, "thema"),
        audience=_text(query, "voor"),
        has_wheelchair=query.get("toegang") == "rolstoel",
        language=language if language in LANGUAGE_CODES else "",
        organiser=_text(query, "organisatie"),
        place=_text(query, "plek"),
    )


def query_of(wanted: Wanted) -> dict[str, str]:
    """The parameters of an address that asks for this, without those that are as they always are."""
    values = {
        "wanneer": wanted.when.value,
        "dagdeel": wanted.part.value,
        "kosten": "gratis" if wanted.is_free else "",
        "toegang": "rolstoel" if wanted.has_wheelchair else "",
        "thema": wanted.theme,
        "voor": wanted.audience,
        "taal": wanted.language,
        "organisatie": wanted.organiser,
        "plek": wanted.place,
    }
    return {name: value for name, value in values.items() if value}


def _text(query: QueryDict, name: str) -> str:
    return query.get(name, "")[:MAX_LENGTH].replace("\x00", "")
