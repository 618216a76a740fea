"""Which activity of a calendar is which one that we have."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from agenda.rules.matching import Known, fingerprint, match_events
from agenda.rules.reading import ReadEvent
from core.schedule import AMSTERDAM


def known(row: ReadEvent, pk: int, uid: str = "") -> Known:
    return Known(pk=pk, uid=uid or row.uid, recurrence=row.recurrence, fingerprint=fingerprint(row))


KOFFIE = ReadEvent(
    uid="een@example.nl",
    title="Koffie",
    place="De Bron",
    starts_at=datetime(2026, 12, 8, 10, tzinfo=AMSTERDAM),
    ends_at=datetime(2026, 12, 8, 12, tzinfo=AMSTERDAM),
)
TAART = replace(KOFFIE, uid="twee", title="Taart")


def test_the_same_name_is_the_same_activity_whatever_else_changed() -> None:
    matched = match_events([replace(KOFFIE, title="Thee")], [known(KOFFIE, 1), known(TAART, 2)])

    assert [match.known and match.known.pk for match in matched.matches] == [1]
    assert [row.pk for row in matched.vanished] == [2]


def test_a_new_name_for_what_is_gone_is_the_same_activity() -> None:
    renamed = [replace(TAART, uid="nieuw-2"), replace(KOFFIE, uid="nieuw-1", title="KOFFIE ", place="de bron!")]

    matched = match_events(renamed, [known(KOFFIE, 1), known(TAART, 2)])

    assert {match.event.uid: match.known and match.known.pk for match in matched.matches} == {"nieuw-1": 1, "nieuw-2": 2}
    assert matched.vanished == ()


def test_what_is_still_there_is_not_taken_for_another() -> None:
    later = replace(KOFFIE, uid="nieuw", starts_at=KOFFIE.starts_at + timedelta(days=7))

    matched = match_events([KOFFIE, replace(KOFFIE, uid="dubbel"), later], [known(KOFFIE, 1)])

    assert [(match.event.uid, match.known and match.known.pk) for match in matched.matches] == [(KOFFIE.uid, 1), ("nieuw", None)]


@given(
    st.permutations([KOFFIE, TAART, replace(KOFFIE, uid="dubbel"), replace(KOFFIE, recurrence="2026-12-08", title="Apart")]), st.booleans()
)
def test_matching_does_not_depend_on_order(rows: list[ReadEvent], is_known: bool) -> None:
    before = [known(TAART, 2, "oud-2"), known(KOFFIE, 1, "oud-1")] if is_known else []

    matched = match_events(rows, before)

    assert matched == match_events(rows[::-1], before[::-1])
    assert len(matched.matches) == 3
