"""Fixtures that all tests share: a real SQLite file, a small city, and no silent skips in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from core.models import Job
from home.services import CityIdentity, ZoneBlueprint, ensure_city, provision_zone
from search.engine.breaker import searching, writing
from search.models import OutboxRow
from sites.choices import Accent, ZoneKind
from sites.models import Zone
from tests import leftovers, migrated
from tests.environment import DATA_DIR
from tests.leftovers import _nothing_is_left
from tests.stack import IS_PRODUCTION

__all__ = ["_nothing_is_left"]

CITY = CityIdentity(city="Deventer", phone="0570-000010", phone_hours="ma-vr 9:00-17:00", email="wijkwinkel@example.nl")
ZONES = (
    ZoneBlueprint(
        name="Zandweerd",
        slug="zandweerd",
        latitude=52.264,
        longitude=6.15,
        postcodes=[("7415AA", "7415ZZ")],
        desk_name="St. Jurriën",
        desk_street="Jurriënhof 1",
        desk_city="Deventer",
        desk_hours="ma-vr 9:00-16:00",
        outline=[(208, 340), (300, 346), (398, 338), (384, 462), (226, 466)],
    ),
    ZoneBlueprint(
        name="Voorstad",
        slug="voorstad",
        latitude=52.26,
        longitude=6.17,
        postcodes=[("7412AA", "7412ZZ"), ("7413AA", "7413PZ")],
        neighbours=["zandweerd"],
        state_text="De buurtcoaches komen bij u thuis.",
        accent=Accent.HEATHER,
    ),
    ZoneBlueprint(
        name="Bathmen", slug="bathmen", latitude=52.248, longitude=6.287, kind=ZoneKind.VILLAGE, postcodes=[("7437AA", "7437ZZ")]
    ),
)

hypothesis_settings.register_profile("default", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("nightly", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run: everything that tests need must be there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", [])) if reporter else 0
    if os.environ.get("CI") and skipped and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    shutil.rmtree(DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Use a database file, as in real life, and not one in memory."""
    from django.conf import settings

    if IS_PRODUCTION:
        return
    settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(DATA_DIR) / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether the database is there already: as a copy of one that was migrated before."""
    return not IS_PRODUCTION and migrated.copy_to(Path(DATA_DIR) / "test.sqlite3")


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Start every test with an empty cache, where Wagtail keeps site roots, and with breakers that know of no failure."""
    cache.clear()
    searching.reset()
    writing.reset()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, pytestconfig: pytest.Config) -> None:
    """Make a small city once; every test starts from it and rolls back to it."""
    with django_db_blocker.unblock():
        if not IS_PRODUCTION:
            migrated.keep()
        ensure_city(identity=CITY)
        for blueprint in ZONES:
            provision_zone(blueprint=blueprint)
        # What is due once it is made; no test waits for it.
        Job.objects.all().delete()
        OutboxRow.objects.all().delete()
        pytestconfig.stash[leftovers.START] = leftovers.rows()


@pytest.fixture
def zandweerd(db: None) -> Zone:
    """A zone with a desk."""
    return Zone.objects.select_related("site").get(slug="zandweerd")


@pytest.fixture
def voorstad(db: None) -> Zone:
    """A zone beside Zandweerd, without a desk."""
    return Zone.objects.select_related("site").get(slug="voorstad")


@pytest.fixture
def bathmen(db: None) -> Zone:
    """A village far from the others."""
    return Zone.objects.select_related("site").get(slug="bathmen")


@pytest.fixture
def on_zone(db: None) -> Client:
    """A browser on Zandweerd's own host."""
    return Client(headers={"host": "zandweerd.localhost:8000"})


@pytest.fixture
def on_hub(db: None) -> Client:
    """A browser on the hub."""
    return Client(headers={"host": "localhost:8000"})
