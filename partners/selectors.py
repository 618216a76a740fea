"""Composed reads of the portal."""

from __future__ import annotations

from rapidfuzz import fuzz

from socialmap.models import Organisation

LIKENESS = 85
MAX_LIKE = 5


def organisations_like(name: str) -> list[Organisation]:
    """Organisations whose names are nearly the same, most alike first; one query."""
    wanted = name.lower()
    scored = ((fuzz.token_set_ratio(wanted, found.name.lower()), found) for found in Organisation.objects.only("name"))
    alike = sorted((pair for pair in scored if pair[0] >= LIKENESS), key=lambda pair: -pair[0])
    return [found for _score, found in alike[:MAX_LIKE]]
