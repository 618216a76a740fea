"""The direction of imports, as `pyproject.toml` states it."""

from __future__ import annotations

import tomllib

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.tree import APPS, LAYERS, ROOT


def contracts() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def test_contracts_are_kept(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    # Its own logging would silence every logger that there is, for the tests that come after.
    monkeypatch.setattr("importlinter.cli.logging_config.dictConfig", lambda settings: None)

    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_contracts_cover_every_app() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"cms"}
    layers = contracts()["contracts"][0]["layers"]

    assert packages == set(APPS) == set(contracts()["root_packages"])
    assert layers == [" | ".join(layer) for layer in LAYERS]


def test_every_app_has_its_module_order_in_a_contract() -> None:
    held = {container for contract in contracts()["contracts"][1:] for container in contract.get("containers", [])}

    assert held == set(APPS) - {"cms"}
