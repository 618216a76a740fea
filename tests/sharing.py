"""How several processes share the tests out (`pytest -n 2`, pytest-xdist): the longest first, a module at a time.

A module stays together because what it leaves behind is looked at when it ends (`tests.leftovers`). All walks in
the browser are one piece, for they walk through one city. The isolation matrix is cut up by the test: each is long, and
changes nothing for the next.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# What takes longest, so that no process is left with it at the end.
LONGEST = ("tests/e2e/", "tests/isolation/", "tests/crash/")
TOGETHER, APART = LONGEST[:2]


class Sharing(LoadScopeScheduling):
    """Hands pieces out in the order in which the tests were collected."""

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        super().__init__(config, log)
        # Pieces with many tests are not those that take long.
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return self.piece_of(nodeid)

    @staticmethod
    def piece_of(nodeid: str) -> str:
        """What a test is handed out together with."""
        if nodeid.startswith(TOGETHER):
            return TOGETHER
        return nodeid if nodeid.startswith(APART) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """Share out this way, whatever `--dist` says."""
    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, else in the order that chance gave them."""
    items.sort(key=lambda item: next((number for number, folder in enumerate(LONGEST) if item.nodeid.startswith(folder)), len(LONGEST)))
