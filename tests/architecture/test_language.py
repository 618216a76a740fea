"""Texts of the interface in the code: none is translated while the code is read, and none of those that people are told stands unmarked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.tree import name_of, parsed, python_files

# Words that stand in nearly every Dutch sentence that says what is wrong, and in no English one.
DUTCH = re.compile(r"\b(?:alle|bij|de|dan|deze|dit|een|er|geen|het|kies|kunt|niet|ontbreken|uw|van|wij|zijn|zet)\b", re.IGNORECASE)
# Commands are run, and engines and settings chosen, by who keeps the installation; the demo city writes in Dutch.
IN_DUTCH_ALONE = re.compile(r"/management/|^cms/|/engine/|/demo\w*\.py$")


def _names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The names by which a module calls for translations: at once, and when a text is shown."""
    found: tuple[set[str], set[str]] = (set(), set())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for name in node.names:
                if "gettext" in name.name:
                    found[name.name.endswith("_lazy") or "noop" in name.name].add(name.asname or name.name)
    return found


def _calls(node: ast.AST, names: set[str], *, is_run_later: bool = True) -> Iterator[ast.Call]:
    """The calls of some names; without those of functions, which run later, if they count for nothing."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
        yield node
    later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not is_run_later
    for child in ast.iter_child_nodes(node):
        if not later or child in getattr(node, "decorator_list", []):
            yield from _calls(child, names, is_run_later=is_run_later)


def read_too_early(tree: ast.Module) -> list[str]:
    """The texts that get the language of who starts the process."""
    at_once, _when_shown = _names(tree)
    return [ast.unparse(call) for call in _calls(tree, at_once, is_run_later=False)]


def told_unmarked(tree: ast.Module) -> list[str]:
    """The Dutch in errors that are raised, and in messages on the next page, that no list of translations can know."""
    names = set().union(*_names(tree))
    marked = {id(part) for call in _calls(tree, names) for part in ast.walk(call)}
    told = [node for node in ast.walk(tree) if isinstance(node, ast.Raise) or _is_message(node)]
    texts = {id(part): part for node in told for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return [str(part.value) for key, part in texts.items() if key not in marked and DUTCH.search(str(part.value))]


def _is_message(node: ast.AST) -> bool:
    """A call of `messages.success` and the like, of `ValidationError`, or of an error of ours that somebody else raises."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.value.id == "messages"
    return isinstance(function, ast.Name) and (function.id.endswith("Error") or function.id == "_problem")


@pytest.mark.parametrize(
    ("code", "early", "unmarked"),
    [
        ("LABEL = _('Dossiers')", 1, 0),
        ("work.register(Todo(label=_('Dossiers'), words=lambda count: _('Een')))", 1, 0),
        ("def label(): return _('Dossiers')", 0, 0),
        ("LABEL = lazily('Dossiers')", 0, 0),
        ("def read(): raise ValueError('Dit is geen getal.')", 0, 1),
        ("def read(): raise ValueError(f'{cell} is geen getal.')", 0, 1),
        ("def read(): raise ValueError(_('Dit is geen getal.'))", 0, 0),
        ("def save(): messages.success(request, 'Het is bewaard.')", 0, 1),
    ],
)
def test_the_check_finds_what_it_looks_for(code: str, early: int, unmarked: int) -> None:
    imports = "from django.utils.translation import gettext as _, gettext_lazy as lazily\n"
    tree = ast.parse(imports + code)

    assert (len(read_too_early(tree)), len(told_unmarked(tree))) == (early, unmarked)


def test_no_text_is_translated_before_it_is_known_who_reads() -> None:
    assert {name_of(path): texts for path in python_files() if (texts := read_too_early(parsed(path)))} == {}


def test_what_people_are_told_is_marked_for_translation() -> None:
    found = {name_of(path): texts for path in python_files() if (texts := told_unmarked(parsed(path)))}

    assert {name: texts for name, texts in found.items() if not IN_DUTCH_ALONE.search(name)} == {}
