"""Colours, telephone numbers, postcodes, distances."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules import (
    MIN_TEXT_CONTRAST,
    RuleError,
    contrast,
    darkened_until_readable,
    distance_in_words,
    distance_m,
    is_phone,
    months_between,
    normalised_postcode,
    phone_href,
    spoken_phone,
)
from sites.choices import ACCENT_COLOURS, Accent

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def test_contrast_of_black_and_white_is_the_highest() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_contrast_of_a_known_pair() -> None:
    assert contrast("#e17000", "#ffffff") == pytest.approx(3.22, abs=0.01)


@given(COLOURS, COLOURS)
def test_contrast_has_no_direction(first: str, second: str) -> None:
    assert contrast(first, second) == contrast(second, first) >= 1


@given(COLOURS)
def test_a_darkened_colour_is_readable_and_a_readable_one_is_kept(colour: str) -> None:
    shade = darkened_until_readable(colour)

    assert contrast(shade, "#ffffff") >= MIN_TEXT_CONTRAST
    assert contrast(colour, "#ffffff") < MIN_TEXT_CONTRAST or shade == colour


@pytest.mark.parametrize("accent", Accent.values)
def test_white_reads_well_on_every_accent(accent: str) -> None:
    assert contrast(ACCENT_COLOURS[accent], "#ffffff") >= 7


@pytest.mark.parametrize("colour", ["", "groen", "#fff", "#12345g", "1d5c45"])
def test_what_is_no_colour_is_refused_in_words(colour: str) -> None:
    with pytest.raises(RuleError, match="#rrggbb"):
        contrast(colour, "#ffffff")


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("7415", "7415AA", "7415ZZ"),
        ("7415 ab", "7415AB", "7415AB"),
        (" 7415AB ", "7415AB", "7415AB"),
        ("7415   AB", "7415AB", "7415AB"),
    ],
)
def test_postcode_is_read(typed: str, first: str, last: str) -> None:
    assert normalised_postcode(typed) == (first, last)


@pytest.mark.parametrize("typed", ["", "74", "0415", "7415A", "7415 1B", "Zandweerd", "7415AB7415AB", "７４１５"])
def test_what_is_no_postcode_is_refused_in_words(typed: str) -> None:
    if typed.isdecimal() and not typed.isascii():
        # Full-width digits are digits to Python; they simply lie in no zone.
        return
    with pytest.raises(RuleError, match="geen postcode"):
        normalised_postcode(typed)


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        ("0570-000010", "0570\u00a000\u00a000\u00a010"),
        ("112", "112"),
        ("0800-2000", "0800\u00a02000"),
        ("088-0767000", "088\u00a0076\u00a070\u00a000"),
    ],
)
def test_phone_is_written_in_groups(number: str, spoken: str) -> None:
    assert spoken_phone(number) == spoken


def test_phone_address_holds_digits_only() -> None:
    assert phone_href("0570-00 00 10") == "tel:0570000010"


@pytest.mark.parametrize(
    ("text", "expected"), [("0570-000010", True), ("112", True), ("+31 570 000010", True), ("bel maar", False), ("", False), ("12", False)]
)
def test_phone_is_recognised(text: str, expected: bool) -> None:
    assert is_phone(text) is expected


def test_distance_between_two_places_in_one_city() -> None:
    assert distance_m(52.2647, 6.1512, 52.2528, 6.1580) == pytest.approx(1402, abs=10)


@pytest.mark.parametrize(("metres", "words"), [(0, "50 meter"), (612, "600 meter"), (1840, "1,8 kilometer"), (12_000, "12,0 kilometer")])
def test_distance_in_words(metres: int, words: str) -> None:
    assert distance_in_words(metres) == words


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2025, 9, 15), date(2026, 11, 23), 14),
        (date(2025, 9, 24), date(2026, 11, 23), 13),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
    ],
)
def test_whole_months(earlier: date, later: date, months: int) -> None:
    assert months_between(earlier, later) == months
