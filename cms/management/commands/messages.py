"""Brings the lists of translations in step with the code: `manage.py messages`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

# A text in the argument of a tag or a filter: title=_("Nieuw").
MARKED = re.compile(r"""\b_\((["'])(.+?)\1\)""")


@dataclass(slots=True)
class Message:
    """A text of the interface: the Dutch, its plural where it has one, the files in which it stands."""

    msgid: str
    plural: str = ""
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> tuple[str | None, str]:
        """What makes it one text."""
        return self.context, self.msgid


class Command(BaseCommand):
    """Writes new texts to `languages/*/LC_MESSAGES/django.po` and takes out those that are gone.

    Reads Python with `ast` and templates with Django's own parser, so that it needs no gettext on the machine.
    """

    help = "Brengt de lijsten met vertalingen in de map languages in de pas met de code."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` writes nothing and ends with an error where a list is not complete."""
        parser.add_argument("--check", action="store_true", help="Schrijf niets; meld wat er mist.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Every language but the first, which is the one of the source; raises CommandError where `--check` finds one not complete."""
        messages = collect(Path(settings.BASE_DIR))
        lines, missing = [], 0
        for code, name in settings.LANGUAGES[1:]:
            file = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.po"
            catalogue = polib.pofile(str(file), wrapwidth=0) if file.exists() else _empty(code)
            untranslated = merge(catalogue, messages)
            missing += untranslated
            if not options["check"]:
                file.parent.mkdir(parents=True, exist_ok=True)
                catalogue.save(str(file), newline="\n")
            lines.append(f"{name}: {len(catalogue)} teksten, {untranslated} nog te vertalen")
        self.stdout.write("\n".join(lines))
        if options["check"] and missing:
            raise CommandError(f"Er zijn nog {missing} vertalingen te schrijven.")


def collect(root: Path) -> dict[tuple[str | None, str], Message]:
    """Every text of the interface in our own apps and templates."""
    found: dict[tuple[str | None, str], Message] = {}
    for app in (*settings.OWN_APPS, "cms"):
        for file in sorted((root / app).rglob("*.py")):
            if "migrations" not in file.parts:
                _add(found, _of_python(file), str(file.relative_to(root)))
    for file in sorted((root / "templates").rglob("*.*")):
        if file.suffix in {".html", ".txt", ".xml"}:
            _add(found, _of_template(file), str(file.relative_to(root)))
    return found


def merge(catalogue: polib.POFile, messages: dict[tuple[str | None, str], Message]) -> int:
    """Bring one list in step; returns how many texts have no translation yet."""
    known: dict[tuple[str | None, str], polib.POEntry] = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    plurals = int(catalogue.metadata["Plural-Forms"].partition("nplurals=")[2].partition(";")[0])
    entries = []
    for key in sorted(messages, key=lambda key: (key[1].casefold(), key[1], key[0] or "")):
        message = messages[key]
        entry = known.get(key) or polib.POEntry(msgid=message.msgid, msgctxt=message.context)
        if bool(entry.msgid_plural) != bool(message.plural):
            entry.msgstr, entry.msgstr_plural = "", {}
        if message.plural:
            entry.msgstr_plural = {number: entry.msgstr_plural.get(number, "") for number in range(plurals)}
        entry.msgid_plural = message.plural
        entry.flags = ["python-format"] if "%(" in message.msgid or "%(" in message.plural else []
        entry.occurrences = [(name, "") for name in sorted(message.files)]
        entries.append(entry)
    catalogue[:] = entries
    return len([entry for entry in entries if not entry.translated()])


def _empty(code: str) -> polib.POFile:
    forms = {
        "en": "nplurals=2; plural=(n != 1);",
        "tr": "nplurals=2; plural=(n > 1);",
        "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
        "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
    }
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "Wijkwinkel",
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": forms[code],
    }
    return catalogue


def _add(found: dict[tuple[str | None, str], Message], messages: Iterator[Message], name: str) -> None:
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
