"""The table of rights, who may give which role, and how long to wait after wrong codes: pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from accounts.choices import Right, Role

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.CENTRAL_EDITOR: frozenset(
        {
            Right.ENTER_ADMIN,
            Right.EDIT_PAGES,
            Right.PUBLISH_PAGES,
            Right.MODERATE,
            Right.SEE_REPORTS,
            Right.EDIT_SOCIAL_MAP,
            Right.CHECK_DATA,
            Right.EDIT_WORDS,
            Right.EDIT_ZONES,
            Right.MANAGE_PEOPLE,
            Right.SUBMIT,
            Right.USE_PROFESSIONAL_SCREEN,
        }
    ),
    Role.MODERATOR: frozenset(
        {Right.ENTER_ADMIN, Right.EDIT_PAGES, Right.PUBLISH_PAGES, Right.MODERATE, Right.SEE_REPORTS, Right.CHECK_DATA}
    ),
    Role.ZONE_EDITOR: frozenset({Right.ENTER_ADMIN, Right.EDIT_PAGES, Right.SEE_REPORTS, Right.CHECK_DATA}),
    Role.PARTNER: frozenset({Right.SUBMIT}),
    Role.PROFESSIONAL: frozenset({Right.USE_PROFESSIONAL_SCREEN}),
}

# Which roles the holder of a role gives and ends. Nobody gives what they do not have themselves.
GRANTED_BY: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.CENTRAL_EDITOR: frozenset({Role.ZONE_EDITOR, Role.MODERATOR, Role.PARTNER, Role.PROFESSIONAL}),
    Role.MODERATOR: frozenset(),
    Role.ZONE_EDITOR: frozenset(),
    Role.PARTNER: frozenset(),
    Role.PROFESSIONAL: frozenset(),
}

ROLES_OF_ZONES = frozenset({Role.ZONE_EDITOR, Role.MODERATOR})
STAFF_ROLES = frozenset(role for role, rights in RIGHTS.items() if Right.ENTER_ADMIN in rights)

MAX_PATH_LENGTH = 500

# The longest wait after wrong codes. It keeps guessing hopeless, and the owner of the account out for minutes at most.
LONGEST_WAIT_S = 300
FREE_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Held:
    """A role that somebody holds: in the zone with this id, or with None in the whole city."""

    role: Role
    zone_id: int | None = None


def has_right(held: Iterable[Held], right: Right, *, zone_id: int | None = None) -> bool:
    """Whether a right is among these roles: in this zone, or with None anywhere at all."""
    return any(right in RIGHTS[one.role] and (zone_id is None or one.zone_id in (None, zone_id)) for one in held)


def has_right_everywhere(held: Iterable[Held], right: Right) -> bool:
    """Whether a right holds in the whole city, the hub included."""
    return any(right in RIGHTS[one.role] and one.zone_id is None for one in held)


def zone_ids_with(held: Iterable[Held], right: Right) -> frozenset[int] | None:
    """The zones in which a right holds; None for all."""
    having = [one for one in held if right in RIGHTS[one.role]]
    if any(one.zone_id is None for one in having):
        return None
    return frozenset(one.zone_id for one in having if one.zone_id is not None)


def can_grant(held: Iterable[Held], wanted: Held) -> bool:
    """Whether who holds these roles may give or end that one."""
    return any(wanted.role in GRANTED_BY[one.role] and one.zone_id in (None, wanted.zone_id) for one in held)


def is_more_powerful(held: Iterable[Held], *, than: Iterable[Held]) -> bool:
    """Whether somebody has a right, somewhere, that the other does not have there."""
    others = tuple(than)
    return any(
        not (has_right(others, right, zone_id=one.zone_id) if one.zone_id is not None else has_right_everywhere(others, right))
        for one in held
        for right in RIGHTS[one.role]
    )


def is_staff(held: Iterable[Held]) -> bool:
    """Whether somebody works in the admin, with a password and a second factor."""
    return has_right(held, Right.ENTER_ADMIN)


def seconds_to_wait(failures: int) -> int:
    """How long after the last wrong code the next is looked at: nothing for a slip, then doubling up to five minutes."""
    return 0 if failures < FREE_ATTEMPTS else min(2 ** (failures - FREE_ATTEMPTS + 1), LONGEST_WAIT_S)


def safe_path(text: str) -> str:
    """A path on our own host out of what an address asked for; empty if it could lead anywhere else.

    Browsers read a backslash as a slash and drop tabs and line breaks, so none of those may be in it.
    """
    if not text.startswith("/") or len(text) > MAX_PATH_LENGTH or "\\" in text or not text.isprintable():
        return ""
    try:
        address = urlsplit(text)
    except ValueError:
        return ""
    return "" if address.scheme or address.netloc or text.startswith("//") else text
