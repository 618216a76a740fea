"""What every engine behind the port does. A test class for an engine inherits this and gives the fixture `engine`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from search.choices import Facet, Step, Tier
from search.engine.base import Point, SearchEngine, ZoneScope
from search.understanding.thesaurus import SynonymRule
from tests.engine.contract_of_counts import CountingAndWritingContract
from tests.engine.documents import FAR, NEIGHBOUR, OWN, document, request, step_of, titles

POETSHULP = SynonymRule(term="poetshulp", words=("huishoudelijke hulp", "schoonmaakhulp"))
LAY = SynonymRule(term="geen geld voor boodschappen", words=("voedselbank", "noodhulp"), is_two_way=False)


class EngineContract(CountingAndWritingContract):
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
        both = [document(number, f"Koffie en taal {number}") for number in range(6)]
        engine.apply(upserts=[*both, document(8, "Koffie drinken"), document(9, "Taal leren")])

        assert sorted(titles(engine.search(request("koffie taal")))) == sorted(item.title for item in both)

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
        both = [document(number, f"Kapper aan huis {number}") for number in range(1, 7)]
        engine.apply(upserts=[*both, document(8, "Kapper"), document(9, "Knippen bij de kapper", step=Step.NETWORK)])

        result = engine.search(request("kapper aan huis"))

        assert len(titles(result)) == 6
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

    # Marks

    @pytest.mark.parametrize(
        ("typed", "title", "marked"),
        [
            ("koffie", "Samen koffie drinken", ["koffie"]),
            ("dietist", "Dagelijks een Di\u00ebtist, die\u0308tisten ook", ["Di\u00ebtist", "die\u0308tisten"]),
            ("hulp", "Schuldhulpverlening (gratis hulp)", ["Schuldhulpverlening", "hulp"]),
            ("poetshulp", "Huishoudelijke hulp en koffie", ["Huishoudelijke", "hulp"]),
            ("boodsch", "Boodschappen doen", ["Boodschappen"]),
            ("kofie", "Koffie zetten", ["Koffie"]),
            ("wmo", "Vragen over de W.M.O. en foto's", ["W.M.O."]),
        ],
    )
    def test_what_was_looked_for_is_marked_in_whole_words(self, engine: SearchEngine, typed: str, title: str, marked: list[str]) -> None:
        engine.apply(upserts=[document(1, title, summary=f"{title}."), document(2, "Zwemles")])

        (hit,) = step_of(engine.search(request(typed, synonyms=(POETSHULP,)))).hits

        assert [piece for piece, is_marked in hit.marks["title"] if is_marked] == marked
        assert "".join(piece for piece, _ in hit.marks["title"]) == title
        assert "".join(piece for piece, _ in hit.marks["summary"]) == f"{title}."

    def test_without_words_in_title_or_summary_nothing_is_marked(self, engine: SearchEngine) -> None:
        engine.apply(upserts=[document(1, "Samen zitten", summary="Elke dag", body="koffie")])

        assert [dict(hit.marks) for text in ("koffie", "") for hit in step_of(engine.search(request(text))).hits] == [{}, {}]

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
