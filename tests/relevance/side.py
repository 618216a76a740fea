"""One process per engine of ours, because each wants a database and settings of its own; started by `tests.relevance`.

python -m tests.relevance.side sqlite outcome.json --baselines --server http://127.0.0.1:9200
"""

from __future__ import annotations

import argparse
import os
import shutil
from importlib import import_module
from pathlib import Path

from tests.environment import DATA_DIR
from tests.relevance.judged import Split
from tests.relevance.runs import Outcome, queries_of, write_outcome


def main() -> None:
    """Build the city, ask, write what was found; clean up whatever happens."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.side")
    parser.add_argument("engine")
    parser.add_argument("outcome", type=Path)
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.TUNE)
    parser.add_argument("--database", default="", help="address of the database; without it one in a file")
    parser.add_argument("--server", default="", help="address of Elasticsearch")
    parser.add_argument("--baselines", action="store_true", help="ask what we are compared with too")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benches.settings"
    os.environ["SEARCH_ENGINE"] = options.engine
    if options.database:
        os.environ["DATABASE_URL"] = options.database
    if options.server:
        os.environ["ELASTICSEARCH_URL"] = options.server
    try:
        import_module("django").setup()
        queries = queries_of(options.split)
        outcome: Outcome = import_module("tests.relevance.asking").ask_all(
            queries, server=options.server if options.baselines else "", with_stock=options.baselines
        )
        write_outcome(outcome, options.outcome)
    finally:
        shutil.rmtree(DATA_DIR, ignore_errors=True)


if __name__ == "__main__":
    main()
