"""Which two entries, or two organisations, may be one and the same: how alike they are, in points and in words, and whom to compare.

Never all with all: two are compared if they share a telephone number, an address and the like that no more than a handful
have, or a seldom word of their names, or if their names stand beside each other in the alphabet.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import urlsplit

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from socialmap.choices import Certainty, Reason

# What more than so many share (a general number, a building full of clubs) says little of any two of them.
HANDFUL = 5
LITTLE = 5
MAX_WITH_A_WORD = 40
NEIGHBOURS = 4
POINTS: Mapping[Reason, int] = {
    Reason.SAME_NAME: 55,
    Reason.ALMOST_SAME_NAME: 45,
    Reason.PART_OF_NAME: 30,
    Reason.TEXT: 30,
    Reason.PHONE: 40,
    Reason.EMAIL: 40,
    Reason.WEBSITE: 20,
    Reason.ADDRESS: 20,
}
WITHIN_ONE_ORGANISATION = 10
SAME_ZONE, OTHER_ZONE, OTHER_STEP = 5, -15, -20
CERTAINTIES = ((80, Certainty.HIGH), (60, Certainty.MEDIUM), (45, Certainty.LOW))
_APOSTROPHES = re.compile("['\u2019\u2018`\u00b4]")
_WORD = re.compile(r"[a-z0-9]+")
_HOUSE_NUMBER = re.compile(r"(\d+)\s*-?\s*([a-z]?)\b")
_LEGAL_FORMS = frozenset(
    ["stichting", "vereniging", "bv", "nv", "vof", "cooperatie", "cooperatieve", "ua", "maatschap", "bvba", "foundation"]
)
_SMALL_WORDS = frozenset(
    ["de", "het", "een", "t", "s", "n", "en", "in", "op", "van", "voor", "bij", "aan", "met", "te", "ter", "der", "den", "of"]
)
_MOBILE_PREFIX = re.compile(r"^(?:0031|31(?=\d{9}$))")
_MULTIPLE_HOSTS = frozenset({"facebook.com", "instagram.com", "linkedin.com", "sites.google.com", "meetup.com"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is compared of an entry or organisation, as it is stored; `pk` 0 for one that is not. `text` is its one sentence."""

    pk: int
    name: str
    phone: str = ""
    email: str = ""
    website: str = ""
    street: str = ""
    postcode: str = ""
    text: str = ""
    step: str = ""
    organisation: int | None = None
    zones: frozenset[int] = frozenset()
    is_city_wide: bool = False

    @property
    def fingerprint(self) -> str:
        """The same as long as name, ways to reach it and address stay the same."""
        whole = f"{self.name}\x1f{self.phone}\x1f{self.email}\x1f{self.website}\x1f{self.street}\x1f{self.postcode}"
        return hashlib.sha256(whole.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The same, made comparable; `shares` are its telephone number, mail, site and address, by the reason that they would be."""

    of: Described
    words: tuple[str, ...]
    shares: Mapping[Reason, str]

    @property
    def joined(self) -> str:
        """The name without spaces: "eet cafe" is "eetcafe"."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How alike two are: points of at most 100, and why."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def certainty(self) -> Certainty:
        """The points in three steps."""
        return next(certainty for points, certainty in CERTAINTIES if self.score >= points)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name that tell it apart: no capitals, accents, apostrophes, legal forms and small words.

    If nothing else is left, all of its words.
    """
    plain = unicodedata.normalize(
        "NFKD", _APOSTROPHES.sub("", name.casefold()).replace("&", " en ").replace("b.v.", "bv").replace("v.o.f.", "vof")
    )
    words = _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    telling = tuple(word for word in words if word not in _LEGAL_FORMS and word not in _SMALL_WORDS)
    return telling or tuple(words)


def phone_digits(phone: str) -> str:
    """A telephone number as digits, without the code of the country: "+31 570 00 00 10" is "0570000010"."""
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    return _MOBILE_PREFIX.sub("0", digits)


def host_of(website: str) -> str:
    """The site of an address, without www; empty for sites on which many have a page."""
    try:
        host = (urlsplit(website.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in _MULTIPLE_HOSTS else host


def address_of(street: str, postcode: str) -> str:
    """Postcode and house number: "7415 AA" and "Jurriënhof 1" are "7415AA 1"; empty without both."""
    numbers = _HOUSE_NUMBER.findall(street.casefold())
    code = re.sub(r"\s", "", postcode).upper()
    return f"{code} {''.join(numbers[-1])}" if code and numbers else ""


def traits_of(described: Described) -> Traits:
    """Make comparable."""
    shares = {
        Reason.PHONE: phone_digits(described.phone),
        Reason.EMAIL: described.email.strip().casefold(),
        Reason.WEBSITE: host_of(described.website),
        Reason.ADDRESS: address_of(described.street, described.postcode),
    }
    return Traits(of=described, words=name_words(described.name), shares={reason: value for reason, value in shares.items() if value})


def shared_by_many(everything: Iterable[Traits]) -> frozenset[tuple[Reason, str]]:
    """The numbers, addresses and the like that more than a handful have."""
    counts = Counter(share for traits in everything for share in traits.shares.items())
    return frozenset(share for share, count in counts.items() if count > HANDFUL)


def names_alike(one: Sequence[str], other: Sequence[str]) -> Reason | None:
    """How two names are alike, by the words that tell them apart; None if they are not."""
    if not one or not other:
        return None
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return Reason.SAME_NAME
    if len(one) == len(other):
        rest = list(other)
        if all(_take_alike(word, rest) for word in one):
            return Reason.ALMOST_SAME_NAME
    elif _numbers(one) == _numbers(other) and fuzz.ratio("".join(one), "".join(other)) >= 92:
        return Reason.ALMOST_SAME_NAME
    short, long = sorted((set(one), set(other)), key=len)
    if short < long and (len(short) > 1 or len(min(short)) >= 8):
        return Reason.PART_OF_NAME
    return None


def compare(one: Traits, other: Traits, *, many: frozenset[tuple[Reason, str]]) -> Match | None:
    """How alike two are, None if that is not worth a look; `many` are the shares that say little."""
    reasons = [reason for reason in (names_alike(one.words, other.words),) if reason]
    if _texts_alike(one.of.text, other.of.text):
        reasons.append(Reason.TEXT)
    score = sum(POINTS[reason] for reason in reasons)
    shared = [share for share in one.shares.items() if other.shares.get(share[0]) == share[1]]
    telling = [reason for reason, value in shared if (reason, value) not in many]
    contact = sum(POINTS[reason] for reason in telling) or (LITTLE if shared else 0)
    if one.of.organisation is not None and one.of.organisation == other.of.organisation:
        # All that one organisation does has its number and its door.
        contact = min(contact, WITHIN_ONE_ORGANISATION)
    score += contact + _about_place(one.of, other.of)
    if one.of.step != other.of.step:
        score += OTHER_STEP
    if score < CERTAINTIES[-1][0]:
        return None
    return Match(score=min(score, 100), reasons=(*reasons, *telling))


def pairs_to_compare(everything: Sequence[Traits]) -> set[tuple[int, int]]:
    """Places in the list of those that are worth comparing; how many grows with the number of rows, not with its square."""
    many, blocks = shared_by_many(everything), defaultdict(list)
    for place, traits in enumerate(everything):
        for key in _keys_of(traits, many):
            blocks[key].append(place)
    found: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) <= MAX_WITH_A_WORD:
            found.update(combinations(block, 2))
    by_name = sorted(range(len(everything)), key=lambda place: (everything[place].joined, place))
    for start, place in enumerate(by_name):
        found.update((min(place, near), max(place, near)) for near in by_name[start + 1 : start + 1 + NEIGHBOURS])
    return found


def find_pairs(everything: Sequence[Traits]) -> Iterator[tuple[Traits, Traits, Match]]:
    """All two of which it is worth looking whether they are one."""
    many = shared_by_many(everything)
    for first, second in sorted(pairs_to_compare(everything)):
        match = compare(everything[first], everything[second], many=many)
        if match:
            yield everything[first], everything[second], match


def find_like(one: Traits, everything: Sequence[Traits]) -> list[tuple[Traits, Match]]:
    """Those that are like one, most alike first. What is stored under its own key is left out."""
    others = [traits for traits in everything if traits.of.pk != one.of.pk]
    many = shared_by_many([one, *others])
    matches = ((other, compare(one, other, many=many)) for other in others)
    found = [(other, match) for other, match in matches if match]
    return sorted(found, key=lambda pair: (-pair[1].score, pair[0].of.pk))


def _keys_of(traits: Traits, many: frozenset[tuple[Reason, str]]) -> Iterator[tuple[str, str]]:
    for word in set(traits.words):
        yield "word", word
    yield "name", " ".join(sorted(traits.words))
    for share in traits.shares.items():
        if share not in many:
            yield share


def _take_alike(word: str, rest: list[str]) -> bool:
    """Take the same word, or one with a slip of the pen, out of the rest."""
    slips = 0 if not word.isalpha() or len(word) < 6 else 1 if len(word) < 10 else 2
    best = min(rest, key=lambda other: OSA.distance(word, other))
    if OSA.distance(word, best) > slips:
        return False
    rest.remove(best)
    return True


def _numbers(words: Sequence[str]) -> list[str]:
    return sorted(word for word in words if not word.isalpha())


def _texts_alike(one: str, other: str) -> bool:
    return bool(one and other) and fuzz.token_sort_ratio(one.casefold(), other.casefold()) >= 90


def _about_place(one: Described, other: Described) -> int:
    if one.is_city_wide or other.is_city_wide or not one.zones or not other.zones or one.zones & other.zones:
        return SAME_ZONE
    return OTHER_ZONE
