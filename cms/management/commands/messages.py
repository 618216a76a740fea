"""Brings the lists of translations in step with the code: `manage.py messages`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

from cms.catalogues import DOMAINS, Key, Message, file_of, merge, read, untranslated_by_packages
from cms.wagtail_texts import LANGUAGE_OF_PACKAGES

# A text in the argument of a tag or a filter: title=_("Nieuw").
MARKED = re.compile(r"""\b_\((["'])(.+?)\1\)""")


class Command(BaseCommand):
    """Writes new texts to the lists in `languages` and takes out those that are gone.

    In `languages/packages` stands what a package has not translated, and no longer once it has. Reads Python with `ast` and
    templates with Django's own parser, so that it needs no gettext on the machine.
    """

    help = "Brengt de lijsten met vertalingen in de map languages in de pas met de code."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` writes nothing and ends with an error where a list is not complete."""
        parser.add_argument("--check", action="store_true", help="Schrijf niets; meld wat er mist.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every language; raises CommandError where `--check` finds a list that is not complete."""
        ours = collect(Path(settings.BASE_DIR))
        lines, missing = [], 0
        for code, name in settings.LANGUAGES:
            amount = untranslated = 0
            for file, catalogue, messages in _lists(code, ours):
                untranslated += merge(catalogue, messages)
                amount += len(catalogue)
                if not options["check"]:
                    _write(file, catalogue)
            missing += untranslated
            lines.append(f"{name}: {amount} teksten, {untranslated} nog te vertalen")
        self.stdout.write("\n".join(lines))
        if options["check"] and missing:
            raise CommandError(f"Er zijn nog {missing} vertalingen te schrijven.")


def _lists(code: str, ours: dict[Key, Message]) -> Iterator[tuple[Path, polib.POFile, dict[Key, Message]]]:
    """The lists of a language and what each has to say: our own texts, where it is not their language, and those of packages."""
    if code != settings.LANGUAGE_CODE:
        yield file_of(code), read(code), ours
    if code != LANGUAGE_OF_PACKAGES:
        for domain in DOMAINS:
            yield file_of(code, domain, of_packages=True), read(code, domain, of_packages=True), untranslated_by_packages(code, domain)


def _write(file: Path, catalogue: polib.POFile) -> None:
    """Save a list; one with nothing in it has no file."""
    if not catalogue:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(file), newline="\n")


def collect(root: Path) -> dict[Key, Message]:
    """Every text of the interface in our own apps and templates."""
    found: dict[Key, Message] = {}
    for app in (*settings.OWN_APPS, "cms"):
        for file in sorted((root / app).rglob("*.py")):
            if "migrations" not in file.parts:
                _add(found, _of_python(file), str(file.relative_to(root)))
    for file in sorted((root / "templates").rglob("*.*")):
        if file.suffix in {".html", ".txt", ".xml"}:
            _add(found, _of_template(file), str(file.relative_to(root)))
    return found


def _add(found: dict[Key, Message], messages: Iterator[Message], name: str) -> None:
    for message in messages:
        kept = found.setdefault(message.key, message)
        kept.plural = kept.plural or message.plural
        kept.files.add(name)


def _of_python(file: Path) -> Iterator[Message]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            name = functions[node.func.id].removesuffix("_lazy")
            context = texts.pop(0) if name in {"pgettext", "npgettext"} and texts else None
            if texts and "gettext" in name:
                yield Message(texts[0], plural=texts[1] if len(texts) > 1 and name.startswith("n") else "", context=context)


def _of_template(file: Path) -> Iterator[Message]:
    source = file.read_text(encoding="utf-8")
    for _quote, text in MARKED.findall(source):
        yield Message(text)
    parsed: Any = engines["django"].from_string(source)
    nodes: Any = parsed.template.nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        text = getattr(node.filter_expression.var, "literal", None)
        if isinstance(text, str):
            yield Message(text.replace("%%", "%"), context=_context(node.message_context))
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        singular, plural = (_text(node, tokens) for tokens in (node.singular, node.plural or []))
        yield Message(singular, plural=plural, context=_context(node.message_context))


def _text(node: BlockTranslateNode, tokens: list[Any]) -> str:
    text = str(node.render_token_list(tokens)[0])
    return trim_whitespace(text) if node.trimmed else text


def _context(expression: Any) -> str | None:
    return str(expression.var) if expression else None
