"""What a visitor asks of the agenda: read from the address, and never an error."""

from __future__ import annotations

from django.http import QueryDict

from agenda.choices import PartOfDay, When
from agenda.selectors import Wanted

MAX_LENGTH = 80


def wanted_from(query: QueryDict) -> Wanted:
    """The wishes in an address; what is not known counts as not said."""
    when, part = query.get("wanneer", ""), query.get("dagdeel", "")
    return Wanted(
        when=When(when) if when in When.values else When.ALL,
        part=PartOfDay(part) if part in PartOfDay.values else PartOfDay.ANY,
        is_free=query.get("kosten") == "gratis",
        theme=query.get("thema", "")[:MAX_LENGTH].replace("\x00", ""),
    )
