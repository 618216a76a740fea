"""The demo city keeps to the bar for Dutch content: these rules hold for every row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from agenda.choices import HELD_IN
from core.choices import AccessDetail
from core.plain_language import HardTerm, Kind, check, is_form_of
from search.understanding.words import stems
from socialmap.choices import Certainty
from socialmap.rules import Described, find_pairs, traits_of

DEMO = Path(__file__).resolve().parents[2] / "home" / "demo"
NATIONAL_LINES = {
    "112", "113", "0800-0113", "0800-2000", "0900-8844", "0800-0432", "088-0767000", "0800-8020", "0800-8115", "0800-5088", "088-7867372",
}  # fmt: skip
INVENTED_NUMBER = re.compile(r"0570-0000\d\d")
STIFF = re.compile(r"\b(?:klik hier|voorziening(?:en)?|participatie|indien|dient te|middels|teneinde|d\.m\.v\.|i\.v\.m\.)\b", re.IGNORECASE)
MAX_SENTENCE_WORDS = 20
TODAY = date(2026, 11, 23)


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ENTRIES = [row for path in sorted((DEMO / "entries").glob("*.csv")) for row in rows(f"entries/{path.name}")]
ORGANISATIONS = rows("organisations.csv")
ZONES = rows("zones.csv")
THEMES = rows("themes.csv")
EVENTS = rows("events.csv")


def test_city_is_as_large_as_promised() -> None:
    assert len(ENTRIES) >= 420
    assert 85 <= len(ORGANISATIONS) <= 110
    assert len(ZONES) == 15
    assert len(THEMES) >= 10


def test_steps_are_shared_out_honestly() -> None:
    share = {step: count / len(ENTRIES) for step, count in Counter(row["stap"] for row in ENTRIES).items()}

    assert 0.2 <= share["zelf"] <= 0.3
    assert share["omgeving"] >= 0.3
    assert share["organisatie"] >= 0.3


@pytest.mark.parametrize("theme", [row["slug"] for row in THEMES])
def test_every_theme_has_all_three_steps(theme: str) -> None:
    steps = Counter(row["stap"] for row in ENTRIES if row["themas"].split("|")[0] == theme)

    assert min(steps[step] for step in ("zelf", "omgeving", "organisatie")) >= 8


@pytest.mark.parametrize("zone", [row["slug"] for row in ZONES])
def test_every_zone_has_help_of_its_own(zone: str) -> None:
    own = [row for row in ENTRIES if row["stap"] == "omgeving" and row["zones"] == zone]

    assert len(own) >= 5


def test_keys_and_titles_are_used_once() -> None:
    for column in ("sleutel", "titel"):
        twice = [value for value, count in Counter(row[column] for row in ENTRIES).items() if count > 1]

        assert twice == []


def test_sentences_are_short_and_plain() -> None:
    long = [row["sleutel"] for row in ENTRIES if len(row["zin"]) > 140]
    stiff = [row["sleutel"] for row in ENTRIES if STIFF.search(row["zin"] + " " + row["uitleg"])]
    winding = [
        (row["sleutel"], sentence)
        for row in ENTRIES
        for sentence in re.split(r"(?<=[.!?:])\s+", row["zin"])
        if len(sentence.split()) > MAX_SENTENCE_WORDS
    ]

    assert (long, stiff, winding) == ([], [], [])


def test_telephone_numbers_belong_to_nobody_or_to_a_national_line() -> None:
    numbers = {row["telefoon"] for row in [*ENTRIES, *ORGANISATIONS] if row["telefoon"]}
    strange = {number for number in numbers if number not in NATIONAL_LINES and not INVENTED_NUMBER.fullmatch(number)}

    assert strange == set()


def test_addresses_on_the_web_belong_to_nobody() -> None:
    everything = [*ENTRIES, *ORGANISATIONS]

    assert {row["email"].partition("@")[2] for row in everything if row["email"]} == {"example.nl"}
    assert all(row["website"].startswith("https://www.example.nl") for row in everything if row["website"])


def test_everything_is_marked_as_demonstration() -> None:
    assert {row["bron"] for row in [*ENTRIES, *ORGANISATIONS]} == {"demo"}


def test_there_is_something_for_every_tool_to_work_on() -> None:
    assert sum(1 for row in ENTRIES if row["nakijken_op"] and date.fromisoformat(row["nakijken_op"]) < TODAY) >= 20
    stopped = [row for row in ENTRIES if row["gestopt_op"]]
    assert len(stopped) >= 10
    assert all(row["alternatieven"] for row in stopped)
    assert sum(1 for row in ENTRIES if row["talen"]) >= 40
    assert sum(1 for row in ENTRIES if not row["tijden"]) >= 40
    assert any(re.search(r"[ëéèïüşğ]", row["titel"]) for row in ENTRIES)


def alike(*certainties: Certainty) -> set[tuple[str, str]]:
    """The keys of every two entries that the merge tool would show with one of these certainties."""
    traits = [
        traits_of(
            Described(
                pk=number,
                name=row["titel"],
                phone=row["telefoon"],
                email=row["email"],
                website=row["website"],
                street=row["straat"],
                postcode=row["postcode"],
                text=row["zin"],
                step=row["stap"],
                organisation=hash(row["organisatie"]) if row["organisatie"] else None,
                zones=frozenset(map(hash, row["zones"].split("|"))),
                is_city_wide=row["zones"] == "hele stad",
            )
        )
        for number, row in enumerate(ENTRIES)
    ]
    found = [(one.of.pk, other.of.pk) for one, other, match in find_pairs(traits) if match.certainty in certainties]
    return {(ENTRIES[one]["sleutel"], ENTRIES[other]["sleutel"]) for one, other in found}


def came_in_twice() -> set[tuple[str, str]]:
    """What the library wrote down once more, without the organisation that offers it, after what was there."""
    first = {(row["telefoon"], row["themas"].split("|")[0], row["titel"].split()[0].strip(":")): row for row in reversed(ENTRIES)}
    again = [row for row in ENTRIES if row["stap"] != "zelf" and not row["organisatie"]]
    return {
        (first[row["telefoon"], row["themas"].split("|")[0], row["titel"].split()[0].strip(":")]["sleutel"], row["sleutel"])
        for row in again
    }


@pytest.mark.parametrize("theme", [row["slug"] for row in THEMES])
def test_every_theme_has_something_that_came_in_twice(theme: str) -> None:
    of_theme = {row["sleutel"] for row in ENTRIES if row["themas"].split("|")[0] == theme}
    twice = {pair for pair in came_in_twice() if set(pair) <= of_theme}

    assert twice
    assert twice <= alike(Certainty.HIGH, Certainty.MEDIUM)


def test_hardly_anything_else_looks_the_same() -> None:
    twice = came_in_twice()

    assert len(alike(Certainty.HIGH) & twice) >= 5
    assert alike(Certainty.HIGH) <= twice
    assert len(alike(Certainty.HIGH, Certainty.MEDIUM) - twice) <= 5


def test_what_came_in_twice_is_told_in_other_words() -> None:
    by_key = {row["sleutel"]: row for row in ENTRIES}
    pairs = [(by_key[one], by_key[other]) for one, other in came_in_twice()]

    assert [one["sleutel"] for one, other in pairs if one["zin"] == other["zin"] or one["uitleg"] == other["uitleg"]] == []
    assert {one["stap"] == other["stap"] and one["zones"] == other["zones"] for one, other in pairs} == {True}


def test_danger_numbers_are_the_right_ones() -> None:
    assert {"112", "0800-0113", "0800-2000"} <= {row["telefoon"] for row in rows("direct_help.csv")} | {"0800-0113"}
    assert {row["telefoon"] for row in rows("direct_help.csv")} <= NATIONAL_LINES


def test_activities_are_plain_and_fit_together() -> None:
    zones, keys = {row["slug"] for row in ZONES}, {row["sleutel"] for row in ORGANISATIONS}
    themes, groups = {row["slug"] for row in THEMES}, {row["slug"] for row in rows("target_groups.csv")}

    assert len({row["slug"] for row in EVENTS}) == len(EVENTS) >= 40
    assert {row["wijk"] for row in EVENTS} == zones | {""}
    assert {row["organisatie"] for row in EVENTS} <= keys
    assert {slug for row in EVENTS for slug in row["themas"].split("|")} <= themes
    assert {slug for row in EVENTS for slug in row["doelgroepen"].split("|")} <= groups
    assert {slug for row in EVENTS for slug in row["ook_in"].split("|")} <= zones | {""}
    assert {row["toestand"] for row in EVENTS} == {"gaat-door", "vol", "afgelast"}
    assert {value for row in EVENTS for value in row["hoe_toegankelijk"].split("|")} <= {*AccessDetail.values, ""}
    assert {code for row in EVENTS for code in row["talen"].split("|")} <= {*dict(HELD_IN), ""}
    texts = [f"{row['zin']} {row['uitleg']} {row['aanmelden']} {row['reden']}" for row in EVENTS]
    assert [text for text in texts if STIFF.search(text) or "!" in text] == []
    assert [part for text in texts for part in re.split(r"[.?:]\s*", text) if len(part.split()) > MAX_SENTENCE_WORDS] == []


def test_activities_in_other_languages_exist_and_say_it_once() -> None:
    texts = rows("event_texts.csv")

    assert {row["slug"] for row in texts} <= {row["slug"] for row in EVENTS}
    assert len({(row["slug"], row["taal"]) for row in texts}) == len(texts)
    assert all(row["titel"] and row["zin"] for row in texts)


def test_hard_words_are_many_and_explained_in_plain_words() -> None:
    hard = rows("hard_words.csv")
    words = [row["woord"] for row in hard]

    assert len(words) == len(set(words)) >= 160
    assert {row["zoeken"] for row in hard} == {"ja", "nee"}
    assert all(row["makkelijker"] and row["uitleg"].endswith(".") and len(row["uitleg"]) <= 200 for row in hard)
    assert [row["woord"] for row in hard if row["woord"].lower() == row["makkelijker"].lower()] == []
    difficult = [
        (row["woord"], finding.piece)
        for row in hard
        for finding in check(f"{row['uitleg']}\n{row['makkelijker']}.").findings
        if finding.kind is not Kind.LONG_WORD
    ]
    assert difficult == []


def test_what_to_write_instead_of_a_hard_word_is_not_hard_itself() -> None:
    hard = rows("hard_words.csv")
    words = {row["woord"] for row in hard}

    assert [row["woord"] for row in hard if row["makkelijker"] in words] == []
    assert {"indicatie", "mantelzorger", "voorziening", "participatie", "bewindvoering"} <= words


def test_no_hard_word_is_refused_when_the_city_is_loaded() -> None:
    hard = rows("hard_words.csv")
    terms = [HardTerm(word=row["woord"], easier="", forms=tuple(filter(None, row["vormen"].split(",")))) for row in hard]
    clashes = [(one.word, other.word) for one in terms for other in terms if one is not other and is_form_of(one.word, other)]
    empty = [row["woord"] for row in hard if row["zoeken"] == "ja" and not (stems(row["woord"]) and stems(row["makkelijker"]))]
    same = [row["woord"] for row in hard if row["zoeken"] == "ja" and set(stems(row["woord"])) == set(stems(row["makkelijker"]))]

    assert (clashes, empty, same) == ([], [], [])
    assert all(len(row["woord"]) <= 120 and len(row["makkelijker"]) <= 120 and len(row["vormen"]) <= 240 for row in hard)
