"""The second half of what every engine does: filters and counts, the map, spelling, suggestions, writing."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from search.choices import Facet, Step
from search.engine.base import Box, Document, Point, SearchEngine
from search.understanding.thesaurus import SynonymRule
from tests.engine.documents import FAR, NEIGHBOUR, OWN, SCOPE, TUESDAY_MORNING, document, request, step_of, titles

HOSTILE = [
    '"', '"' * 500, "((((", "*", "a*b*", "~", "title:hulp", "-", "hulp NEAR(", "^hulp", "{title} : hulp", "' OR 1=1; --",
    "hulp AND", "NOT", "de het een", "\x00hulp", "\u202ehulp\u200b", "e\u0301" * 50, "🧑‍🦽", "%s %d {}", "\ud800",
]  # fmt: skip


class CountingAndWritingContract:
    """The tests of this half; `contract.EngineContract` has them too."""

    # Filters and counts

    def test_values_of_one_facet_are_alternatives_and_facets_restrict_each_other(self, engine: SearchEngine) -> None:
        engine.apply(upserts=_faceted())
        chosen = {Facet.COST: frozenset({"gratis"}), Facet.AUDIENCE: frozenset({"ouderen", "jongeren"})}

        assert titles(engine.search(request("koffie", filters=chosen))) == ["Koffie 1", "Koffie 2"]

    def test_counts_say_what_would_remain(self, engine: SearchEngine) -> None:
        engine.apply(upserts=_faceted())

        result = engine.search(request("koffie", filters={Facet.COST: frozenset({"gratis"})}))

        assert dict(result.facets[Facet.COST]) == {"gratis": 2, "betaald": 1}
        assert dict(result.facets[Facet.AUDIENCE]) == {"ouderen": 1, "jongeren": 2}

    def test_days_and_open_now_come_from_the_hours(self, engine: SearchEngine) -> None:
        engine.apply(
            upserts=[
                document(1, "Koffie 1", hours="di 10:00-12:00"),
                document(2, "Koffie 2", hours="di-wo 13:00-15:00"),
                document(3, "Koffie 3", hours="laatste di 10:00-12:00"),
                document(4, "Koffie 4"),
            ]
        )

        result = engine.search(request("koffie"))
        later = engine.search(request("koffie", at=TUESDAY_MORNING + timedelta(days=7), filters={Facet.OPEN: frozenset({"nu"})}))

        assert dict(result.facets[Facet.DAY]) == {"di": 3, "wo": 1}
        assert dict(result.facets[Facet.OPEN]) == {"nu": 2}
        assert titles(engine.search(request("koffie", filters={Facet.DAY: frozenset({"wo"})}))) == ["Koffie 2"]
        assert titles(later) == ["Koffie 1"]

    def test_where_filters_on_nearness(self, engine: SearchEngine) -> None:
        engine.apply(
            upserts=[document(1, "Koffie 1"), document(2, "Koffie 2", zone_ids=(NEIGHBOUR,)), document(3, "Koffie 3", zone_ids=(FAR,))]
        )

        result = engine.search(request("koffie", filters={Facet.WHERE: frozenset({"buurt"})}))

        assert titles(result) == ["Koffie 2"]
        assert dict(result.facets[Facet.WHERE]) == {"wijk": 1, "buurt": 1}

    @pytest.mark.parametrize("seed", range(5))
    def test_totals_and_counts_equal_counting_by_hand(self, engine: SearchEngine, seed: int) -> None:
        documents = _random_documents(random.Random(seed))
        engine.apply(upserts=documents)
        chosen = {Facet.COST: frozenset({"gratis"}), Facet.AUDIENCE: frozenset({"ouderen", "jongeren"})}

        for text, filters in (("koffie", {}), ("koffie", chosen), ("", chosen)):
            result = engine.search(request(text, filters=filters))
            wanted = [item for item in documents if _is_near(item, documents, text) and (not text or text in item.title)]

            assert result.total == len([item for item in wanted if _passes(item, filters)])
            for facet in (Facet.COST, Facet.AUDIENCE):
                others = {other: values for other, values in filters.items() if other is not facet}
                remaining = [item for item in wanted if _passes(item, others)]
                values = {value for item in remaining for value in item.facets.get(facet, ())}
                assert dict(result.facets[facet]) == {
                    value: sum(value in item.facets.get(facet, ()) for item in remaining) for value in values
                }

    # On a map

    @pytest.mark.parametrize(
        ("typed", "filters"), [("koffie", {}), ("koffie", {Facet.COST: frozenset({"gratis"})}), ("", {}), ("thee drinken", {})]
    )
    def test_a_map_shows_the_hits_of_the_list(self, engine: SearchEngine, typed: str, filters: dict[Facet, frozenset[str]]) -> None:
        documents = [replace(item, point=_somewhere(at)) if at % 4 else item for at, item in enumerate(_random_documents(random.Random(7)))]
        engine.apply(upserts=documents)
        asked = request(typed, filters=filters, limits=dict.fromkeys(Step, 100))

        listed = [hit.document for step in engine.search(asked).steps for hit in step.hits]
        found = engine.locate(replace(asked, limits={}), box=None, zoom=22)

        assert found.total == len(listed) > 0
        assert found.placed == sum(cell.count for cell in found.cells) == len([item for item in listed if item.point])
        assert sorted(item.key for cell in found.cells for item in cell.documents) == sorted(item.key for item in listed if item.point)

    def test_a_map_groups_what_lies_together_and_names_what_is_few(self, engine: SearchEngine) -> None:
        middle = Point(latitude=52.255, longitude=6.16)
        together = [document(number, f"Koffie {number}", point=middle) for number in range(1, 6)]
        apart = document(9, "Koffie 9", point=Point(latitude=52.3, longitude=6.3))
        engine.apply(upserts=[*together, apart, document(10, "Koffie 10")])

        found = engine.locate(request("koffie"), box=None, zoom=12)

        assert (found.total, found.placed) == (7, 6)
        assert [(cell.count, [item.key for item in cell.documents]) for cell in found.cells] == [(5, []), (1, ["entry:9"])]
        assert (found.cells[0].point.latitude, found.cells[0].point.longitude) == pytest.approx((52.255, 6.16), abs=1e-5)
        assert found.extent is not None
        assert (found.extent.south, found.extent.west) == pytest.approx((52.255, 6.16), abs=1e-5)
        assert (found.extent.north, found.extent.east) == pytest.approx((52.3, 6.3), abs=1e-5)
        whole = engine.locate(request("koffie"), box=None, zoom=1)
        assert [cell.count for cell in whole.cells] == [6]

    def test_a_box_limits_what_is_shown_and_not_what_is_counted(self, engine: SearchEngine) -> None:
        west = document(1, "Koffie", point=Point(latitude=52.25, longitude=6.1))
        east = document(2, "Koffie", point=Point(latitude=52.25, longitude=6.3))
        engine.apply(upserts=[west, east])

        found = engine.locate(request("koffie"), box=Box(south=52.2, west=6.2, north=52.3, east=6.4), zoom=12)

        assert (found.total, found.placed) == (2, 2)
        assert [item.key for cell in found.cells for item in cell.documents] == ["entry:2"]
        assert found.extent is not None
        assert found.extent.west == pytest.approx(6.1, abs=1e-5)

    def test_a_map_hides_what_the_list_hides(self, engine: SearchEngine) -> None:
        here = Point(latitude=52.25, longitude=6.16)
        engine.apply(
            upserts=[
                document(1, "Koffie", point=here),
                document(2, "Koffie", point=here, zone_ids=(FAR,)),
                document(3, "Samen zitten", point=here, labels="koffie"),
                document(4, "Koffie", point=here, zone_ids=(FAR,), step=Step.NETWORK),
            ]
        )

        found = engine.locate(request("koffie"), box=None, zoom=18)

        assert sorted(item.key for cell in found.cells for item in cell.documents) == ["entry:1", "entry:4"]
        assert found.total == engine.search(request("koffie")).total == 2

    def test_a_map_of_nothing_is_empty(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie")])

        found = engine.locate(request("koffie"), box=None, zoom=12)

        assert (found.total, found.placed, found.cells, found.extent) == (1, 0, (), None)
        assert engine.locate(request("thee"), box=None, zoom=12).total == 0

    # Spelling

    def test_corrections_are_reported_as_people_write_them(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Diëtist")])

        assert dict(engine.search(request("dietits")).corrections) == {"dietits": ("diëtist",)}

    @pytest.mark.parametrize(
        ("typed", "title"), [("kofie", "Zoffie"), ("hond", "Dood"), ("noot", "Nood"), ("verkracht", "Verwacht"), ("wonden", "Wandel")]
    )
    def test_a_word_is_not_taken_for_another_one(self, engine: SearchEngine, typed: str, title: str) -> None:
        engine.apply(upserts=[document(1, title)])

        result = engine.search(request(typed))

        assert (result.total, dict(result.corrections)) == (0, {})

    def test_words_that_are_one_thing_together_say_less_apart(self, engine: SearchEngine) -> None:
        meals = SynonymRule(term="maaltijdbezorging", words=("eten aan huis", "warme maaltijd aan huis"))
        apart = document(2, "Geen huis meer?", keywords="opvang", body="Er is elke avond ook warm en gezond eten.", zone_ids=(NEIGHBOUR,))
        engine.apply(upserts=[document(1, "Warme maaltijd aan huis", zone_ids=(), is_city_wide=True), apart])

        assert titles(engine.search(request("eten aan huis", synonyms=(meals,)))) == ["Warme maaltijd aan huis", "Geen huis meer?"]

    def test_the_commonest_word_is_meant(self, engine: SearchEngine) -> None:
        common = [document(number, f"Koffie {number}") for number in range(2, 6)]
        engine.apply(upserts=[document(1, "Kopie maken"), *common])

        assert dict(engine.search(request("kofie")).corrections) == {"kofie": ("koffie",)}

    def test_spelling_is_left_alone_when_asked(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie")])

        result = engine.search(request("kofie", mends_spelling=False))

        assert (result.total, dict(result.corrections)) == (0, {})

    def test_an_exact_name_is_never_blurred(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "De Bron"), document(2, "De Brom"), document(3, "De Broer")])

        result = engine.search(request("bron"))

        assert titles(result) == ["De Bron"]
        assert result.corrections == {}

    # Suggestions

    @pytest.mark.parametrize("typed", ["bo", "boodsch", "hulp bij bo", "Diet", "boodschapen"])
    def test_everything_suggested_is_found(self, engine: SearchEngine, typed: str) -> None:
        engine.apply(
            upserts=[
                document(1, "Hulp bij boodschappen"),
                document(2, "Diëtist aan huis", body="Over boter en bonen.", zone_ids=(FAR,)),
                document(3, "Boodschappendienst De Bocht", zone_ids=(NEIGHBOUR,)),
                document(4, "Boodschappen in Bathmen", zone_ids=(FAR,)),
            ]
        )

        suggested = engine.suggest(typed, zone=SCOPE, limit=6)

        assert 0 < len(suggested) <= 6
        for suggestion in suggested:
            result = engine.search(request(suggestion.text))
            assert result.total > 0, suggestion
            if suggestion.url:
                assert suggestion.url in {hit.document.url for step in result.steps for hit in step.hits}

    @pytest.mark.parametrize("typed", ["", "b", "  ", "zzzzzz", *HOSTILE])
    def test_suggestions_never_fail(self, engine: SearchEngine, typed: str) -> None:
        engine.apply(upserts=[document(1, "Boodschappen")])

        assert len(engine.suggest(typed, zone=SCOPE, limit=6)) <= 6

    def test_one_letter_suggests_nothing(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Boodschappen")])

        assert list(engine.suggest("b", zone=SCOPE, limit=6)) == []

    # Writing

    def test_an_older_version_is_refused_and_a_newer_one_replaces(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Nieuw", version=5)])
        engine.apply(upserts=[document(1, "Oud", version=4)])
        assert titles(engine.search(request("nieuw"))) == ["Nieuw"]
        assert titles(engine.search(request("oud"))) == []

        engine.apply(upserts=[document(1, "Nieuwer", version=6, step=Step.SELF)])
        assert titles(engine.search(request("nieuwer")), Step.SELF) == ["Nieuwer"]
        assert titles(engine.search(request("nieuw"))) == []

    def test_writing_twice_is_writing_once(self, engine: SearchEngine) -> None:
        for _ in range(2):
            engine.apply(upserts=[document(1, "Koffie"), document(2, "Thee"), document(2, "Thee")])

        assert engine.count() == 2
        assert titles(engine.search(request("koffie"))) == ["Koffie"]
        assert dict(engine.versions()) == {"entry:1": 1, "entry:2": 1}

    def test_the_newest_of_one_batch_stays(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Tweede", version=2), document(1, "Eerste", version=1)])

        assert titles(engine.search(request(""))) == ["Tweede"]

    def test_what_is_removed_is_gone_from_everything(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie"), document(2, "Thee")])

        engine.apply(deletes=["entry:1", "entry:99"])

        assert titles(engine.search(request(""))) == ["Thee"]
        assert engine.search(request("koffie")).total == 0
        assert list(engine.suggest("kof", zone=SCOPE, limit=6)) == []
        assert engine.count() == 1

    def test_clear_forgets_everything(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie")])
        engine.clear()

        assert engine.count() == 0
        assert engine.search(request("")).total == engine.search(request("koffie")).total == 0
        assert list(engine.suggest("kof", zone=SCOPE, limit=6)) == []

    @pytest.mark.parametrize("hostile", ["a\x00b", "a\ud800b", "\\u0000 \x00"])
    def test_text_that_cannot_be_stored_does_not_break_storing(self, engine: SearchEngine, hostile: str) -> None:
        told = {
            "summary": hostile, "organisation": hostile, "keywords": hostile, "labels": hostile, "body": hostile, "hours": hostile,
            "facets": {Facet.COST: (hostile,)}, "card": {hostile: [hostile], "zones": (hostile,)},
        }  # fmt: skip
        for version in (1, 1, 2):
            engine.apply(upserts=[document(1, f"Koffie {hostile}", version=version, **told)])

        (hit,) = step_of(engine.search(request("koffie"))).hits

        assert hit.document.title.startswith("Koffie ")
        assert engine.count() == 1
        engine.apply(deletes=["entry:1"])
        assert engine.count() == 0

    def test_very_long_texts_are_stored(self, engine: SearchEngine) -> None:
        words = " ".join(f"woord{number} koffie" for number in range(20_000))
        engine.apply(upserts=[document(1, "Koffie", body=words), document(2, "Thee", body="koffie " * 20_000)])

        assert titles(engine.search(request("koffie"))) == ["Koffie", "Thee"]

    @pytest.mark.parametrize("typed", HOSTILE)
    def test_hostile_text_is_only_text(self, engine: SearchEngine, typed: str) -> None:
        engine.apply(upserts=[document(1, "Koffie"), document(2, typed.replace("\x00", " ").replace("\ud800", " ") or "x")])

        engine.search(request(typed))

        assert titles(engine.search(request("koffie"))) == ["Koffie"]


def _faceted() -> list[Document]:
    return [
        document(1, "Koffie 1", facets={Facet.COST: ("gratis",), Facet.AUDIENCE: ("ouderen", "jongeren")}),
        document(2, "Koffie 2", facets={Facet.COST: ("gratis",), Facet.AUDIENCE: ("jongeren",)}),
        document(3, "Koffie 3", facets={Facet.COST: ("betaald",), Facet.AUDIENCE: ("ouderen",)}),
    ]


def _random_documents(source: random.Random) -> list[Document]:
    return [
        document(
            number,
            source.choice(("koffie", "thee", "koffie met taart")),
            step=source.choice(list(Step)),
            zone_ids=source.choice(((OWN,), (NEIGHBOUR,), (FAR,), (OWN, FAR), ())),
            is_city_wide=source.random() < 0.2,
            facets={
                Facet.COST: (source.choice(("gratis", "betaald")),),
                Facet.AUDIENCE: tuple(source.sample(("ouderen", "jongeren", "gezinnen"), source.randint(0, 2))),
            },
        )
        for number in range(1, 60)
    ]


def _somewhere(at: int) -> Point:
    return Point(latitude=52.2 + at / 500, longitude=6.1 + at % 7 / 50)


def _is_near(item: Document, documents: list[Document], text: str) -> bool:
    def near(one: Document) -> bool:
        return OWN in one.zone_ids or NEIGHBOUR in one.zone_ids or one.is_city_wide

    return near(item) or not any(near(other) for other in documents if other.step is item.step and text in other.title)


def _passes(item: Document, filters: dict[Facet, frozenset[str]]) -> bool:
    return all(values & set(item.facets.get(facet, ())) for facet, values in filters.items())
