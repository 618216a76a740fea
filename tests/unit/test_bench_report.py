"""What a bench says of what it measured."""

from __future__ import annotations

from pathlib import Path

from tests.benches.load import percentile
from tests.benches.report import Measure, Section, is_noisy, write_section


def measure(*, holds: bool = True, noisy: bool = False) -> Measure:
    return Measure(
        name="search", ours="3 ms", other="2 ms", ratios=(1.4, 1.5, 1.9), unit="times as long", target="≤ 2", holds=holds, is_noisy=noisy
    )


def test_a_line_has_both_sides_the_ratio_with_its_spread_the_target_and_the_verdict() -> None:
    assert measure().line() == "search | 3 ms | 2 ms | 1.5 (1.4-1.9) times as long | ≤ 2 | holds"


def test_noise_is_said_whatever_the_verdict() -> None:
    assert measure(noisy=True).verdict == "holds, noisy"
    assert measure(holds=False, noisy=True).verdict == "falls short, noisy"


def test_a_side_that_differs_more_than_twice_between_rounds_is_noisy() -> None:
    assert not is_noisy([10.0, 14.0, 20.0])
    assert is_noisy([10.0, 14.0, 20.1])


def test_a_percentile_is_the_time_that_so_many_stay_under() -> None:
    assert percentile([float(number) for number in range(1, 102)], 99) == 100.0


def test_a_section_takes_the_place_of_the_one_before_and_leaves_others_alone(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    first, second = (Section(name=name, title=name.title(), method="So.", measures=[measure()]) for name in ("one", "two"))
    write_section(first, path=path)
    write_section(second, path=path)

    write_section(Section(name="one", title="One", method="So.", measures=[measure(holds=False)]), path=path)

    text = path.read_text(encoding="utf-8")
    assert text.count("<!-- bench:one -->") == text.count("<!-- bench:two -->") == 1
    assert text.count("falls short") == 1
