"""How tests are shared out over processes, and when they are not."""

from __future__ import annotations

import os

import pytest
import run_tests

from tests.sharing import Sharing


@pytest.mark.parametrize(
    ("test", "piece"),
    [
        ("tests/integration/test_places.py::test_a[x::y]", "tests/integration/test_places.py"),
        ("tests/e2e/test_map.py::test_a", "tests/e2e/"),
        ("tests/e2e/test_walks.py::test_a", "tests/e2e/"),
        ("tests/isolation/test_isolation.py::test_a[partner]", "tests/isolation/test_isolation.py::test_a[partner]"),
    ],
)
def test_modules_and_walks_stay_together_and_the_matrix_does_not(test: str, piece: str) -> None:
    assert Sharing.piece_of(test) == piece


@pytest.mark.parametrize("arguments", [["-k", "name", "-x"], [], ["tests/unit", "--durations=9"], ["-m", "nightly or not nightly"]])
def test_every_processor_has_a_process(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, wanted in ((1, []), (2, ["-n", "2"]), (64, ["-n", "4"])):
        monkeypatch.setattr(os, "cpu_count", lambda number=processors: number)
        assert run_tests.processes("embedded", arguments) == wanted
        assert run_tests.processes("production", arguments) == []


@pytest.mark.parametrize("arguments", [["-n", "3"], ["-n0"], ["-s"], ["--pdb", "-x"], ["--co"], ["tests/unit/test_sharing.py::test_a"]])
def test_who_looks_at_a_test_or_says_how_many_has_no_more(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)

    assert run_tests.processes("embedded", arguments) == []
