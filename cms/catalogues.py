"""Lists of translations: ours in `languages/`, and in `languages/packages/` what the packages have not in a language.

Django shows a text that a package did not translate in the language of the installation, so that somebody who reads Turkish
finds Dutch between it. Our lists fill that up and grow shorter as the packages' own grow.
"""

from __future__ import annotations

import locale
from dataclasses import dataclass, field
from pathlib import Path

import django
import polib
from django.apps import apps
from django.conf import settings

from cms.wagtail_texts import LANGUAGE_OF_PACKAGES, TEXTS

Key = tuple[str | None, str]
Entry = polib.POEntry | polib.MOEntry

# Texts of pages, and those of the scripts of the admin.
DOMAINS = ("django", "djangojs")
PLURAL_FORMS = {
    "nl": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "tr": "nplurals=2; plural=(n > 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}


@dataclass(slots=True)
class Message:
    """A text of the interface as it stands in code: its plural where it has one, and the files or packages in which it stands."""

    msgid: str
    plural: str = ""
    context: str | None = None
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        """What makes it one text."""
        return self.context, self.msgid


def file_of(code: str, domain: str = "django", *, of_packages: bool = False) -> Path:
    """Where a list of ours stands."""
    return Path(settings.LOCALE_PATHS[int(of_packages)]) / code / "LC_MESSAGES" / f"{domain}.po"


def read(code: str, domain: str = "django", *, of_packages: bool = False) -> polib.POFile:
    """A list of ours, empty where there is none yet."""
    file = file_of(code, domain, of_packages=of_packages)
    if file.exists():
        return polib.pofile(str(file), wrapwidth=0)
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "Wijkwinkel",
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[code],
    }
    return catalogue


def merge(catalogue: polib.POFile, messages: dict[Key, Message]) -> int:
    """Bring one list in step with what there is to say; returns how many texts have no translation yet."""
    known: dict[Key, polib.POEntry] = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
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


def said_by_packages(code: str, domain: str, kind: str) -> list[tuple[str, Entry]]:
    """Each text in the lists of the packages in a language, with the name of the package."""
    folders = {config.name: Path(config.path) / "locale" for config in apps.get_app_configs()}
    folders["django"] = Path(django.__file__).parent / "conf" / "locale"
    # As gettext looks for them: Turkish is in "tr" and in "tr_TR".
    names = dict.fromkeys([code, locale.normalize(code).partition(".")[0]])
    read_list = polib.pofile if kind == "po" else polib.mofile
    return [
        (package, entry)
        for package, folder in sorted(folders.items())
        for name in names
        for file in folder.glob(f"{name}/LC_MESSAGES/{domain}.{kind}")
        for entry in read_list(str(file))
        if not entry.obsolete and entry.msgid
    ]


def untranslated_by_packages(code: str, domain: str) -> dict[Key, Message]:
    """What the installed packages say, and none of them in this language."""
    translated = {(*_key(entry), bool(entry.msgid_plural)) for _name, entry in said_by_packages(code, domain, "mo")}
    found: dict[Key, Message] = {}
    # A package without a list of its English is known by what it says in Dutch.
    for name, entry in [*said_by_packages(LANGUAGE_OF_PACKAGES, domain, "po"), *said_by_packages(settings.LANGUAGE_CODE, domain, "mo")]:
        if (*_key(entry), bool(entry.msgid_plural)) not in translated:
            message = found.setdefault(_key(entry), Message(entry.msgid, context=entry.msgctxt))
            message.plural = message.plural or entry.msgid_plural
            message.files.add(name)
    for text in TEXTS if domain == "django" else ():
        if not {(None, text, False), (None, text, True)} & translated:
            found.setdefault((None, text), Message(text, files={"wagtail"}))
    return found


def _key(entry: Entry) -> Key:
    return entry.msgctxt, entry.msgid
