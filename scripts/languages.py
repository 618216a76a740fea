"""Compiles the lists of translations into what Python reads: each .mo below languages/. Needs polib, not gettext."""

from __future__ import annotations

from pathlib import Path

import polib

LANGUAGES = Path(__file__).resolve().parents[1] / "languages"


def main() -> None:
    """Every list that there is, each in one move: a process that starts meanwhile finds the old one or the new one."""
    for source in sorted(LANGUAGES.rglob("LC_MESSAGES/*.po")):
        made = source.with_suffix(".new")
        polib.pofile(str(source)).save_as_mofile(str(made))
        made.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    main()
