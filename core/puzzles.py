"""What a program has to pay to send a public form, without asking a person anything and without any other company.

A form carries a *puzzle*: a signed moment with a random part and a difficulty. The visitor's device finds, while
somebody types, numbers for which the hash of puzzle and number begins with zeros (`frontend/js/proof.js`); sixteen
small parts rather than one large, because the work then hardly differs from one time to the next. Without scripts a
person waits instead: a second puzzle, given only for a form that is filled in well, that is worth something after some
seconds. Each puzzle is taken once, by whichever process, and is worth nothing after half a day.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Self

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.models import SpentPuzzle

PARTS = 16
FASTEST = timedelta(seconds=2)
SLOWEST = timedelta(hours=12)
# So long somebody without scripts waits: about as long as reading once more what one has written takes.
PATIENCE = timedelta(seconds=8)
_PAYLOAD = re.compile(r"(?P<kind>[fw])(?P<bits>\d{1,2})\.(?P<seconds>\d{10})\.(?P<random>[\w-]{16})", re.ASCII)
_SOLUTION = re.compile(r"\d{1,10}(?:,\d{1,10})*", re.ASCII)


class PuzzleError(ValueError):
    """This is no puzzle of ours, or one that is too old."""


class Kind(StrEnum):
    """What a puzzle is for: a form, or waiting with one that is filled in."""

    FORM = "f"
    WAIT = "w"


@dataclass(frozen=True, slots=True, kw_only=True)
class Puzzle:
    """A puzzle that was handed back; `made_at` is aware."""

    text: str
    kind: Kind
    bits: int
    made_at: datetime

    @classmethod
    def read(cls, text: str, *, at: datetime) -> Self:
        """A puzzle from a field of a form; raises PuzzleError."""
        try:
            match = _PAYLOAD.fullmatch(_signer().unsign(text))
        except BadSignature as error:
            raise PuzzleError from error
        if match is None:
            raise PuzzleError
        made_at = datetime.fromtimestamp(int(match["seconds"]), tz=UTC)
        if at - made_at > SLOWEST:
            raise PuzzleError
        return cls(text=text, kind=Kind(match["kind"]), bits=int(match["bits"]), made_at=made_at)

    def is_too_soon(self, *, at: datetime) -> bool:
        """Whether nobody can have filled in the form by now."""
        return at - self.made_at < FASTEST

    def is_paid(self, solution: str, *, at: datetime) -> bool:
        """Whether somebody solved it, or waited long enough."""
        return at - self.made_at >= PATIENCE if self.kind is Kind.WAIT else is_solved(self.text, solution, bits=self.bits)

    def spend(self) -> bool:
        """Use it up; False if that was done before. One query."""
        digest = salted_hmac("core.puzzles.spent", self.text, algorithm="sha256").hexdigest()
        return SpentPuzzle.objects.all().spend(digest, until=self.made_at + SLOWEST)


def new_puzzle(kind: Kind = Kind.FORM) -> str:
    """A puzzle for a form that is shown now; costs no query."""
    return _signer().sign(f"{kind}{settings.PROOF_OF_WORK_BITS}.{int(timezone.now().timestamp())}.{secrets.token_urlsafe(12)}")


def is_solved(puzzle: str, solution: str, *, bits: int) -> bool:
    """Whether every part of a solution ("12,4711,…") makes a hash that begins with so many zero bits."""
    if not _SOLUTION.fullmatch(solution[: PARTS * 11]):
        return False
    numbers = solution.split(",")
    return len(numbers) == PARTS and all(_begins_with_zeros(puzzle, part, int(number), bits) for part, number in enumerate(numbers))


def solve(puzzle: str, *, bits: int) -> str:
    """The solution of a puzzle, as a device finds it; for tests, and for programs of ours."""
    return ",".join(str(next(n for n in range(2**32) if _begins_with_zeros(puzzle, part, n, bits))) for part in range(PARTS))


def forget_puzzles(*, at: datetime) -> int:
    """Throw away which puzzles were used when they are too old to be used anyway; returns how many."""
    return SpentPuzzle.objects.all().forgotten(at=at).delete()[0]


def _signer() -> Signer:
    return Signer(salt="core.puzzles")


def _begins_with_zeros(puzzle: str, part: int, number: int, bits: int) -> bool:
    digest = hashlib.sha256(f"{puzzle}|{part}|{number}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - bits) == 0
