"""The environment of the tests: a plugin that pytest loads before Django reads its settings."""

from __future__ import annotations

import gc
import os
import tempfile
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

DATA_DIR = tempfile.mkdtemp(prefix="wijkwinkel-tests-")
(Path(DATA_DIR) / "static").mkdir()

os.environ.update(
    {
        "DEBUG": "1",
        "SECRET_KEY": "only-for-tests-and-nowhere-else",
        "HUB_HOST": "localhost",
        "ALLOWED_HOSTS": "*",
        "HTTPS": "0",
        "PUBLIC_PORT": "8000",
        "DATA_DIR": DATA_DIR,
        "DATABASE_URL": f"sqlite:///{DATA_DIR}/wijkwinkel.sqlite3",
        "CACHE_URL": "",
        "BROKER_URL": "",
        "SEARCH_ENGINE": "",
        "COMPONENT_CATALOGUE": "1",
        # Tests that are not about it log in without a telephone; those that are switch it on.
        "STAFF_SECOND_FACTOR": "0",
        "EMAIL_URL": "memory://",
        "LOG_LEVEL": "WARNING",
        # No thread beside a test: what was noted is written when the test says so.
        "SEARCH_LOG_SECONDS": "0",
        # Solved in no time.
        "PROOF_OF_WORK_BITS": "4",
    }
)

# Objects made before the collector of the interpreter looks at the youngest, and how often it looks at the older ones.
COLLECT_AFTER = (50_000, 20, 50)


class QuickHasher(PBKDF2PasswordHasher):
    """The hasher of production with one round: slowness is what it is for, and no test waits for that but one about it."""

    iterations = 1


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Hash passwords quickly in this process."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = [f"{__name__}.{QuickHasher.__name__}"]


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the collector need not walk through all of it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
