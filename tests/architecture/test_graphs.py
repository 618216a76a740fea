"""What import-linter cannot see: relations between models, migrations and templates."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.tree import APPS, LAYERS, ROOT, name_of, templates

RANK = {app: rank for rank, layer in enumerate(reversed(LAYERS)) for app in layer}
MAX_TEMPLATE_LINES = 80
REFERENCE = re.compile(r"{%-?\s*(?:extends|include|component_template)\s+[\"']([^\"']+)[\"']")
SHARED = {"components", "layouts"}
ADMIN_FRAMES = {"wagtailadmin"}


def _may_know(app: str, other: str) -> bool:
    """Itself and what is below; not what stands beside it."""
    return app == other or RANK[other] < RANK[app]


def test_relations_point_downwards() -> None:
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in RANK
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and field.related_model._meta.app_label in RANK
        and not _may_know(model._meta.app_label, field.related_model._meta.app_label)
    ]

    assert wrong == []


# A migration of wagtail-localize looks at the database when it is read.
@pytest.mark.django_db
def test_migrations_point_downwards() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wrong = [
        f"{key[0]}.{key[1]} -> {app}"
        for key, migration in loader.disk_migrations.items()
        if key[0] in RANK
        for app, _name in migration.dependencies
        if app in RANK and not _may_know(key[0], app)
    ]

    assert wrong == []


def test_one_initial_migration_per_app_until_the_first_release() -> None:
    for app in APPS:
        names = sorted(path.name for path in (ROOT / app / "migrations").glob("0*.py"))

        # The user comes before Wagtail's tables, and the roles of users in zones after them.
        assert names in ([], ["0001_initial.py"], *([["0001_initial.py", "0002_initial.py"]] if app == "accounts" else [])), app


def test_migrations_hold_no_block_definitions() -> None:
    for path in ROOT.glob("*/migrations/0*.py"):
        assert "block_lookup" not in path.read_text(encoding="utf-8"), name_of(path)


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_template_stays_in_its_room(path) -> None:
    own = path.relative_to(ROOT / "templates").parts[0]
    for reference in REFERENCE.findall(path.read_text(encoding="utf-8")):
        room = reference.split("/")[0]
        allowed = SHARED | {own} | (ADMIN_FRAMES if "admin" in path.parts else set())

        assert room in allowed, f"{name_of(path)} takes in {reference}"


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_template_is_short_and_free_of_inline_style_and_script(path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= MAX_TEMPLATE_LINES
    assert not re.search(r"\sstyle=|\son[a-z]+=[\"']", text)
    assert not re.search(r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))", text)
