"""The puzzle of public forms: what solves it, what does not, and what it costs."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.puzzles import PARTS, PATIENCE, SLOWEST, Kind, Puzzle, PuzzleError, is_solved, new_puzzle, solve

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_solution_is_what_the_definition_says() -> None:
    puzzle = new_puzzle()
    solution = solve(puzzle, bits=5)

    for part, number in enumerate(solution.split(",")):
        digest = hashlib.sha256(f"{puzzle}|{part}|{number}".encode()).digest()
        assert f"{digest[0]:08b}".startswith("00000")
    assert is_solved(puzzle, solution, bits=5)
    assert not is_solved(new_puzzle(), solution, bits=5)
    assert not is_solved(puzzle, ",".join(solution.split(",")[: PARTS - 1]), bits=5)


@given(st.text(max_size=400))
def test_what_anybody_sends_is_no_solution_and_no_error(text: str) -> None:
    assert not is_solved("f12.1796115600.abcdefghijklmnop:x", text, bits=12)


@given(st.text(max_size=400))
def test_what_anybody_sends_is_no_puzzle(text: str) -> None:
    with pytest.raises(PuzzleError):
        Puzzle.read(text, at=NOW)


def test_a_puzzle_is_read_until_it_is_too_old(settings) -> None:
    settings.PROOF_OF_WORK_BITS = 7
    text = new_puzzle()

    puzzle = Puzzle.read(text, at=NOW + SLOWEST)

    assert (puzzle.kind, puzzle.bits, puzzle.made_at) == (Kind.FORM, 7, NOW)
    with pytest.raises(PuzzleError):
        Puzzle.read(text, at=NOW + SLOWEST + timedelta(seconds=1))
    with pytest.raises(PuzzleError):
        Puzzle.read(text.replace("f7.", "f0."), at=NOW)


def test_waiting_pays_only_for_a_puzzle_of_waiting() -> None:
    form, wait = Puzzle.read(new_puzzle(), at=NOW), Puzzle.read(new_puzzle(Kind.WAIT), at=NOW)

    assert not form.is_paid("", at=NOW + timedelta(hours=1))
    assert not wait.is_paid(solve(wait.text, bits=wait.bits), at=NOW + PATIENCE - timedelta(seconds=1))
    assert wait.is_paid("", at=NOW + PATIENCE)
