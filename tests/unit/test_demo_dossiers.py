"""The demo dossiers keep to the bar for Dutch content: these rules hold for every text of every dossier."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from typing import Any

import pytest

from tests.unit.test_demo_content import DEMO, ENTRIES, INVENTED_NUMBER, ORGANISATIONS, STIFF, THEMES, ZONES, rows

Dossier = dict[str, Any]

STEPS = ("zelf", "omgeving", "organisatie")
WHOLE_CITY = "hele stad"
KEYS = ["slug", "title", "theme", "introduction", "points", "steps", "checklists", "questions", "words", "story", "additions"]
MAX_SENTENCE_WORDS = 20
MAX_MEAN_WORDS = 12
MIN_ZONES_WITH_AN_ADDITION = 10
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][”’)])\s+")
"""The end of a sentence, also within quotes. A colon ends none: what comes after it is still read in the same breath."""
NUMBER = re.compile(r"\b(?:0\d{2,3}-?\d{4,8}|11[23])\b")
"""Every way in which a telephone number can stand in a text."""
OFFICIAL = re.compile(
    r"\b(?:Wmo|DigiD|pgb|cv|[A-Z]{2,}|mantelzorger|respijtzorg|keukentafelgesprek|cliëntondersteuner|eigen bijdrage|bijzondere bijstand|"
    r"bezwaar|kwijtschelding|huurtoeslag|zorgverlof|bewindvoerder|incassobureau|deurwaarder|casemanager|wijkverpleegkundige|"
    r"ergotherapeut|jeugdteam|bijstand|betalingsregeling|inburgering)\b"
)
"""Words of offices and abbreviations: a resident reads them in letters, so they may stand in a text that explains them."""
FORMAL = re.compile(
    r"\b(?:belanghebbende|cliënten|doelgroep|faciliteren|hulpvraag|indicatie|inwonersparticipatie|zelfredzaam\w*|traject)\b"
)
PERSON_WITH_A_FULL_NAME = re.compile(r"(?:[Mm]evrouw|[Mm]eneer) [A-Z]\w+ (?:de |van )?[A-Z]\w+")

BY_ENTRY = {row["sleutel"]: row for row in ENTRIES}
ZONE_SLUGS = {row["slug"] for row in ZONES}
THEME_SLUGS = {row["slug"] for row in THEMES}
FILES = sorted((DEMO / "dossiers").glob("*.json"))
DOSSIERS: list[Dossier] = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
each_dossier = pytest.mark.parametrize("dossier", DOSSIERS, ids=[path.stem for path in FILES])


def shared_texts(dossier: Dossier) -> list[str]:
    """What every zone shows of a dossier, without the list of hard words."""
    lists = chain(*(checklist["items"] for checklist in dossier["checklists"]))
    answers = chain(*((pair["question"], pair["answer"]) for pair in dossier["questions"]))
    steps = chain(*(dossier["steps"][step]["text"] for step in STEPS))
    return [dossier["introduction"], *dossier["points"], *steps, *lists, *answers, *dossier["story"]["text"]]


def all_texts(dossier: Dossier) -> list[str]:
    """Every full sentence of a dossier, with the hard words and what the zones add."""
    additions = chain(*(addition["text"] for addition in dossier["additions"]))
    return [*shared_texts(dossier), *(word["meaning"] for word in dossier["words"]), *additions]


def headings(dossier: Dossier) -> list[str]:
    titled = [dossier, dossier["story"], *dossier["checklists"], *dossier["additions"]]
    return [part["title"] for part in titled]


def sentences(texts: list[str]) -> list[str]:
    return [part for text in texts for part in SENTENCE_END.split(text.replace("St. ", "St.~")) if part]


def words_in(sentence: str) -> int:
    return len(re.findall(r"[\w€][\w'’.,-]*", sentence.replace("~", " ")))


def entries_of(dossier: Dossier) -> list[str]:
    return list(chain(*(dossier["steps"][step]["entries"] for step in STEPS)))


def test_every_theme_has_one_dossier() -> None:
    assert len(FILES) == len(THEMES) == 12
    assert Counter(dossier["theme"] for dossier in DOSSIERS) == Counter(THEME_SLUGS)


def test_a_dossier_is_called_otherwise_than_its_theme() -> None:
    slugs, titles = [dossier["slug"] for dossier in DOSSIERS], [dossier["title"] for dossier in DOSSIERS]

    assert slugs == [path.stem for path in FILES]
    assert len(set(titles)) == len(titles)
    assert set(slugs) & THEME_SLUGS == set()
    assert set(titles) & {row["naam"] for row in THEMES} == set()


@each_dossier
def test_shape_of_a_dossier(dossier: Dossier) -> None:
    assert list(dossier) == KEYS
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", dossier["slug"])
    assert tuple(dossier["steps"]) == STEPS
    assert all(set(step) == {"text", "entries"} for step in dossier["steps"].values())
    assert all(set(checklist) == {"title", "items"} for checklist in dossier["checklists"])
    assert all(set(pair) == {"question", "answer"} for pair in dossier["questions"])
    assert all(set(word) == {"word", "meaning"} for word in dossier["words"])
    assert set(dossier["story"]) == {"title", "text"}
    assert all(set(addition) == {"zone", "title", "text"} for addition in dossier["additions"])
    assert all(text == text.strip() and "  " not in text for text in [*all_texts(dossier), *headings(dossier)])
    assert all([*all_texts(dossier), *headings(dossier)])


@each_dossier
def test_numbers_of_parts(dossier: Dossier) -> None:
    assert len(dossier["points"]) == 3
    assert all(2 <= len(step["text"]) <= 4 for step in dossier["steps"].values())
    assert all(2 <= len(step["entries"]) <= 4 for step in dossier["steps"].values())
    assert 1 <= len(dossier["checklists"]) <= 2
    assert all(5 <= len(checklist["items"]) <= 9 for checklist in dossier["checklists"])
    assert 4 <= len(dossier["questions"]) <= 6
    assert 3 <= len(dossier["words"]) <= 6
    assert 2 <= len(dossier["story"]["text"]) <= 3
    assert 1 <= len(dossier["additions"]) <= 3
    assert all(1 <= len(addition["text"]) <= 2 for addition in dossier["additions"])


@each_dossier
def test_texts_are_short(dossier: Dossier) -> None:
    items = list(chain(*(checklist["items"] for checklist in dossier["checklists"])))

    assert all(len(heading) <= 60 for heading in headings(dossier))
    assert len(dossier["introduction"]) <= 240
    assert [point for point in dossier["points"] if len(point) > 140] == []
    assert [item for item in items if len(item) > 120] == []
    assert [pair for pair in dossier["questions"] if not 2 <= len(sentences([pair["answer"]])) <= 4] == []
    assert [word for word in dossier["words"] if len(sentences([word["meaning"]])) != 1] == []
    assert all(pair["question"].endswith("?") for pair in dossier["questions"])


@each_dossier
def test_help_in_a_step_exists_and_fits(dossier: Dossier) -> None:
    for step in STEPS:
        for slug in dossier["steps"][step]["entries"]:
            row = BY_ENTRY[slug]
            assert (slug, row["stap"], row["gestopt_op"]) == (slug, step, "")
            assert (slug, row["zones"]) == (slug, WHOLE_CITY), "every zone shows this text"
            assert dossier["theme"] in row["themas"].split("|"), slug

    assert Counter(entries_of(dossier)).most_common(1)[0][1] == 1


def test_zones_exist_and_most_have_an_addition() -> None:
    added = [addition["zone"] for dossier in DOSSIERS for addition in dossier["additions"]]

    assert set(added) <= ZONE_SLUGS
    assert len(set(added)) >= MIN_ZONES_WITH_AN_ADDITION
    for dossier in DOSSIERS:
        zones = [addition["zone"] for addition in dossier["additions"]]
        assert len(set(zones)) == len(zones), dossier["slug"]


@each_dossier
def test_sentences_are_short_and_plain(dossier: Dossier) -> None:
    lengths = {sentence: words_in(sentence) for sentence in sentences(all_texts(dossier))}

    assert {sentence: length for sentence, length in lengths.items() if length > MAX_SENTENCE_WORDS} == {}
    assert sum(lengths.values()) / len(lengths) <= MAX_MEAN_WORDS


def test_no_two_dossiers_say_the_same() -> None:
    said = Counter(chain(*({sentence.casefold() for sentence in sentences(all_texts(dossier))} for dossier in DOSSIERS)))

    assert [sentence for sentence, times in said.items() if times > 1] == []


@each_dossier
def test_a_dossier_says_a_sentence_once(dossier: Dossier) -> None:
    assert [sentence for sentence, times in Counter(sentences(all_texts(dossier))).items() if times > 1] == []


@each_dossier
def test_hard_words_are_explained_and_explained_words_occur(dossier: Dossier) -> None:
    text = " ".join(shared_texts(dossier))
    explained = [word["word"] for word in dossier["words"]]
    hard = set(OFFICIAL.findall(" ".join([*all_texts(dossier), *headings(dossier)])))

    assert len(set(explained)) == len(explained)
    assert [word for word in explained if not re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)] == []
    assert {word for word in hard if not any(word in known for known in explained)} == set()


@each_dossier
def test_no_stiff_words_and_no_shouting(dossier: Dossier) -> None:
    texts = [*all_texts(dossier), *headings(dossier)]

    assert [text for text in texts if STIFF.search(text) or FORMAL.search(text)] == []
    assert [text for text in texts if "!" in text or "http" in text or "@" in text] == []
    assert [text for text in texts if PERSON_WITH_A_FULL_NAME.search(text)] == []


def numbers(texts: list[str]) -> set[str]:
    return set(NUMBER.findall(" ".join(texts)))


DIRECT_HELP = numbers([f"{row['telefoon']} {row['tekst']}" for row in rows("direct_help.csv")])
ORGANISATION_NUMBERS = {row["sleutel"]: row["telefoon"] for row in ORGANISATIONS}
DESKS = {ORGANISATION_NUMBERS[key] for key in ("wijkwinkel", "buurtcoaches-deventer", "gemeente-deventer")}
ZONE_OF = {row["slug"]: row["wijk"] for row in rows("locations.csv")}


@each_dossier
def test_telephone_numbers_are_those_of_what_is_named(dossier: Dossier) -> None:
    named = {BY_ENTRY[slug]["telefoon"] for slug in entries_of(dossier)}
    found = numbers(all_texts(dossier))

    assert {number for number in found if number not in DIRECT_HELP and not INVENTED_NUMBER.fullmatch(number)} == set()
    assert numbers(shared_texts(dossier)) <= named | DESKS | DIRECT_HELP
    assert re.findall(r"\d{5,}", re.sub(r"0570-0000\d\d", "", " ".join(all_texts(dossier)))) == []


@each_dossier
def test_there_is_always_a_person_to_reach(dossier: Dossier) -> None:
    assert numbers(dossier["steps"]["organisatie"]["text"]) & (DESKS | {BY_ENTRY[slug]["telefoon"] for slug in entries_of(dossier)})
    for addition in dossier["additions"]:
        zone = addition["zone"]
        near = {row["telefoon"] for row in ENTRIES if zone in row["zones"].split("|") and not row["gestopt_op"]}
        near |= {ORGANISATION_NUMBERS[row["organisatie"]] for row in rows("consulting_hours.csv") if ZONE_OF[row["plek"]] == zone}
        near |= {row["telefoon"] for row in ZONES if row["slug"] == zone}
        assert numbers(addition["text"]) & (near | DESKS), zone
        assert numbers(addition["text"]) <= near | DESKS | DIRECT_HELP, zone
