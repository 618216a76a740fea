"""What every engine behind the port does. A test class for an engine inherits this and gives the fixture `engine`."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from search.choices import Facet, Step, Tier
from search.engine.base import Document, Point, SearchEngine, ZoneScope
from search.understanding.thesaurus import SynonymRule
from tests.engine.documents import FAR, NEIGHBOUR, OWN, SCOPE, TUESDAY_MORNING, document, request, step_of, titles

POETSHULP = SynonymRule(term="poetshulp", words=("huishoudelijke hulp", "schoonmaakhulp"))
LAY = SynonymRule(term="geen geld voor boodschappen", words=("voedselbank", "noodhulp"), is_two_way=False)
HOSTILE = [
    '"', '"' * 500, "((((", "*", "a*b*", "~", "title:hulp", "-", "hulp NEAR(", "^hulp", "{title} : hulp", "' OR 1=1; --",
    "hulp AND", "NOT", "de het een", "\x00hulp", "\u202ehulp\u200b", "e\u0301" * 50, "🧑‍🦽", "%s %d {}", "\ud800",
]  # fmt: skip


class EngineContract:
    """The tests; documents are stored through the port and looked for through the port."""

    # Finding

    @pytest.mark.parametrize(
        ("typed", "title"),
        [
            ("boodschappen", "Boodschappen doen"),
            ("boodschap", "Boodschappen doen"),
            ("BOODSCHAPPEN", "Boodschappen doen"),
            ("dietist", "Diëtist aan huis"),
            ("diëtist", "Dietist aan huis"),
            ("die\u0308tist", "Diëtist aan huis"),
            ("hulp", "Schuldhulpverlening"),
            ("boodsch", "Boodschappendienst"),
            ("boodschapen", "Boodschappen doen"),
            ("vrijwiliger", "Vrijwilliger worden"),
            ("schuldhulpverlenin", "Schuldhulpverlening"),
            ("boodschappenhulp", "Hulp bij de boodschappen"),
        ],
    )
    def test_finds_another_form_of_the_word(self, engine: SearchEngine, typed: str, title: str) -> None:
        engine.apply(upserts=[document(1, title), document(2, "Zwemles voor kinderen")])

        assert titles(engine.search(request(typed))) == [title]

    @pytest.mark.parametrize(
        ("typed", "title"),
        [
            ("wil", "Vrijwilliger worden"),
            ("appel", "Buurthuis Appelscha"),
            ("bank", "Een bankje in het park"),
            ("raad", "Huisraad ophalen"),
        ],
    )
    def test_does_not_find_what_only_looks_alike(self, engine: SearchEngine, typed: str, title: str) -> None:
        # With enough exact matches the last word is not taken for the beginning of another.
        exact = [document(number, f"{typed} {number}") for number in range(2, 6)]
        engine.apply(upserts=[document(1, title), *exact])

        assert sorted(titles(engine.search(request(typed)))) == sorted(item.title for item in exact)

    def test_wants_all_words_when_that_finds_enough(self, engine: SearchEngine) -> None:
        both = [document(number, f"Koffie en taal {number}") for number in range(3)]
        engine.apply(upserts=[*both, document(8, "Koffie drinken"), document(9, "Taal leren")])

        assert sorted(titles(engine.search(request("koffie taal")))) == ["Koffie en taal 0", "Koffie en taal 1", "Koffie en taal 2"]

    def test_is_content_with_some_words_when_nothing_has_all(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie drinken"), document(2, "Taal leren"), document(3, "Zwemmen")])

        assert sorted(titles(engine.search(request("koffie taal")))) == ["Koffie drinken", "Taal leren"]

    def test_two_way_synonyms_find_each_other(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Huishoudelijke hulp van de gemeente"), document(2, "Poetshulp")])

        for typed in ("poetshulp", "huishoudelijke hulp", "schoonmaakhulp"):
            assert sorted(titles(engine.search(request(typed, synonyms=(POETSHULP,))))) == [
                "Huishoudelijke hulp van de gemeente",
                "Poetshulp",
            ]

    def test_lay_phrase_leads_to_the_official_words_and_not_back(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Voedselbank"), document(2, "Geldcursus")])

        assert titles(engine.search(request("ik heb geen geld voor de boodschappen", synonyms=(LAY,))))[0] == "Voedselbank"
        assert titles(engine.search(request("voedselbank", synonyms=(LAY,)))) == ["Voedselbank"]

    # Order

    def test_own_words_before_synonyms_before_compound_parts(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Huishoudelijke hulp"), document(2, "Poetshulp"), document(3, "Poetshulpdienst")])

        found = titles(engine.search(request("poetshulp", synonyms=(POETSHULP,))))

        assert found[:2] == ["Poetshulp", "Huishoudelijke hulp"]

    def test_a_whole_word_before_a_part_of_a_compound(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Schuldhulpverlening"), document(2, "Hulp"), document(3, "Thuis koken", body="Vraag hulp.")])

        assert titles(engine.search(request("hulp"))) == ["Hulp", "Schuldhulpverlening", "Thuis koken"]

    def test_title_before_keywords_before_summary_before_body(self, engine: SearchEngine) -> None:
        places = [("body", "D"), ("summary", "C"), ("keywords", "B")]
        engine.apply(
            upserts=[*(document(at, title, **{place: "fietsen"}) for at, (place, title) in enumerate(places)), document(9, "Fietsen")]
        )

        assert titles(engine.search(request("fietsen"))) == ["Fietsen", "B", "C", "D"]

    def test_own_zone_before_neighbours_before_the_whole_city(self, engine: SearchEngine) -> None:
        engine.apply(
            upserts=[
                document(1, "Koffie", zone_ids=(), is_city_wide=True),
                document(2, "Koffie", zone_ids=(NEIGHBOUR,)),
                document(3, "Samen zitten", keywords="koffie", zone_ids=(OWN, FAR)),
                document(4, "Koffie", zone_ids=(FAR,)),
            ]
        )

        found = step_of(engine.search(request("koffie")))

        assert [(hit.document.object_id, hit.tier) for hit in found.hits] == [(3, Tier.OWN), (2, Tier.NEIGHBOUR), (1, Tier.CITY)]
        assert dict(found.totals_by_tier) == {Tier.OWN: 1, Tier.NEIGHBOUR: 1, Tier.CITY: 1}
        assert found.total == 3

    def test_what_matches_in_its_body_comes_after_all_close_matches(self, engine: SearchEngine) -> None:
        engine.apply(
            upserts=[
                document(1, "Koffie", zone_ids=(), is_city_wide=True),
                document(2, "Samen zitten", body="koffie koffie koffie koffie", zone_ids=(OWN,)),
                document(3, "Samen lopen", body="koffie", zone_ids=(NEIGHBOUR,)),
                document(4, "Koffie", zone_ids=(NEIGHBOUR,)),
            ]
        )

        found = step_of(engine.search(request("koffie")))

        assert [(hit.document.object_id, hit.is_close) for hit in found.hits] == [(4, True), (1, True), (2, False), (3, False)]

    def test_what_matches_in_its_labels_alone_is_left_out_beside_anything_better(self, engine: SearchEngine) -> None:
        themed = {"labels": "koffiehulp koffie", "facets": {Facet.COST: ("gratis",)}}
        engine.apply(
            upserts=[
                document(1, "Koffie", zone_ids=(), is_city_wide=True),
                document(2, "Samen zitten", **themed),
                document(3, "Thuis zitten", step=Step.SELF, **themed),
            ]
        )

        result = engine.search(request("koffie"))

        assert [(step.total, len(step.hits)) for step in result.steps] == [(1, 1), (0, 0), (1, 1)]
        assert dict(result.facets[Facet.COST]) == {"gratis": 1}

    def test_a_neighbour_stands_above_the_city_only_with_about_as_good_a_match(self, engine: SearchEngine) -> None:
        engine.apply(
            upserts=[
                document(1, "Boodschappen", keywords="boodschappen", zone_ids=(), is_city_wide=True),
                document(2, "Trapmaatjes", summary="Ook boodschappen als de lift stuk is.", zone_ids=(NEIGHBOUR,)),
                document(3, "Boodschappen", keywords="boodschappen", zone_ids=(NEIGHBOUR,)),
            ]
        )

        assert [hit.document.object_id for hit in step_of(engine.search(request("boodschappen"))).hits] == [3, 1, 2]

    def test_a_step_with_nothing_shows_what_has_any_of_the_words(self, engine: SearchEngine) -> None:
        both = [document(number, f"Kapper aan huis {number}") for number in range(3)]
        engine.apply(upserts=[*both, document(8, "Kapper"), document(9, "Knippen bij de kapper", step=Step.NETWORK)])

        result = engine.search(request("kapper aan huis"))

        assert len(titles(result)) == 3
        assert [(hit.document.object_id, hit.is_close) for hit in step_of(result, Step.NETWORK).hits] == [(9, False)]

    def test_one_accidental_match_does_not_hide_the_rest(self, engine: SearchEngine) -> None:
        others = [document(number, f"Lift repareren {number}") for number in range(10, 20)]
        engine.apply(upserts=[document(1, "Koken", body="Ook eten."), document(2, "Samen eten"), *others])

        assert titles(engine.search(request("eten koken"))) == ["Koken", "Samen eten"]

    def test_a_long_sentence_is_ranked_on_its_rare_words(self, engine: SearchEngine) -> None:
        many = [document(number, f"Wonen {number}") for number in range(10, 60)]
        engine.apply(upserts=[*many, document(1, "Slecht eten en alleen wonen", keywords="eet"), document(2, "Zwemmen")])

        result = engine.search(request("Mijn moeder van 84 woont in haar huis alleen en eet slecht"))

        assert titles(result)[0] == "Slecht eten en alleen wonen"
        assert result.total < 10

    def test_tips_have_no_hours_so_hours_do_not_hide_them(self, engine: SearchEngine) -> None:
        engine.apply(
            upserts=[
                document(1, "Koffie zetten", step=Step.SELF),
                document(2, "Koffie drinken", hours="di 10:00-12:00"),
                document(3, "Koffie halen", hours="wo 10:00-12:00"),
            ]
        )

        for filters in ({Facet.DAY: frozenset({"di"})}, {Facet.OPEN: frozenset({"nu"})}):
            result = engine.search(request("koffie", filters=filters))
            assert (titles(result, Step.SELF), titles(result)) == (["Koffie zetten"], ["Koffie drinken"])
            assert dict(result.facets[Facet.DAY])["di"] == dict(result.facets[Facet.OPEN])["nu"] == 2

    def test_elsewhere_only_in_a_step_that_has_nothing_nearer(self, engine: SearchEngine) -> None:
        engine.apply(
            upserts=[
                document(1, "Koffie", zone_ids=(FAR,)),
                document(2, "Koffie", zone_ids=(FAR,), step=Step.NETWORK),
                document(3, "Koffie", step=Step.NETWORK),
            ]
        )

        result = engine.search(request("koffie"))

        assert [hit.tier for hit in step_of(result).hits] == [Tier.ELSEWHERE]
        assert [hit.document.object_id for hit in step_of(result, Step.NETWORK).hits] == [3]

    def test_the_whole_city_sees_every_zone(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie", zone_ids=(FAR,)), document(2, "Koffie", is_city_wide=True, zone_ids=())])

        hits = step_of(engine.search(request("koffie", zone=ZoneScope()))).hits

        assert [hit.tier for hit in hits] == [Tier.CITY, Tier.ELSEWHERE]

    def test_distance_sorts_within_a_tier(self, engine: SearchEngine) -> None:
        here = Point(latitude=52.25, longitude=6.16)
        engine.apply(
            upserts=[
                document(1, "Koffie", point=Point(latitude=52.29, longitude=6.16)),
                document(2, "Koffie", point=Point(latitude=52.26, longitude=6.16)),
                document(3, "Koffie"),
                document(4, "Koffie", point=here, zone_ids=(NEIGHBOUR,)),
            ]
        )

        hits = step_of(engine.search(request("koffie", origin=here, by_distance=True))).hits
        listed = step_of(engine.search(request("", origin=here, by_distance=True))).hits

        assert [hit.document.object_id for hit in hits] == [hit.document.object_id for hit in listed] == [2, 1, 3, 4]
        assert hits[0].distance_m == pytest.approx(1112, abs=5)
        assert hits[2].distance_m is None

    # Steps, pages, kinds

    def test_always_three_steps_in_order(self, engine: SearchEngine) -> None:
        assert [step.step for step in engine.search(request("niets")).steps] == [Step.SELF, Step.NETWORK, Step.ORGANISATION]

    @pytest.mark.parametrize("typed", ["koffie", ""])
    def test_pages_add_up_to_everything_without_doubles(self, engine: SearchEngine, typed: str) -> None:
        zones = [(OWN,), (NEIGHBOUR,), ()]
        engine.apply(
            upserts=[document(at, f"Koffie {at:02}", zone_ids=zones[at % 3], is_city_wide=not zones[at % 3]) for at in range(1, 24)]
        )
        limits = {Step.ORGANISATION: 5}

        pages = [engine.search(request(typed, limits=limits, offsets={Step.ORGANISATION: start})) for start in range(0, 30, 5)]
        hits = [hit for page in pages for hit in step_of(page).hits]

        assert {hit.document.object_id for hit in hits} == set(range(1, 24))
        assert len(hits) == 23
        assert [hit.tier for hit in hits] == sorted(hit.tier for hit in hits)
        assert {step_of(page).total for page in pages} == {23}

    def test_an_empty_query_lists_everything_by_title(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Zwemmen"), document(2, "Éten"), document(3, "koken"), document(4, "Aa", zone_ids=(NEIGHBOUR,))])

        assert titles(engine.search(request(""))) == ["Éten", "koken", "Zwemmen", "Aa"]

    def test_kinds_limit_what_is_found(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie"), replace(document(2, "Koffie"), key="organisation:2", kind="organisation")])

        assert [hit.document.kind for hit in step_of(engine.search(request("koffie", kinds=("organisation",)))).hits] == ["organisation"]

    def test_a_document_comes_back_whole(self, engine: SearchEngine) -> None:
        stored = document(
            1,
            "Koffie “aan de Brink” 🧡",
            organisation="Buurthuis",
            keywords="praten",
            body="tekst",
            facets={Facet.COST: ("gratis",), Facet.AUDIENCE: ("ouderen", "jongeren")},
            hours="di 10:00-12:00",
            point=Point(latitude=52.25, longitude=6.16),
            verified_on=date(2026, 11, 1),
            card={"phone": "0570-000010", "zones": ["zandweerd"]},
        )
        engine.apply(upserts=[stored])

        assert step_of(engine.search(request("koffie"))).hits[0].document == stored

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


def _is_near(item: Document, documents: list[Document], text: str) -> bool:
    def near(one: Document) -> bool:
        return OWN in one.zone_ids or NEIGHBOUR in one.zone_ids or one.is_city_wide

    return near(item) or not any(near(other) for other in documents if other.step is item.step and text in other.title)


def _passes(item: Document, filters: dict[Facet, frozenset[str]]) -> bool:
    return all(values & set(item.facets.get(facet, ())) for facet, values in filters.items())
