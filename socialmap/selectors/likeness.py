"""What may be one and the same: of everything on the social map, or of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from socialmap.choices import Reason
from socialmap.models import Entry, LikePair, Organisation
from socialmap.rules import Described, Match, Traits, find_like, traits_of

MAX_LIKE = 5
SHARED = ("phone", "email", "website", "street", "postcode", "is_city_wide")
# What an entry or organisation calls its name, its one sentence, its step and whose it is.
FIELDS: dict[type[Any], dict[str, str]] = {
    Entry: {"name": "title", "text": "sentence", "step": "step", "organisation": "organisation_id"},
    Organisation: {"name": "name"},
}


def describe(thing: Entry | Organisation) -> Described:
    """What is compared of one as the instance has it; its zones cost a query if they are not loaded."""
    values = {name: getattr(thing, name) for name in SHARED} | {name: getattr(thing, field) for name, field in FIELDS[type(thing)].items()}
    return Described(pk=thing.pk or 0, zones=frozenset(zone.pk for zone in thing.zones.all()), **values)


def traits_of_all(model: type[Any]) -> list[Traits]:
    """All that are not merged with another, drafts included, by key; two queries. Of 10,000 it holds some 20 MB."""
    columns = {name: name for name in SHARED} | FIELDS[model]
    zones: defaultdict[int, set[int]] = defaultdict(set)
    through = model.zones.through
    for pk, zone in through.objects.values_list(f"{model._meta.model_name}_id", "zone_id").iterator():
        zones[pk].add(zone)
    rows = model.objects.filter(merged_into=None).order_by("pk").values_list("pk", *columns.values()).iterator()
    return [traits_of(Described(pk=row[0], zones=frozenset(zones[row[0]]), **dict(zip(columns, row[1:], strict=True)))) for row in rows]


def alike(described: Described, *, model: type[Any]) -> list[tuple[Any, Match]]:
    """At most five that may be the same as one that is stored or not, most alike first; three queries."""
    found = find_like(traits_of(described), traits_of_all(model))[:MAX_LIKE]
    things = model.objects.in_bulk([traits.of.pk for traits, _match in found])
    return [(things[traits.of.pk], match) for traits, match in found if traits.of.pk in things]


def in_words(match: Match) -> str:
    """Why two may be the same: "bijna dezelfde naam, zelfde telefoonnummer"."""
    return reasons_in_words([reason.value for reason in match.reasons])


def reasons_in_words(reasons: Sequence[str]) -> str:
    """The same of what is stored."""
    return ", ".join(str(Reason(reason).label) for reason in reasons)


def pairs_about(thing: Entry | Organisation) -> QuerySet[LikePair]:
    """The pairs with this one that nobody decided about, at most five, most alike first."""
    pairs: QuerySet[LikePair] = LikePair.objects.open().about(thing._meta.label_lower, thing.pk)[:MAX_LIKE]
    return pairs


def others_of(thing: Entry | Organisation, pairs: Sequence[LikePair]) -> list[tuple[Any, str]]:
    """What this one may be the same as, with why; one query."""
    others = [(pair.second_id if pair.first_id == thing.pk else pair.first_id, pair) for pair in pairs]
    things = type(thing)._default_manager.in_bulk([pk for pk, _pair in others])
    return [(things[pk], reasons_in_words(pair.reasons)) for pk, pair in others if pk in things]
