"""A generated city: entries of a title and 65 words from a vocabulary of 3,000, always the same for one seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, product

from search.choices import Facet, Step
from search.engine.base import Document
from search.understanding.words import COMPOUND_PARTS

VOCABULARY_SIZE = 3_000
BODY_WORDS = 65
TITLE_WORDS = 4
ZONES = 15
SEED = 20261123
# How steeply common words are commoner than rare ones: the n-th word has weight 1 / (n + flatness):
# at 1,000 the commonest word stands in one row of twenty, at 30 in one row of three.
FLATNESS = 1_000
STEPS = (Step.SELF, Step.NETWORK, Step.ORGANISATION)
STEP_WEIGHTS = (25, 33, 42)
CITY_WIDE_SHARE = 0.25
HOURS_SHARE = 0.6
DAYS = ("ma", "di", "wo", "do", "vr", "za", "ma-vr", "ma-do", "di,do", "1e ma", "laatste vr")
TIMES = ("9:00-17:00", "9:00-12:00", "10:00-12:00", "13:30-16:00", "19:00-21:30")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The vocabulary, the commonest word first, and a source of documents."""

    words: tuple[str, ...]
    seed: int
    flatness: int

    def documents(self, count: int) -> Iterator[Document]:
        """The first so many documents."""
        source = random.Random(self.seed)
        cumulative = list(accumulate(1 / (place + self.flatness) for place in range(len(self.words))))
        for number in range(1, count + 1):
            text = source.choices(self.words, cum_weights=cumulative, k=TITLE_WORDS + BODY_WORDS)
            yield _document(number, text, source)


def make_corpus(*, seed: int = SEED, flatness: int = FLATNESS) -> Corpus:
    """A vocabulary of simple words and compounds, in a random but fixed order."""
    simple = sorted(word for word in COMPOUND_PARTS if len(word) > 3)
    source = random.Random(seed)
    pairs = source.sample(list(product(simple[::7], simple[::11])), VOCABULARY_SIZE)
    words = list(dict.fromkeys([*simple, *(first + second for first, second in pairs)]))
    chosen = source.sample(words, VOCABULARY_SIZE)
    return Corpus(tuple(chosen), seed, flatness)


def _document(number: int, text: list[str], source: random.Random) -> Document:
    is_city_wide = source.random() < CITY_WIDE_SHARE
    zones = () if is_city_wide else tuple(source.sample(range(1, ZONES + 1), source.choice((1, 1, 1, 2, 3))))
    return Document(
        key=f"entry:{number}",
        kind="entry",
        object_id=number,
        version=1,
        step=source.choices(STEPS, STEP_WEIGHTS)[0],
        slug=f"hulp-{number}",
        url=f"/sociale-kaart/hulp-{number}/",
        title=" ".join(text[:TITLE_WORDS]),
        summary=" ".join(text[TITLE_WORDS : TITLE_WORDS + 12]),
        body=" ".join(text[TITLE_WORDS + 12 :]),
        zone_ids=zones,
        is_city_wide=is_city_wide,
        facets={
            Facet.HOW: tuple(source.sample(("thuis", "locatie", "telefoon", "online"), source.choice((1, 2)))),
            Facet.COST: (source.choice(("gratis", "klein-bedrag", "betaald")),),
            Facet.AUDIENCE: tuple(source.sample([f"groep-{place}" for place in range(10)], source.choice((1, 2, 3)))),
            Facet.THEME: tuple(source.sample([f"thema-{place}" for place in range(12)], source.choice((1, 1, 2)))),
            Facet.LANGUAGE: tuple(source.sample(("en", "tr", "ar", "pl"), source.choice((0, 0, 0, 1)))),
        },
        hours=f"{source.choice(DAYS)} {source.choice(TIMES)}" if source.random() < HOURS_SHARE else "",
        card={"phone": "0570-000010", "cost": "Gratis", "zones": [f"zone-{zone}" for zone in zones]},
    )
