"""The table of rights: who has what, that nobody can give more than they have, and where "next" may lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Right, Role
from accounts.rules import (
    GRANTED_BY,
    LONGEST_WAIT_S,
    RIGHTS,
    ROLES_OF_ZONES,
    STAFF_ROLES,
    Held,
    can_grant,
    has_right,
    has_right_everywhere,
    is_more_powerful,
    safe_path,
    seconds_to_wait,
    zone_ids_with,
)

ZONES = (1, 2, 3)
helds = st.one_of(
    st.builds(lambda role: Held(role=role), st.sampled_from(sorted(set(Role) - ROLES_OF_ZONES))),
    st.builds(lambda role, zone: Held(role=role, zone_id=zone), st.sampled_from(sorted(ROLES_OF_ZONES)), st.sampled_from(ZONES)),
)
people = st.lists(st.frozensets(helds, max_size=3), min_size=1, max_size=4)


def powers(held: frozenset[Held]) -> set[tuple[Right, int | None]]:
    """Every right in every place, as the table says it; the hub is None."""
    places = (*ZONES, None)
    return {(right, place) for one in held for right in RIGHTS[one.role] for place in places if one.zone_id in (None, place)}


def test_every_role_has_its_rights_and_an_administrator_all() -> None:
    assert set(RIGHTS) == set(GRANTED_BY) == set(Role)
    assert RIGHTS[Role.ADMINISTRATOR] == frozenset(Right)
    assert frozenset({Role.ADMINISTRATOR, Role.CENTRAL_EDITOR, Role.ZONE_EDITOR, Role.MODERATOR}) == STAFF_ROLES


@pytest.mark.parametrize("role", [Role.ZONE_EDITOR, Role.MODERATOR, Role.PARTNER, Role.PROFESSIONAL])
def test_who_works_in_one_zone_or_outside_manages_nobody(role: Role) -> None:
    assert GRANTED_BY[role] == frozenset()
    assert Right.MANAGE_PEOPLE not in RIGHTS[role]


def test_what_a_role_gives_is_what_it_has() -> None:
    for giver, given_roles in GRANTED_BY.items():
        assert bool(given_roles) == (Right.MANAGE_PEOPLE in RIGHTS[giver])
        for role in given_roles:
            assert RIGHTS[role] <= RIGHTS[giver]
            # Only administrators make their own kind.
            assert RIGHTS[role] < RIGHTS[giver] or giver is Role.ADMINISTRATOR


@given(people, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), helds), max_size=25))
def test_no_giving_of_roles_ever_makes_more_than_there_was(start: list[frozenset[Held]], tries: list[tuple[int, int, Held]]) -> None:
    """Everything that people can reach, by giving each other roles as often as they like, somebody of them had before."""
    everybody = list(start)
    before = set().union(*map(powers, everybody))
    for giver, taker, wanted in tries:
        by, to = giver % len(everybody), taker % len(everybody)
        if by != to and not is_more_powerful(everybody[to], than=everybody[by]) and can_grant(everybody[by], wanted):
            everybody[to] |= {wanted}
        assert set().union(*map(powers, everybody)) <= before


@given(st.frozensets(helds, max_size=4), st.frozensets(helds, max_size=4), st.sampled_from(Right))
def test_questions_say_what_the_table_says(held: frozenset[Held], other: frozenset[Held], right: Right) -> None:
    having = powers(held)
    assert {zone for zone in ZONES if has_right(held, right, zone_id=zone)} == {zone for zone in ZONES if (right, zone) in having}
    assert has_right_everywhere(held, right) == ((right, None) in having)
    assert has_right(held, right) == any(found == right for found, _place in having)
    ids = zone_ids_with(held, right)
    assert (set(ZONES) if ids is None else ids) == {zone for zone in ZONES if (right, zone) in having}
    assert is_more_powerful(held, than=other) == (not having <= powers(other))


@pytest.mark.parametrize("path", ["/", "/partner/", "/partner/?stap=2&a=b", "/beheer/pages/3/#x", "/a:b/"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "partner", "//evil.example/", "/\\evil.example/", "https://evil.example/", "/\t/evil.example", "/\n/evil.example", "javascript:alert(1)",
     "/" * 2 + "/x", "/a" * 300, "/\x00", "///evil.example", "/ \u2028x"],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_none(path: str) -> None:
    assert safe_path(path) == ""


def test_waiting_after_wrong_codes_grows_and_has_an_end() -> None:
    waits = [seconds_to_wait(failures) for failures in range(40)]

    assert waits[:6] == [0, 0, 0, 2, 4, 8]
    assert waits == sorted(waits)
    assert max(waits) == LONGEST_WAIT_S
