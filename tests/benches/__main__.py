"""Runs a bench by name: `python -m tests.benches search-db --rows 1000,50000`."""

from __future__ import annotations

import argparse
import os
import shutil
from importlib import import_module

from tests.benches.report import print_section, write_section
from tests.environment import DATA_DIR

# Name → module. A bench module has `add_arguments(parser)` and `run(options)` that gives a Section.
BENCHES = {"search-db": "tests.benches.search_db"}


def main() -> None:
    """Set up Django on a database of its own, run, print and write; clean up whatever happens."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benches.settings"
    try:
        import_module("django").setup()
        parser = argparse.ArgumentParser(prog="python -m tests.benches")
        commands = parser.add_subparsers(dest="bench", help="without a name all of them run, with their defaults")
        for name, path in BENCHES.items():
            command = commands.add_parser(name)
            command.set_defaults(run=import_module(path).run)
            import_module(path).add_arguments(command)
        chosen = parser.parse_args()
        for options in [chosen] if chosen.bench else [parser.parse_args([name]) for name in BENCHES]:
            section = options.run(options)
            print_section(section)
            write_section(section)
    finally:
        shutil.rmtree(DATA_DIR, ignore_errors=True)


if __name__ == "__main__":
    main()
