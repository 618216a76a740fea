"""Sizes and habits: what keeps the code readable, held by tests and not by memory."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import wagtail

from tests.architecture.tree import ROOT, name_of, parsed, python_files, tracked_files

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 40
MAX_SETTINGS_LINES = 300
MAX_README_LINES = 120
MAX_SUPPRESSIONS = 20
MAX_ROOT_FILES = 24
PINNED_WAGTAIL = "8.0.1"
VAGUE_NAMES = {"utils", "helpers", "common", "misc"}
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:)")
REASON = re.compile(r"(?:noqa:\s*[A-Z0-9, ]+|type:\s*ignore\[[a-z, -]+\])\s*(?:-|#)\s*\S+")


def _lines_of_code(path: Path) -> int:
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    return (function.end_lineno or 0) - function.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0)


def _comments(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_modules_are_short() -> None:
    assert {name_of(path): size for path in python_files(of_apps=False) if (size := _lines_of_code(path)) > MAX_MODULE_LINES} == {}


def test_settings_are_short() -> None:
    assert _lines_of_code(ROOT / "cms" / "settings.py") <= MAX_SETTINGS_LINES


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= MAX_README_LINES


def test_functions_are_short() -> None:
    long = {
        f"{name_of(path)}:{function.name}": size
        for path in python_files()
        for function in _functions(path)
        if (size := _length(function)) > MAX_FUNCTION_LINES
    }

    assert long == {}


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        for function in _functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_module_names_say_something() -> None:
    assert [name_of(path) for path in python_files(of_apps=False) if path.stem in VAGUE_NAMES] == []


def test_suppressions_are_few_and_each_has_its_reason() -> None:
    found = [(name_of(path), line, text) for path in python_files() for line, text in _comments(path) if SUPPRESSION.search(text)]

    assert [item for item in found if not REASON.search(item[2])] == []
    assert len(found) <= MAX_SUPPRESSIONS


def test_nothing_is_left_to_do() -> None:
    marks = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X)\b")
    left = [
        name_of(path)
        for path in tracked_files()
        if path.suffix in {".py", ".js", ".mjs", ".html", ".css"} and marks.search(path.read_text())
    ]

    assert left == []


def test_public_names_have_docstrings_and_return_types() -> None:
    missing = []
    for path in python_files():
        if not ast.get_docstring(parsed(path)):
            missing.append(name_of(path))
        for node in ast.walk(parsed(path)):
            is_public = isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
            if is_public and node.name != "Meta" and not _is_nested(path, node) and not ast.get_docstring(node):
                missing.append(f"{name_of(path)}:{node.name}")
            if isinstance(node, ast.FunctionDef) and node.returns is None:
                missing.append(f"{name_of(path)}:{node.name} (return type)")

    assert missing == []


def _is_nested(path: Path, wanted: ast.AST) -> bool:
    return any(wanted is not function and wanted in ast.walk(function) for function in _functions(path))


def test_installed_wagtail_is_the_pinned_one() -> None:
    assert wagtail.__version__ == PINNED_WAGTAIL
    assert f"wagtail=={PINNED_WAGTAIL}" in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_root_stays_small() -> None:
    files = [path for path in tracked_files() if path.parent == ROOT]

    assert len(files) <= MAX_ROOT_FILES


def test_no_address_of_a_package_registry_and_no_path_of_one_machine() -> None:
    # Written apart, so that this file does not hold them itself.
    hosts = [
        ".".join(parts)
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb.debian", "org"), ("maven", "org/maven2"))
    ]
    paths = re.compile(r"(?:^|[^A-Za-z0-9._-])/(?:w[o]rk|r[o]ot|h[o]me/[a-z]+)/")
    found = []
    for path in tracked_files():
        if path.suffix in {".png", ".ico", ".woff2"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name_of(path)}: {host}" for host in hosts if host in text]
        found += [f"{name_of(path)}: {match.group()}" for match in paths.finditer(text)]

    assert found == []
