"""Words are understood the same by all threads of a process at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.understanding.words import COMPOUND_PARTS, stem

THREADS = 4


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns far more often than they do by themselves."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_do_not_spoil_each_others_stems(hasty_threads: None) -> None:
    words = sorted(COMPOUND_PARTS)
    stem.cache_clear()
    expected = [stem(word) for word in words]
    stem.cache_clear()

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(
            pool.map(lambda start: [stem(word) for word in words[start:] + words[:start]], range(0, len(words), len(words) // THREADS))
        )

    for start, stems in zip(range(0, len(words), len(words) // THREADS), found, strict=True):
        assert stems == expected[start:] + expected[:start]
