"""Folding, words, compounds, synonyms, danger words: all without a database."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.understanding.folding import clean, fold, shown_tokens, tokens
from search.understanding.queries import MAX_WORDS, understand
from search.understanding.sounds import sound_of
from search.understanding.thesaurus import COMPOUND, JOINED, LAY, SPELLINGS, SYNONYM, DangerRule, SynonymRule, Thesaurus
from search.understanding.vocabulary import Vocabulary, Word
from search.understanding.words import COMPOUND_PARTS, STOP_WORDS, compound_parts, part_stems, stem, stems

EMPTY = Thesaurus()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Diëtist", "dietist"),
        ("die\u0308tist", "dietist"),
        ("ĲSSEL", "ijssel"),
        ("ĳs", "ijs"),
        ("cœur æther", "coeur aether"),
        ("Łódź Øst straße", "lodz ost strasse"),
        ("ﬁets", "fiets"),
        ("hu\u200blp\u202e", "hulp"),
        ("ÉÈ", "ee"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foto's & zo'n", ["fotos", "zon"]),
        ("W.M.O. aanvragen", ["wmo", "aanvragen"]),
        ("Tafeltje-dek-je", ["tafeltje", "dek", "je"]),
        ("’s-Hertogenbosch", ["s", "hertogenbosch"]),
        ("snake_case", ["snake", "case"]),
        ("0800-2000", ["0800", "2000"]),
        ('"hulp" AND (NEAR*)', ["hulp", "and", "near"]),
        ("", []),
        ("!?", []),
    ],
)
def test_tokens(text: str, words: list[str]) -> None:
    assert tokens(text) == words


def test_tokens_are_shown_as_people_write_them() -> None:
    assert shown_tokens("De Diëtist, café's") == [("de", "de"), ("dietist", "diëtist"), ("cafes", "cafés")]


@pytest.mark.parametrize("letter", ["a", "é"])
def test_words_longer_than_a_word_are_cut_as_written_too(letter: str) -> None:
    assert shown_tokens(letter * 100) == [(fold(letter) * 60, letter * 60)]


def test_cleaning_keeps_what_people_read() -> None:
    assert clean("  een\x00 twee\n\tdrie\u200b \ud800 ", limit=200) == "een twee drie"
    assert clean("x" * 500, limit=200) == "x" * 200


@pytest.mark.parametrize(
    "family",
    [
        ("boodschap", "boodschappen"),
        ("vrijwilliger", "vrijwilligers"),
        ("schuld", "schulden"),
        ("mantelzorg", "mantelzorger"),
        ("huisarts", "huisartsen"),
        ("driewielfiets", "driewielfietsen"),
        ("kind", "kinderen"),
        ("brief", "brieven"),
    ],
)
def test_forms_of_one_word_share_a_stem(family: tuple[str, str]) -> None:
    assert stem(family[0]) == stem(family[1])


def test_a_bench_is_not_a_bank() -> None:
    assert stem("bankje") != stem("bank")


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("schuldhulpverlening", ("schuld", "hulp", "verlening")),
        ("boodschappendienst", ("boodschappen", "dienst")),
        ("vrijwilligerswerk", ("vrijwilligers", "werk")),
        ("wijkteam", ("wijk", "team")),
        ("vrijwilliger", ()),
        ("appelscha", ()),
        ("hulp", ()),
        ("huisraad", ()),
        ("boodschappendienstx", ()),
        ("hulp112", ()),
    ],
)
def test_compounds(word: str, parts: tuple[str, ...]) -> None:
    assert compound_parts(word) == parts


def test_parts_of_parts_are_found_too() -> None:
    assert "hulp" in part_stems("zelfhulpgroep")


@given(word=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", max_size=60))
def test_the_parts_of_any_word_are_known_and_in_order(word: str) -> None:
    place = 0
    for part in compound_parts(word):
        assert part in COMPOUND_PARTS
        place = word.index(part, place) + len(part)


def test_negations_are_never_stop_words() -> None:
    assert not {"niet", "geen", "zonder"} & STOP_WORDS
    assert stems("de geen het") == (stem("geen"),)


def test_stop_words_stay_if_there_is_nothing_else() -> None:
    assert understand("de het een", EMPTY).words == ("de", "het", "een")
    assert understand("de koffie", EMPTY).words == ("koffie",)


def test_whom_it_is_about_is_no_condition() -> None:
    found = understand("wie doet de boodschappen voor mijn moeder", EMPTY)

    assert (found.words, found.optional) == (("boodschappen",), ("moeder",))
    assert understand("mijn moeder", EMPTY).words == ("moeder",)
    assert understand("ik wil niet meer", EMPTY).words == ("wil", "niet", "meer")


def test_a_lay_phrase_is_about_anybody() -> None:
    forgets = Thesaurus([SynonymRule(term="mijn moeder vergeet alles", words=("dementie",), is_two_way=False)])

    assert _sources("mijn vader vergeet alles", forgets) == [(LAY, ("dementie",), ())]
    assert _sources("mijn vader", forgets) == []


def test_an_empty_query_is_empty() -> None:
    assert understand(" \x00 !!", EMPTY).is_empty


TWO_WAY = Thesaurus([SynonymRule(term="huishoudelijke hulp", words=("poetshulp", "hulp in de huishouding"))])
ONE_WAY = Thesaurus([SynonymRule(term="ik red het niet meer alleen", words=("mantelzorg", "buurtcoach"), is_two_way=False)])


def _sources(text: str, thesaurus: Thesaurus) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    return [
        (found.source, found.phrases, found.covers) for found in understand(text, thesaurus).alternatives if found.source not in SPELLINGS
    ]


def test_two_way_synonyms_replace_the_words_they_cover() -> None:
    assert _sources("dure poetshulp", TWO_WAY) == [(SYNONYM, ("huishoudelijke hulp", "hulp in de huishouding"), (1,))]
    assert _sources("hulp voor huishoudelijke klussen", TWO_WAY)[0][2] == (0, 1)
    assert _sources("hulp", TWO_WAY) == []


@pytest.mark.parametrize("typed", ["ik red het niet meer alleen", "Red het niet meer alleen!", "mijn moeder redt het alleen niet meer"])
def test_a_lay_phrase_matches_on_all_its_content_words(typed: str) -> None:
    assert _sources(typed, ONE_WAY) == [(LAY, ("mantelzorg", "buurtcoach"), ())]


@pytest.mark.parametrize("typed", ["ik red het alleen", "mantelzorg", "niet meer alleen"])
def test_a_lay_phrase_needs_all_of_them_and_works_one_way(typed: str) -> None:
    assert _sources(typed, ONE_WAY) == []


def test_a_phrase_of_one_content_word_needs_its_small_words_too() -> None:
    shopping = Thesaurus([SynonymRule(term="wie doet boodschappen voor mij", words=("boodschappendienst",), is_two_way=False)])

    assert _sources("boodschappen", shopping) == []
    assert _sources("wie doet de boodschappen voor mij?", shopping) == [(LAY, ("boodschappendienst",), ())]


def test_a_typed_compound_is_also_taken_apart() -> None:
    found = understand("boodschappenhulp", EMPTY).alternatives

    assert [(alternative.source, alternative.phrases, alternative.covers) for alternative in found] == [
        (COMPOUND, ("boodschappen hulp",), (0,))
    ]


def test_two_words_that_are_one_are_also_put_together() -> None:
    (found,) = understand("rol stoel", EMPTY).alternatives

    assert (found.source, found.covers) == (JOINED, (0, 1))
    assert "rolstoel" in found.phrases
    assert understand("er op uit", EMPTY).alternatives == ()


def test_places_and_times_are_wishes_and_no_condition() -> None:
    city = Thesaurus(places=["Borgele en Platvoet", "Colmschate-Noord", "De Hoven"])

    found = understand("koffie dinsdagochtend platvoet", city)

    assert (found.words, found.wishes, found.optional) == (
        ("koffie",),
        ("dinsdag", "ochtend", "platvoet"),
        ("dinsdag", "ochtend", "platvoet"),
    )
    assert city.places == {"borgele", "platvoet", "colmschate"}
    # If there is nothing else it is what is looked for.
    assert understand("platvoet", city).words == ("platvoet",)
    assert understand("dinsdag", city).wishes == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sosjaal", "sociaal"),
        ("fisiotherapie", "fysiotherapie"),
        ("huisards", "huisarts"),
        ("dokumenten", "documenten"),
        ("sjikaan", "chicane"),
    ],
)
def test_who_spells_by_ear_is_understood_as_far_as_rules_reach(typed: str, meant: str) -> None:
    vocabulary = Vocabulary([Word(word, word, stem(word), 3, 1) for word in (meant, "zwembad", "koffie")])

    expected = [] if typed == "sjikaan" else [meant]
    assert [word.word for word in vocabulary.corrected(typed)] == expected


@pytest.mark.parametrize("words", [("hulp", "help"), ("raad", "rat"), ("boodschap", "boot"), ("vrijheid", "vrijer")])
def test_other_words_do_not_sound_alike(words: tuple[str, str]) -> None:
    assert sound_of(words[0]) != sound_of(words[1])


DANGER = Thesaurus(
    dangers=[
        DangerRule(key="113", phrases=("zelfmoord", "wil dood", "niet meer leven"), not_with=("de dood van", "over de dood")),
        DangerRule(key="veilig-thuis", phrases=("geweld", "slaat mij", "bang voor mijn man"), not_with=("klok slaat",)),
        DangerRule(key="112", phrases=("brand",), not_with=("brandverzekering", "brand voorkomen")),
    ]
)


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("Zelfmoord", ("113",)),
        ("zelfmoort", ("113",)),
        ("ik wil eigenlijk dood", ("113",)),
        ("ik wil niet meer leven", ("113",)),
        ("mijn man slaat soms mij", ("veilig-thuis",)),
        ("ik ben bang voor mijn man", ("veilig-thuis",)),
        ("brand! ik wil dood", ("113", "112")),
        ("brandverzekering brand", ("112",)),
        ("mijn klok slaat en mijn man slaat mij", ("veilig-thuis",)),
        ("praten over de dood", ()),
        ("ik wil dood na de dood van mijn man", ("113",)),
        ("brand leren voorkomen", ()),
        ("geweldige avond", ()),
        ("dat is wel geweldig", ()),
        ("geweld", ("veilig-thuis",)),
        ("de klok slaat mij om de oren", ()),
        ("brandweer", ()),
        ("dood hout, wil wandelen", ()),
        ("", ()),
    ],
)
def test_danger_words_call_for_direct_help(typed: str, keys: tuple[str, ...]) -> None:
    assert DANGER.dangers(typed) == keys


@given(text=st.text(max_size=400))
def test_no_text_makes_understanding_fail(text: str) -> None:
    found = understand(text, TWO_WAY)

    assert len(found.text) <= 200
    assert len(found.words) <= MAX_WORDS
    assert all(word == fold(word) for word in found.words)
    assert set(DANGER.dangers(text)) <= {"113", "veilig-thuis", "112"}


@given(text=st.text(max_size=80))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert tokens(" ".join(tokens(text))) == tokens(text)


@pytest.mark.parametrize("text", ["a" * 100_000, "hulp " * 20_000, '"' * 100_000, "\u0301" * 100_000, "OR (" * 25_000, "🧑‍🦽" * 30_000])
def test_work_is_bounded_whatever_the_length(text: str) -> None:
    started = time.process_time()
    found = understand(text, TWO_WAY)

    assert time.process_time() - started < 0.05
    assert len(found.text) <= 200
