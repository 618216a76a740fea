"""Pure rules that several apps share: colours, telephone numbers, postcodes, distances, age of data."""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Iterable
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MIN_TEXT_CONTRAST = 4.5
EARTH_RADIUS_M = 6_371_000
_HEX_COLOUR = re.compile(r"^#[0-9a-f]{6}$")
_POSTCODE = re.compile(r"^([1-9]\d{3})\s*([a-z]{2})?$", re.IGNORECASE)
# Nine digits after a zero or +31, the 0800 and 0900 lines, 14 with an area code, and the short numbers.
_PHONE = re.compile(r"^(?:(?:\+31|0)[1-9]\d{8}|0[89]00\d{4}(?:\d{3})?|140\d{2,3}|1\d{2}|1\d{4})$")
SHORT_NUMBER_LENGTH = 5


class RuleError(ValueError):
    """A value breaks a rule; the message can be shown to the person who gave it."""


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", 0 to 1, as WCAG 2 defines it. Raises RuleError."""
    if not _HEX_COLOUR.match(colour.lower()):
        raise RuleError(_("Geef de kleur als #rrggbb, bijvoorbeeld #1d5c45."))
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def darkened_until_readable(colour: str, *, on: str = "#ffffff", target: float = MIN_TEXT_CONTRAST) -> str:
    """The colour itself if it reads well on `on`, else the nearest darker shade that does."""
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    for percent in range(100, -1, -1):
        shade = "#" + "".join(f"{value * percent // 100:02x}" for value in channels)
        if contrast(shade, on) >= target:
            return shade
    return "#000000"


def normalised_postcode(text: str) -> tuple[str, str]:
    """First and last full postcode that a typed one can mean: "7415" → ("7415AA", "7415ZZ").

    Raises RuleError for anything that is not a Dutch postcode.
    """
    match = _POSTCODE.match(text.strip())
    if match is None:
        raise RuleError(_("Dat is geen postcode. Typ vier cijfers, of vier cijfers en twee letters. Bijvoorbeeld 7415 of 7415 AB."))
    digits, letters = match.group(1), (match.group(2) or "").upper()
    return (digits + letters, digits + letters) if letters else (f"{digits}AA", f"{digits}ZZ")


def is_phone(number: str) -> bool:
    """Whether this can be a telephone number that works from a Dutch telephone."""
    return bool(_PHONE.match(re.sub(r"[\s\-()]", "", number)))


def phone_href(number: str) -> str:
    """The address behind a telephone number: "tel:0570000010"."""
    return "tel:" + re.sub(r"[^\d+]", "", number)


def spoken_phone(number: str) -> str:
    """The number as it is read aloud, in pairs: "0570 00 00 10"; short and 0800 numbers keep their form."""
    digits = re.sub(r"\D", "", number)
    if len(digits) <= SHORT_NUMBER_LENGTH:
        return digits
    if number.strip().startswith("+31"):
        return "\u00a0".join(["+31", digits[2:5], digits[5:7], digits[7:9], digits[9:]])
    if digits.startswith("140"):
        return f"14\u00a0{digits[2:]}"
    if digits.startswith(("0800", "0900")):
        return f"{digits[:4]}\u00a0{digits[4:]}"
    area = re.sub(r"\D", "", number.partition("-")[0]) if "-" in number else digits[:-6]
    rest = digits[len(area) :]
    first = len(rest) % 2 + 2
    pairs = [rest[start : start + 2] for start in range(first, len(rest), 2)]
    return "\u00a0".join([area, rest[:first], *pairs])


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """Metres between two places, WGS84 degrees; flat-earth approximation, good within a region."""
    mean = math.radians((latitude + other_latitude) / 2)
    north = math.radians(other_latitude - latitude)
    east = math.radians(other_longitude - longitude) * math.cos(mean)
    return round(EARTH_RADIUS_M * math.hypot(north, east))


def distance_in_words(metres: int) -> str:
    """A distance as people say it: "600 meter", "1,8 kilometer"."""
    if metres < 1000:
        return _("%(number)d meter") % {"number": max(50, round(metres / 50) * 50)}
    return _("%(number)s kilometer") % {"number": number_format(metres / 1000, decimal_pos=1)}


def joined_words(words: Iterable[object]) -> str:
    """Names as one says them: "Voorstad, Zandweerd en De Hoven"; empty for none."""
    *most, last = [str(word) for word in words] or [""]
    return _("%(most)s en %(last)s") % {"most": ", ".join(most), "last": last} if most else last


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to a later one."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (1 if later.day < earlier.day else 0)


def seconds_until_retry(attempts: int, *, most: float = 300.0) -> float:
    """How long to wait after so many failed attempts: twice as long each time, up to `most`, a fifth more or less.

    The chance in it keeps what failed together from coming back together.
    """
    return min(most, 2.0 ** min(attempts, 20)) * secrets.SystemRandom().uniform(0.8, 1.2)
