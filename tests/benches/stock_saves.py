"""Saves rows of a stock project and says how long each took: `python -m tests.benches.stock_saves 3`."""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module


def main(count: int) -> None:
    """Save; an error of the server behind it is part of what is measured."""
    import_module("django").setup()
    model = import_module("tests.benches.models").StockEntry
    times = []
    for number in range(count):
        started = time.perf_counter()
        try:
            model(title=f"Koffie {number}", body="Koffie in de buurt").save()
        except Exception as error:  # noqa: BLE001 - whatever an editor is told, the time until then counts
            sys.stderr.write(f"{type(error).__name__}\n")
        times.append((time.perf_counter() - started) * 1000)
    sys.stdout.write(json.dumps(times) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
