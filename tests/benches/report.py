"""What a bench says: one line per measure, on the screen and in `docs/benchmarks.md`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

BENCHMARKS = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
HEADING = "# Benchmarks\n\nWritten by `make bench`; every figure is a ratio measured side by side in one run.\n"
NOISY_SPREAD = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One comparison: two sides in milliseconds (medians), their ratio over all pairs, and whether the target holds."""

    name: str
    ours: str
    other: str
    ratios: tuple[float, ...]
    unit: str
    target: str
    holds: bool
    # The other side alone differed more than twice between rounds: the machine was busy with other things.
    is_noisy: bool = False

    @property
    def spread(self) -> str:
        """The ratio as "median (min-max)"."""
        return f"{median(self.ratios):.1f} ({min(self.ratios):.1f}-{max(self.ratios):.1f}) {self.unit}"

    @property
    def verdict(self) -> str:
        """Whether the target is reached, and whether the machine was too restless to be sure."""
        return ("holds" if self.holds else "falls short") + (", noisy" if self.is_noisy else "")

    def line(self) -> str:
        """The measure on one line of the screen."""
        return f"{self.name} | {self.ours} | {self.other} | {self.spread} | {self.target} | {self.verdict}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What one bench found, and in a few lines how it measured."""

    name: str
    title: str
    method: str
    measures: Sequence[Measure]


def is_noisy(control: Sequence[float]) -> bool:
    """Whether the side that does not change differed so much between rounds that the ratios say little."""
    return max(control) > NOISY_SPREAD * min(control)


def print_section(section: Section) -> None:
    """One line per measure."""
    for measure in section.measures:
        print(measure.line())  # noqa: T201 - the output of the command


def write_section(section: Section, *, path: Path = BENCHMARKS) -> None:
    """Put the section in the document, in the place of an earlier one of the same name."""
    before = path.read_text(encoding="utf-8") if path.is_file() else HEADING
    block = _block(section)
    pattern = re.compile(rf"<!-- bench:{re.escape(section.name)} -->.*?<!-- /bench:{re.escape(section.name)} -->\n", re.DOTALL)
    after = pattern.sub(lambda _: block, before) if pattern.search(before) else f"{before.rstrip()}\n\n{block}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(after, encoding="utf-8")


def _block(section: Section) -> str:
    rows = "\n".join(f"| {measure.line()} |" for measure in section.measures)
    table = f"| measure | ours | other side | ratio: median (min-max) | target | verdict |\n| --- | --- | --- | --- | --- | --- |\n{rows}"
    return f"<!-- bench:{section.name} -->\n## {section.title}\n\n{section.method}\n\n{table}\n<!-- /bench:{section.name} -->\n"
