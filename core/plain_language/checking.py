"""What makes a text hard to read: a score for the whole, and each place that could be easier with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.plain_language.lists import COMMON_WORDS, KNOWN_LETTERS, SHORT_FORMS, SHORT_NAMES, VAGUE_LINKS
from core.plain_language.passive import passive_in
from core.plain_language.sentences import sentences_of, syllables_in, words_of

MAX_SENTENCE_WORDS = 15
MAX_SYLLABLES = 3
# Flesch-Douma says nothing of a few words.
MIN_SCORED_WORDS = 5
EASY_FROM = 70.0
MEDIUM_FROM = 45.0
# An easy text still has something to make easier in at most one of so many sentences.
SENTENCES_PER_FINDING = 3
_CLICK = re.compile(
    r"\bklikt?\b(?:\W+\w+){0,3}?\W+(?:hier|(?:de|deze|onderstaande|volgende)\W+(?:link|knop))\b|\bhier\W+(?:te\W+)?klikken\b", re.IGNORECASE
)
_DOTTED = re.compile(r"(?<![\w.])(?:[a-z]{1,2}\.){2,}(?![\w])", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-ZÀ-Þ]{2,}(?:['\u2019-][A-ZÀ-Þ]+)*\b")
_ENDINGS = ("en", "'s", "s", "e", "n", "")
_DAY_PARTS = re.compile(r"(?:maan|dins|woens|donder|vrij|zater|zon|feest|werk)dag(?:ochtend|middag|avond|nacht)(?:en)?")


class Kind(StrEnum):
    """What makes a piece of text hard to read."""

    LONG_SENTENCE = "lange-zin"
    HARD_WORD = "moeilijk-woord"
    LONG_WORD = "lang-woord"
    PASSIVE = "lijdende-vorm"
    VAGUE_LINK = "klik-hier"
    CAPITALS = "hoofdletters"
    SHORT_FORM = "afkorting"


class Level(StrEnum):
    """How hard a text is, for who writes it."""

    EASY = "makkelijk"
    MEDIUM = "kan-makkelijker"
    HARD = "moeilijk"

    @property
    def label(self) -> str:
        """The level in words."""
        return str(_LABELS[self])


_LABELS = {Level.EASY: gettext_lazy("makkelijk"), Level.MEDIUM: gettext_lazy("kan makkelijker"), Level.HARD: gettext_lazy("moeilijk")}


@dataclass(frozen=True, slots=True, kw_only=True)
class HardTerm:
    """A word or phrase that many people do not know, its other forms, and what to write instead."""

    word: str
    easier: str
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place in a text that could be easier: the sentence, the piece of it, and what to do."""

    kind: Kind
    sentence: str
    piece: str
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a text reads. `score` is Flesch-Douma, higher is easier, None for fewer than five words."""

    score: float | None
    words: int
    sentences: int
    words_per_sentence: float
    syllables_per_word: float
    findings: tuple[Finding, ...] = ()

    @property
    def level(self) -> Level | None:
        """How hard the text is; None for fewer than five words."""
        if self.score is None:
            return None
        if self.score < MEDIUM_FROM:
            return Level.HARD
        is_clean = len(self.findings) * SENTENCES_PER_FINDING <= max(self.sentences, SENTENCES_PER_FINDING)
        return Level.EASY if self.score >= EASY_FROM and is_clean else Level.MEDIUM


def check(text: str, *, hard_words: Iterable[HardTerm] = (), links: Iterable[str] = ()) -> Reading:
    """Read a text as its public would. `links` are the texts of its links. Findings stand in the order of the text."""
    sentences = sentences_of(text)
    words = [word for sentence in sentences for word in words_of(sentence)]
    terms = _by_first_word(tuple(hard_words))
    asl = len(words) / len(sentences) if sentences else 0.0
    asw = sum(map(syllables_in, words)) / len(words) if words else 0.0
    found = [finding for sentence in sentences for finding in _findings(sentence, terms)]
    found += [_vague_link(link) for link in links if link.strip(" .!:").lower() in VAGUE_LINKS]
    return Reading(
        score=round(206.835 - 0.93 * asl - 77 * asw, 1) if len(words) >= MIN_SCORED_WORDS else None,
        words=len(words),
        sentences=len(sentences),
        words_per_sentence=round(asl, 1),
        syllables_per_word=round(asw, 2),
        findings=tuple(dict.fromkeys(found)),
    )


def occurring(text: str, terms: Iterable[HardTerm]) -> tuple[HardTerm, ...]:
    """The hard words that occur in a text, each once, in the order of the text."""
    known = _by_first_word(tuple(terms))
    return tuple(dict.fromkeys(term for sentence in sentences_of(text) for term, _piece, _at in _hard_terms(words_of(sentence), known)))


def is_form_of(word: str, term: HardTerm) -> bool:
    """Whether a word or phrase is one of the forms of a term, whatever its capitals."""
    return tuple(one.lower() for one in words_of(word)) in _forms_of(term)


def _forms_of(term: HardTerm) -> Iterator[tuple[str, ...]]:
    """The words of every form of a term, with every ending of the last one."""
    for form in (term.word, *term.forms):
        words = [word.lower() for word in words_of(form)]
        if not words:
            # Of marks alone nothing is left but the endings, which are words of their own.
            continue
        *before, last = words
        for ending in _ENDINGS:
            yield (*before, last + ending)


_Terms = Mapping[str, Sequence[tuple[tuple[str, ...], HardTerm]]]


@lru_cache(maxsize=4)
def _by_first_word(terms: tuple[HardTerm, ...]) -> _Terms:
    """The words of every form of every term, by the first of them, longest first."""
    found: dict[str, dict[tuple[str, ...], HardTerm]] = {}
    for term in terms:
        for words in _forms_of(term):
            # A form that somebody typed goes before one that was made.
            found.setdefault(words[0], {}).setdefault(words, term)
    return {first: sorted(forms.items(), key=lambda item: -len(item[0])) for first, forms in found.items()}


def _hard_terms(words: Sequence[str], terms: _Terms) -> Iterator[tuple[HardTerm, str, range]]:
    """The hard terms in a sentence, the longest at each place, with the piece as written and where it is."""
    lowered, at = [word.lower() for word in words], 0
    while at < len(words):
        here = ((form, term) for form, term in terms.get(lowered[at], ()) if tuple(lowered[at : at + len(form)]) == form)
        match = next(here, None)
        if match:
            yield match[1], " ".join(words[at : at + len(match[0])]), range(at, at + len(match[0]))
        at += len(match[0]) if match else 1


def _findings(sentence: str, terms: _Terms) -> Iterator[Finding]:
    words = words_of(sentence)
    if len(words) > MAX_SENTENCE_WORDS:
        advice = _("Deze zin heeft %(count)d woorden. Maak er twee zinnen van.") % {"count": len(words)}
        yield Finding(kind=Kind.LONG_SENTENCE, sentence=sentence, piece=sentence, suggestion=advice)
    taken: set[int] = set()
    for term, piece, places in _hard_terms(words, terms):
        taken.update(places)
        yield Finding(
            kind=Kind.HARD_WORD,
            sentence=sentence,
            piece=piece,
            suggestion=_("Schrijf liever: %(easier)s. Of leg het woord uit.") % {"easier": term.easier},
        )
    for at, word in enumerate(words):
        if at not in taken and _is_long(word, is_first=at == 0):
            advice = _("Dit is een lang woord. Weet u een korter woord, of legt u het uit?")
            yield Finding(kind=Kind.LONG_WORD, sentence=sentence, piece=word, suggestion=advice)
    if piece := passive_in(sentence):
        advice = _("Schrijf wie het doet. Niet: de hulp wordt gegeven. Maar: een vrijwilliger helpt u.")
        yield Finding(kind=Kind.PASSIVE, sentence=sentence, piece=piece, suggestion=advice)
    if click := _CLICK.search(sentence):
        yield _vague_link(click.group(), sentence)
    shouted = list(_in_capitals(sentence))
    yield from shouted
    yield from _short_forms(sentence)
    if not shouted:
        yield from _letters(sentence)


def _vague_link(piece: str, sentence: str = "") -> Finding:
    advice = _("Laat de link zelf zeggen waar hij heen gaat. Bijvoorbeeld: Lees meer over valpreventie.")
    return Finding(kind=Kind.VAGUE_LINK, sentence=sentence or piece, piece=piece, suggestion=advice)


def _is_long(word: str, *, is_first: bool) -> bool:
    """Whether a word has more than three syllables and is no name, address or word that most people know."""
    if syllables_in(word) <= MAX_SYLLABLES or (not is_first and word[:1].isupper()) or re.search(r"[\d@/.:]", word):
        return False
    lowered = word.lower()
    return not _DAY_PARTS.fullmatch(lowered) and COMMON_WORDS.isdisjoint(_bases(lowered))


def _bases(word: str) -> Iterator[str]:
    """What a word may be a form of: "genoten" of "genoot", "mogelijkheden" of "mogelijkheid"."""
    for ending in _ENDINGS:
        if word.endswith(ending):
            yield word.removesuffix(ending)
    if word.endswith("heden"):
        yield word.removesuffix("heden") + "heid"
    for ending in ("en", "e"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            yield stem[:-1] + stem[-2:] if stem[-2] in "aeou" else stem[:-1]
            yield stem[:-1] + {"z": "s", "v": "f"}.get(stem[-1], stem[-1])


def _in_capitals(sentence: str) -> Iterator[Finding]:
    """Words that are shouted: one of five letters, or several in a row."""
    shouted = [word for word in words_of(sentence) if _CAPITALS.fullmatch(word) and word not in KNOWN_LETTERS]
    if any(len(word) > 4 for word in shouted) or (len(shouted) > 2 and len(shouted) * 2 > len(words_of(sentence))):
        advice = _("Gebruik gewone letters. Hoofdletters lezen moeilijk en lijken boos.")
        yield Finding(kind=Kind.CAPITALS, sentence=sentence, piece=" ".join(shouted), suggestion=advice)


def _short_forms(sentence: str) -> Iterator[Finding]:
    """Short forms of words."""
    lowered = sentence.lower()
    for match in re.finditer(r"(?<![\w./])[a-z/.]{2,8}(?!\w)", lowered):
        short = match.group()
        meaning = SHORT_FORMS.get(short)
        if meaning is None and not _DOTTED.fullmatch(short):
            continue
        advice = _("Schrijf voluit: %(words)s.") % {"words": meaning} if meaning else _("Schrijf dit voluit, of laat het weg.")
        yield Finding(kind=Kind.SHORT_FORM, sentence=sentence, piece=sentence[match.start() : match.end()], suggestion=advice)


def _letters(sentence: str) -> Iterator[Finding]:
    """Letters that stand for an office or a law, unless they stand behind it, in brackets."""
    outside = re.sub(r"\([^()]*\)", "", sentence)
    for word in words_of(outside):
        is_short = (_CAPITALS.fullmatch(word) and len(word) <= 4 and word not in KNOWN_LETTERS) or word.lower().split("-")[0] in SHORT_NAMES
        if is_short:
            advice = _("Schrijf eerst wat het is, en dan de letters tussen haakjes. Bijvoorbeeld: hulp van de gemeente (Wmo).")
            yield Finding(kind=Kind.SHORT_FORM, sentence=sentence, piece=word, suggestion=advice)
