"""Rows whose words can also be read in other languages, while their facts stand once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from core.languages import OTHERS, SOURCE, active_language

# Under this key stands what the Dutch text was when its translation was last looked at.
DIGEST = "of"


class Translated(models.Model):
    """A row with its words in other languages beside the Dutch: telephone, times and places cannot grow old in a copy.

    `translations` is `{"en": {"title": …, "of": …}}`. A language is there or not; its form asks for every word that the Dutch
    has. What the Dutch got since, and nobody wrote there yet, is said in Dutch.
    """

    TRANSLATED: ClassVar[tuple[str, ...]] = ()

    translations = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def digest(self) -> str:
        """Changes with the Dutch words."""
        words = "\x1f".join(str(getattr(self, name)) for name in self.TRANSLATED)
        return hashlib.sha256(words.encode()).hexdigest()[:16]

    @property
    def languages_written(self) -> tuple[str, ...]:
        """The languages beside Dutch that it is written in, in the order of the settings."""
        return tuple(code for code in OTHERS if code in self.translations)

    def language_in(self, code: str | None = None) -> str:
        """In which language somebody reads it who reads that one, by default the active one: that, or Dutch."""
        code = active_language() if code is None else code
        return code if code in self.translations else SOURCE

    def words_in(self, code: str | None = None) -> dict[str, str]:
        """Its words by field, in a language, by default the active one; in Dutch where it is not written in that."""
        written: Mapping[str, str] = self.translations.get(self.language_in(code), {})
        return {name: written.get(name) or getattr(self, name) for name in self.TRANSLATED}

    def is_behind(self, code: str) -> bool:
        """Whether the Dutch words changed since somebody wrote them in a language."""
        return code in self.translations and self.translations[code].get(DIGEST) != self.digest

    def write_in(self, code: str, words: Mapping[str, str]) -> None:
        """Write its words in a language, or take them away: nothing is saved.

        What did not change stays as old as it was.
        """
        kept = {name: words[name] for name in self.TRANSLATED if words.get(name)}
        before: Mapping[str, Any] = self.translations.get(code, {})
        others = {other: written for other, written in self.translations.items() if other != code}
        if not kept:
            self.translations = others
        elif kept != {name: text for name, text in before.items() if name != DIGEST}:
            self.translations = others | {code: kept | {DIGEST: self.digest}}
