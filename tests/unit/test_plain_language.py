"""How easy a text is to read: the score, sentences that are found whole, and each kind of finding."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from core.plain_language import Finding, HardTerm, Kind, Level, check, occurring, sentences_of, words_of

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
SAMPLE_EASY = "U kunt hulp vragen in de wijk. Wij helpen u graag. Onze koffie is altijd klaar. U belt ons op een dag. Ook samen kan."
SAMPLE_PLAIN = (
    "De Wijkwinkel is er voor alle inwoners. U kunt er terecht met vragen over wonen, welzijn en zorg. "
    "Iemand luistert naar u en zoekt samen met u verder."
)
SAMPLE_HARD = (
    "De gemeentelijke ondersteuningsvoorziening maatschappelijke participatie wordt verstrekt indien de belanghebbende aantoonbaar "
    "weinig financiële draagkracht heeft en redelijkerwijs geen aanspraak kan maken op een voorliggende voorziening zoals bedoeld "
    "in de geldende beleidsregels."
)


def hard_terms() -> tuple[HardTerm, ...]:
    with (ROOT / "home" / "demo" / "hard_words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        HardTerm(word=row["woord"], easier=row["makkelijker"], forms=tuple(filter(None, row["vormen"].split(",")))) for row in rows
    )


def kinds(text: str) -> set[Kind]:
    return {finding.kind for finding in check(text).findings}


# The figures were measured with another program, on texts of as many words, sentences and syllables that begin the same.
@pytest.mark.parametrize(
    ("text", "score", "words_per_sentence"),
    [(SAMPLE_EASY, 106.7, 5.0), (SAMPLE_PLAIN, 85.4, 9.3), (SAMPLE_HARD, -23.2, 31.0)],
)
def test_score_is_that_of_flesch_douma(text: str, score: float, words_per_sentence: float) -> None:
    reading = check(text)

    assert (reading.score, reading.words_per_sentence) == (score, words_per_sentence)


def test_score_in_words() -> None:
    assert check(SAMPLE_EASY).level is Level.EASY
    assert check(SAMPLE_HARD).level is Level.HARD
    assert check("Op de eerste dag van de maand lezen wij. Gewoonlijk organiseren wij vergaderingen.").level is Level.MEDIUM
    assert [level.label for level in Level] == ["makkelijk", "kan makkelijker", "moeilijk"]


def test_an_easy_score_with_much_to_improve_can_be_easier() -> None:
    reading = check("Klik hier. Kom t/m vrijdag. Het is leuk op de hei. De zon is warm en rood.")

    assert reading.score is not None
    assert reading.score > 90
    assert reading.level is Level.MEDIUM


def test_a_few_words_and_none_have_no_score() -> None:
    assert check("Bel ons gerust.").score is None
    assert check("Bel ons gerust.").level is None
    assert check("").words == 0
    assert check(" \n - \n …").sentences == 0


@pytest.mark.parametrize("name", ["sentences_hard.txt"])
def test_hard_sentences_are_nearly_all_found(name: str) -> None:
    sentences = (DATA / name).read_text(encoding="utf-8").splitlines()
    terms = hard_terms()
    missed = [sentence for sentence in sentences if not check(sentence, hard_words=terms).findings]

    assert len(set(sentences)) == 60
    assert len(missed) <= 6, missed


def test_easy_sentences_are_nearly_all_left_alone() -> None:
    sentences = (DATA / "sentences_easy.txt").read_text(encoding="utf-8").splitlines()
    terms = hard_terms()
    found = [sentence for sentence in sentences if check(sentence, hard_words=terms).findings]

    assert len(set(sentences)) == 60
    assert len(found) <= 6, found


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Wij zijn open om 9.00 uur. Kom langs!", 2),
        ("Neem iets mee, bijv. een boek. Dat is leuk.", 2),
        ("Neem iets mee, bijv. De Stentor of een boek.", 1),
        ("Open van maandag t/m vrijdag van 9.00 t/m 17.00 uur. Bel vooraf.", 2),
        ("Bel 0570-000012. Of mail naar info@example.nl.", 2),
        ("Bel 0570 00 00 12 of kom langs.", 1),
        ("Vraag naar dhr. De Boer of mevr. J. Bakker in St. Jurriën. Zij helpen u.", 2),
        ("Het kost € 8.50 p.p. Koffie is gratis.", 2),
        ("Zeg 'u.' Hij zegt u. Dat mag.", 3),
        ("De schuld is van u. Wij helpen.", 2),
        ("Neem mee:\n- uw paspoort\n- uw brieven\n1. uw pas\n• een pen", 5),
        ("Wat kost het? € 2,50 per keer! 's Avonds is het gratis.", 3),
        ("Eten, drinken enz. Alles is er.", 2),
        ("Wacht… Nog even.", 2),
    ],
)
def test_sentences_end_where_people_end_them(text: str, sentences: int) -> None:
    assert len(sentences_of(text)) == sentences


def test_words_are_whole() -> None:
    assert words_of("Bel 0570-000012 (ma t/m vr), foto's: € 8,50 om 9.00 uur.") == (
        *("Bel", "0570-000012", "ma", "t/m", "vr", "foto's", "8,50", "om", "9.00", "uur"),
    )


def test_a_long_sentence_has_more_than_fifteen_words() -> None:
    fifteen = "een twee drie vier vijf zes zeven acht negen tien elf twaalf bel kom mee."

    assert kinds(fifteen) == set()
    assert check(f"Nu {fifteen}").findings == (
        Finding(
            kind=Kind.LONG_SENTENCE,
            sentence=f"Nu {fifteen}",
            piece=f"Nu {fifteen}",
            suggestion="Deze zin heeft 16 woorden. Maak er twee zinnen van.",
        ),
    )


def test_a_hard_word_comes_with_an_easier_one_in_every_form() -> None:
    terms = [
        HardTerm(word="voorziening", easier="hulp"),
        HardTerm(word="eigen bijdrage", easier="wat u zelf betaalt"),
        HardTerm(word="bijdrage", easier="geld"),
        HardTerm(word="annuleren", easier="afzeggen", forms=("annuleert",)),
    ]
    found = check("Uw Voorzieningen en de eigen bijdrage. Hij annuleert.", hard_words=terms).findings

    assert [(one.piece, one.suggestion) for one in found] == [
        ("Voorzieningen", "Schrijf liever: hulp. Of leg het woord uit."),
        ("eigen bijdrage", "Schrijf liever: wat u zelf betaalt. Of leg het woord uit."),
        ("annuleert", "Schrijf liever: afzeggen. Of leg het woord uit."),
    ]
    assert check("Voorzieningenwijzer voor iedereen", hard_words=terms[:1]).findings[0].kind is Kind.LONG_WORD
    assert occurring("De bijdrage. Een voorziening of bijdrage.", terms) == (terms[2], terms[0])


def test_a_long_word_is_one_that_few_know() -> None:
    assert kinds("Wij bieden dienstverlening.") == {Kind.LONG_WORD}
    for known in ("vrijwilligers", "medewerker", "Dinsdagmiddag", "dorpsgenoten", "mogelijkheden", "apparaten", "winterjassen"):
        assert kinds(f"{known} mag.") == set(), known
    assert kinds("Kom naar Rivierenwijkzuidenveld of info@voorbeeldorganisatie.nl") == set()


@pytest.mark.parametrize(
    ("sentence", "piece"),
    [
        ("De hulp wordt gegeven door ons.", "wordt gegeven"),
        ("Vragen worden snel beantwoord.", "worden beantwoord"),
        ("De brief is verstuurd.", "is verstuurd"),
        ("Het plan kan worden aangevraagd.", "worden aangevraagd"),
        ("De uitslag is met u besproken.", "is besproken"),
        ("U wordt lid van de club.", ""),
        ("Het is gezond en gezellig.", ""),
        ("De winkel is gesloten.", ""),
        ("Zij is verhuisd naar Bathmen.", ""),
        ("Hij heeft zijn huis verkocht.", ""),
        ("Een kind vertelt het aan zijn ouders.", ""),
        ("Er is een gesprek, en dan belt u.", ""),
        ("De zaal is in Zandweerd.", ""),
        ("Wij zijn er om u te verzorgen.", ""),
    ],
)
def test_passive_is_told_from_what_looks_like_it(sentence: str, piece: str) -> None:
    assert [one.piece for one in check(sentence).findings if one.kind is Kind.PASSIVE] == ([piece] if piece else [])


@pytest.mark.parametrize("text", ["Klik hier.", "Klikt u dan hier voor de lijst.", "Klik op deze link.", "Hier klikken voor de kaart."])
def test_links_say_where_they_lead(text: str) -> None:
    assert Kind.VAGUE_LINK in kinds(text)
    assert kinds("Klik op de groene knop. Hier vindt u ons.") == set()


def test_texts_of_links_are_looked_at_too() -> None:
    found = check("Lees de lijst.", links=["Lees meer", "hier", "Lees meer over vallen"]).findings

    assert [(one.kind, one.piece) for one in found] == [(Kind.VAGUE_LINK, "Lees meer"), (Kind.VAGUE_LINK, "hier")]


def test_capitals_shout_but_letters_of_offices_do_not() -> None:
    assert kinds("LET OP: DE ZAAL IS DICHT") == {Kind.CAPITALS}
    assert kinds("Dit is GRATIS voor u.") == {Kind.CAPITALS}
    assert kinds("Vraag uw AOW aan op uw PC.") == set()


@pytest.mark.parametrize(
    ("text", "piece", "advice"),
    [
        ("Kom t/m vrijdag.", "t/m", "Schrijf voluit: tot en met."),
        ("Betaal d.m.v. een kaart.", "d.m.v.", "Schrijf voluit: met."),
        ("Zie bijv. de folder.", "bijv.", "Schrijf voluit: bijvoorbeeld."),
        ("Dat is a.s. dinsdag.", "a.s.", "Schrijf dit voluit, of laat het weg."),
    ],
)
def test_short_forms_are_written_out(text: str, piece: str, advice: str) -> None:
    assert [(one.piece, one.suggestion) for one in check(text).findings] == [(piece, advice)]


def test_letters_of_a_law_may_stand_behind_what_it_is() -> None:
    assert kinds("U hebt recht op Wmo.") == {Kind.SHORT_FORM}
    assert kinds("U krijgt hulp van de gemeente (Wmo).") == set()
