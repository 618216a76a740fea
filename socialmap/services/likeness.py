"""Finding what may be one and the same, and saying that it is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max

from accounts.models import User
from socialmap.models import Entry, LikePair, Organisation, PairsLook
from socialmap.rules import Match, Traits, find_like, find_pairs, traits_of
from socialmap.selectors.likeness import describe, traits_of_all

KINDS: dict[str, type[Any]] = {model._meta.label_lower: model for model in (Entry, Organisation)}
BATCH_ROWS = 500
Found = tuple[Traits, Traits, Match]


def refresh_pairs(*, model: type[Any]) -> int:
    """Look at all of a kind anew; returns how many pairs nobody decided about. Six queries and one for each 500 pairs."""
    everything = traits_of_all(model)
    with transaction.atomic():
        _keep(
            model._meta.label_lower, list(find_pairs(everything)), {traits.of.pk: traits for traits in everything}, LikePair.objects.all()
        )
    count: int = LikePair.objects.open().filter(kind=model._meta.label_lower).count()
    return count


def refresh_due_pairs() -> int:
    """Look at all of each kind of which anything changed since; returns how many kinds. Two queries a kind if nothing did."""
    count = 0
    for kind, model in KINDS.items():
        row = model._default_manager.aggregate(count=Count("pk"), latest=Max("updated_at"))
        seen = f"{row['count']} {row['latest']}"
        if not PairsLook.objects.filter(kind=kind, seen=seen).exists():
            refresh_pairs(model=model)
            PairsLook.objects.update_or_create(kind=kind, defaults={"seen": seen})
            count += 1
    return count


def refresh_pairs_of(*, thing: Entry | Organisation) -> list[LikePair]:
    """Look at one anew, as it is stored; returns its pairs that nobody decided about, most alike first. Seven queries or so."""
    model, kind = type(thing), thing._meta.label_lower
    stored = model._default_manager.filter(pk=thing.pk).first()
    if stored is None or stored.merged_into_id is not None:
        LikePair.objects.all().about(kind, thing.pk).delete()
        return []
    own, everything = traits_of(describe(stored)), traits_of_all(model)
    found = [(own, other, match) if own.of.pk < other.of.pk else (other, own, match) for other, match in find_like(own, everything)]
    with transaction.atomic():
        _keep(kind, found, {traits.of.pk: traits for traits in everything}, LikePair.objects.all().about(kind, own.of.pk))
    return list(LikePair.objects.open().about(kind, own.of.pk))


def dismiss(*, pair: LikePair, by: User, at: datetime) -> None:
    """Remember that two are not the same, as long as name, number and address of both stay what they are. Five queries."""
    model = KINDS[pair.kind]
    things = model._default_manager.prefetch_related("zones").in_bulk([pair.first_id, pair.second_id])
    if len(things) < 2:
        pair.delete()
        return
    pair.dismissed_of = _fingerprint(*(traits_of(describe(things[pk])) for pk in (pair.first_id, pair.second_id)))
    pair.dismissed_at, pair.dismissed_by = at, by
    pair.save(update_fields=["dismissed_of", "dismissed_at", "dismissed_by"])


def _keep(kind: str, found: Iterable[Found], by_pk: dict[int, Traits], among: Any) -> None:
    """Make the rows of a kind what was found; a decision about the same two stays, one about others than they are now goes."""
    wanted = {(first.of.pk, second.of.pk): (first, second, match) for first, second, match in found}
    stored = {(pair.first_id, pair.second_id): pair for pair in among.filter(kind=kind).select_for_update().order_by("pk")}
    for place, pair in stored.items():
        two = [by_pk.get(pk) for pk in place]
        is_decided = bool(pair.dismissed_at) and None not in two and pair.dismissed_of == _fingerprint(*filter(None, two))
        if not is_decided:
            pair.dismissed_at, pair.dismissed_by, pair.dismissed_of = None, None, ""
        if place in wanted:
            _say(pair, wanted[place][2])
    gone = [pair.pk for place, pair in stored.items() if place not in wanted and not pair.dismissed_at]
    LikePair.objects.filter(pk__in=gone).delete()
    changed = [pair for pair in stored.values() if pair.pk not in set(gone)]
    fields = ["score", "certainty", "reasons", "dismissed_at", "dismissed_by", "dismissed_of"]
    LikePair.objects.bulk_update(changed, fields, batch_size=BATCH_ROWS)
    new = [
        _say(LikePair(kind=kind, first_id=place[0], second_id=place[1]), match)
        for place, (_, _, match) in wanted.items()
        if place not in stored
    ]
    LikePair.objects.bulk_create(new, batch_size=BATCH_ROWS, ignore_conflicts=True)


def _say(pair: LikePair, match: Match) -> LikePair:
    pair.score, pair.certainty, pair.reasons = match.score, match.certainty, [reason.value for reason in match.reasons]
    return pair


def _fingerprint(first: Traits, second: Traits) -> str:
    return f"{first.of.fingerprint}-{second.of.fingerprint}"
