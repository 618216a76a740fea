"""Search from the address to the answer: dictionary, places, pages of results, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core.schedule import AMSTERDAM
from search import registry, selectors, services
from search.choices import Facet, Step
from search.engine.base import Document, Point
from search.engine.factory import database_engine
from search.models import DirectHelp, HardWord, Synonym, SynonymKind
from search.registry import Findable, FindableRegistry
from search.selectors import current_dictionary, explained, find_help, hard_terms
from search.services import compare_index, index_documents, rebuild_index, save_direct_help, save_hard_word, save_synonym
from search.services import index as index_services
from sites.models import Zone
from tests.engine.documents import document

AT = datetime(2026, 11, 24, 10, 30, tzinfo=AMSTERDAM)
BAD_QUERIES = [
    '"',
    "((((",
    "a*b*",
    "title:x",
    "NEAR(",
    "' OR 1=1; --",
    "de het een",
    "-",
    "%",
    "%s",
    "\u202e",
    "<svg onload=alert(1)>",
    "{{7*7}}",
]


@pytest.fixture
def coffee(zandweerd: Zone, voorstad: Zone, bathmen: Zone) -> None:
    """Coffee in every tier and step."""
    near = {"card": {"zones": ["zandweerd"], "phone": "0570-000031"}}
    index_documents(
        documents=[
            document(1, "Koffie zetten", step=Step.SELF, zone_ids=(), is_city_wide=True, facets={Facet.COST: ("gratis",)}),
            document(
                2, "Koffieochtend", step=Step.NETWORK, zone_ids=(zandweerd.pk,), organisation="St. Jurriën", hours="di 10:00-12:00", **near
            ),
            document(3, "Koffie in Voorstad", step=Step.NETWORK, zone_ids=(voorstad.pk,)),
            document(4, "Koffie in Bathmen", step=Step.NETWORK, zone_ids=(bathmen.pk,)),
        ]
    )


def _help(text: str, zone: Zone | None, **fields: Any) -> selectors.FoundHelp:
    return find_help(text=text, zone=zone, at=AT, city="Deventer", **fields)


# The dictionary is live at once


def test_a_synonym_works_in_the_next_search_and_is_explained(coffee: None, zandweerd: Zone) -> None:
    assert _help("bakkie", zandweerd).total == 0

    synonym = save_synonym(kind=SynonymKind.TWO_WAY, term="bakkie", words=["koffie"])
    found = _help("bakkie", zandweerd)
    assert [hit.document.title for hit in found.steps[1].hits] == ["Koffieochtend", "Koffie in Voorstad"]
    assert found.also_searched == ("koffie",)

    synonym.delete()
    assert _help("bakkie", zandweerd).total == 0


def test_a_hard_word_and_the_easier_one_find_each_other_in_the_next_search(coffee: None, zandweerd: Zone) -> None:
    hard = save_hard_word(word="ontmoetingsmoment", easier="koffie", meaning="U drinkt koffie met anderen.")

    found = _help("ontmoetingsmoment", zandweerd)
    assert [hit.document.title for hit in found.steps[1].hits] == ["Koffieochtend", "Koffie in Voorstad"]
    assert found.also_searched == ("koffie",)
    assert _help("koffie", zandweerd).also_searched == ("ontmoetingsmoment",)

    hard.is_searched = False
    hard.save()
    assert _help("ontmoetingsmoment", zandweerd).total == 0
    assert [term.word for term in hard_terms()] == ["ontmoetingsmoment"]

    hard.delete()
    assert hard_terms() == ()


def test_hard_words_in_texts_are_explained_with_one_query(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    save_hard_word(word="indicatie", easier="besluit over zorg", meaning="Een besluit over uw zorg.")
    save_hard_word(word="verstrekken", easier="geven", meaning="Geven.", forms=["verstrekt"], is_searched=False)
    save_hard_word(word="urgentie", easier="eerder een huis", meaning="Eerder een huis.")
    hard_terms()

    with django_assert_num_queries(1):
        found = explained(["De gemeente verstrekt hulp.", "Daarvoor zijn twee indicaties nodig, en dit is de tweede indicatie."])
    assert found == (("verstrekken", "Geven."), ("indicatie", "Een besluit over uw zorg."))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"word": "Indicaties"}, "Dit woord is er al"),
        ({"word": "keuze", "easier": "keuzes"}, "hetzelfde woord"),
        ({"word": "de het"}, "zegt te weinig"),
        ({"word": "keuze", "meaning": ""}, "niet leeg"),
        ({"word": "INDICATIE", "is_searched": False}, "Dit woord is er al"),
    ],
)
def test_a_hard_word_that_cannot_be_is_refused_in_words(db: None, changes: dict[str, Any], message: str) -> None:
    save_hard_word(word="indicatie", easier="besluit over zorg", meaning="Een besluit over uw zorg.")

    with pytest.raises(ValidationError, match=message):
        save_hard_word(**({"word": "iets", "easier": "iets makkelijks", "meaning": "Iets."} | changes))
    assert HardWord.objects.count() == 1


def test_saving_a_hard_word_again_replaces_it(db: None) -> None:
    save_hard_word(word="indien", easier="als", meaning="Als.", is_searched=False)
    save_hard_word(word="indien", easier="wanneer", meaning="Als.", is_searched=False)

    assert [(hard.word, hard.easier) for hard in HardWord.objects.all()] == [("indien", "wanneer")]


def test_direct_help_is_pinned_also_when_misspelled(coffee: None, zandweerd: Zone) -> None:
    save_direct_help(
        key="113", title="Praat met 113", text="Dag en nacht.", phone="113", words=["zelfmoord"], not_with=["film over zelfmoord"]
    )

    assert [card.phone for card in _help("zelfmoort", zandweerd).direct_help] == ["113"]
    assert _help("film over zelfmoord", zandweerd).direct_help == ()


@pytest.mark.parametrize(
    ("term", "words", "message"),
    [
        ("poetshulp", [], "ten minste een woord"),
        ("poetshulp", ["poetshulpen"], "is hetzelfde als"),
        ("poetshulp", ["de"], "zegt te weinig"),
        ("de het", ["poetshulp"], "zegt te weinig"),
        ("bezorgdienst", ["koffie"], "is er al"),
        ("poetshulp", ["x" * 130], "te lang"),
        ("poetshulp", [f"woord{number}" for number in range(151)], "te veel woorden"),
    ],
)
def test_a_synonym_that_cannot_be_is_refused_in_words(db: None, term: str, words: list[str], message: str) -> None:
    save_synonym(kind=SynonymKind.TWO_WAY, term="bezorgdiensten", words=["koerier"])

    with pytest.raises(ValidationError, match=message):
        save_synonym(kind=SynonymKind.TWO_WAY, term=term, words=words)
    assert Synonym.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"words": []}, "ten minste een woord"), ({"phone": "bel maar"}, "geen telefoonnummer"), ({"not_with": ["Brand"]}, "staat ook bij")],
)
def test_direct_help_that_cannot_be_is_refused_in_words(db: None, changes: dict[str, Any], message: str) -> None:
    fields: dict[str, Any] = {"key": "112", "title": "Bel 112", "text": "Nu.", "phone": "112", "words": ["brand"]}

    with pytest.raises(ValidationError, match=message):
        save_direct_help(**(fields | changes))
    assert not DirectHelp.objects.exists()


def test_saving_a_term_again_replaces_it(db: None) -> None:
    save_synonym(kind=SynonymKind.TWO_WAY, term="bakkie", words=["koffie"])
    save_synonym(kind=SynonymKind.ONE_WAY, term="bakkie", words=["thee", "koffie"])

    assert [(synonym.kind, synonym.phrases) for synonym in Synonym.objects.all()] == [("gewoon", ("thee", "koffie"))]


# Places, filters, costs


def test_what_a_page_says_around_the_results(coffee: None, zandweerd: Zone) -> None:
    found = _help("kofie", zandweerd, filters={Facet.WHERE: frozenset({"wijk", "buurt"})}, postcode="7415", by_distance=True)

    assert (found.zone_name, found.city) == ("Zandweerd", "Deventer")
    assert [(correction.typed, correction.used) for correction in found.corrections] == [("kofie", ("koffie",))]
    assert [(active.value, active.label) for active in found.active_filters] == [
        ("buurt", "In de wijken hiernaast"),
        ("wijk", "In Zandweerd"),
    ]
    assert found.by_distance
    where = next(group for group in found.facet_groups if group.facet is Facet.WHERE)
    assert [(value.value, value.count, value.is_active) for value in where.values] == [
        ("wijk", 1, True),
        ("buurt", 1, True),
        ("stad", 1, False),
    ]


def test_a_filter_without_results_stays_visible(coffee: None, zandweerd: Zone) -> None:
    cost = next(
        group for group in _help("koffie", zandweerd, filters={Facet.COST: frozenset({"duur"})}).facet_groups if group.facet is Facet.COST
    )

    assert [(value.value, value.label, value.count, value.is_active) for value in cost.values] == [
        ("gratis", "Gratis", 1, False),
        ("duur", "Duur", 0, True),
    ]


def test_one_step_page_by_page(coffee: None, zandweerd: Zone) -> None:
    index_documents(documents=[document(100 + number, f"Koffie {number}", zone_ids=(zandweerd.pk,)) for number in range(45)])

    found = _help("koffie", zandweerd, step=Step.ORGANISATION, page=3)

    assert [len(step.hits) for step in found.steps] == [0, 0, 5]
    assert (found.page, found.last_page) == (3, 3)
    assert [step.total for step in found.steps] == [1, 2, 45]


def test_a_page_that_is_not_there_is_the_last_one(coffee: None, zandweerd: Zone) -> None:
    index_documents(documents=[document(100 + number, f"Koffie {number}", zone_ids=(zandweerd.pk,)) for number in range(25)])

    found = _help("koffie", zandweerd, step=Step.ORGANISATION, page=40)
    nothing = _help("xyzzy", zandweerd, step=Step.ORGANISATION, page=40)

    assert (found.page, found.last_page, len(found.steps[2].hits)) == (2, 2, 5)
    assert (nothing.page, nothing.last_page) == (1, 1)


def test_there_are_no_more_pages_than_an_address_can_ask_for(coffee: None, zandweerd: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "MAX_PAGE", 1)
    index_documents(documents=[document(100 + number, f"Koffie {number}", zone_ids=(zandweerd.pk,)) for number in range(25)])

    assert _help("koffie", zandweerd, step=Step.ORGANISATION).last_page == 1


def test_a_postcode_of_elsewhere_is_said(coffee: None, zandweerd: Zone) -> None:
    elsewhere = _help("koffie", zandweerd, postcode="9999", by_distance=True)

    assert elsewhere.notices == ("Deze postcode hoort niet bij een van onze wijken. Wij sorteerden niet op afstand.",)
    assert not elsewhere.by_distance
    assert _help("koffie", zandweerd, postcode="7415", by_distance=True).notices == ()


def test_a_distance_is_not_said_more_precisely_than_it_is_known(zandweerd: Zone) -> None:
    near = Point(latitude=zandweerd.latitude + 0.005, longitude=zandweerd.longitude)
    far = Point(latitude=zandweerd.latitude + 0.02, longitude=zandweerd.longitude)
    index_documents(
        documents=[document(1, "Koffie", zone_ids=(zandweerd.pk,), point=near), document(2, "Koffie", zone_ids=(zandweerd.pk,), point=far)]
    )

    hits = _help("koffie", zandweerd, postcode="7415", by_distance=True).steps[2].hits

    assert [hit.document.object_id for hit in hits] == [1, 2]
    assert hits[0].distance_m is None
    assert hits[1].distance_m is not None
    assert hits[1].distance_m > 2_000


def test_spelling_is_left_alone_beside_direct_help(coffee: None, zandweerd: Zone) -> None:
    save_direct_help(key="veilig-thuis", title="Bel Veilig Thuis", text="Dag en nacht.", phone="0800-2000", words=["wordt geslagen"])

    found = _help("mijn moeder wordt geslagen bij de kofie", zandweerd)

    assert [card.key for card in found.direct_help] == ["veilig-thuis"]
    assert (found.corrections, found.suggestions) == ((), ())


def test_one_query_next_to_the_engines_own(coffee: None, zandweerd: Zone, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    index_documents(documents=[document(100 + number, f"Koffie {number}", zone_ids=(zandweerd.pk,)) for number in range(45)])
    _help("koffie", zandweerd)

    with django_assert_num_queries(4):
        _help("koffie", zandweerd)
    with django_assert_num_queries(4):
        _help("koffie", None)


# The addresses


def test_the_json_answer(coffee: None, on_zone: Client, zandweerd: Zone) -> None:
    response = on_zone.get("/zoeken/", {"q": "koffie", "format": "json"})
    answer = response.json()

    assert response.headers["X-Search-Engine"] == "sqlite"
    assert list(answer) == ["query", "zone", "engine", "steps", "facets", "direct_help", "suggestions"]
    assert (answer["query"], answer["zone"], answer["engine"]) == ("koffie", "zandweerd", "sqlite")
    assert [(step["step"], step["total"]) for step in answer["steps"]] == [("SELF", 1), ("NETWORK", 2), ("ORGANISATION", 0)]
    assert answer["steps"][1]["results"][0] == {
        "id": 2,
        "slug": "hulp-2",
        "title": "Koffieochtend",
        "organisation": "St. Jurriën",
        "zones": ["zandweerd"],
        "url": "/sociale-kaart/hulp-2/",
        "verified_on": None,
        "review_on": None,
        "age_notice": None,
    }
    assert answer["facets"]["kosten"] == {"gratis": 1}


def test_the_hub_has_no_zone(coffee: None, on_hub: Client) -> None:
    answer = on_hub.get("/zoeken/", {"q": "koffie", "format": "json"}).json()

    assert answer["zone"] is None
    assert sum(step["total"] for step in answer["steps"]) == 4


def test_the_page_shows_the_three_steps(coffee: None, on_zone: Client) -> None:
    response = on_zone.get("/zoeken/", {"q": "koffie"})

    page = re.sub("</?mark>", "", response.content.decode())
    assert response.status_code == 200
    assert page.index("Koffie zetten") < page.index("Koffieochtend") < page.index("Koffie in Voorstad")
    assert "Koffie in Bathmen" not in page


def test_suggestions_are_a_list_of_at_most_six(coffee: None, on_zone: Client) -> None:
    found = on_zone.get("/zoeken/suggesties/", {"q": "kof"}).json()

    assert {"text": "Koffieochtend", "kind": "entry", "url": "/sociale-kaart/hulp-2/"} in found
    assert "Koffie in Bathmen" not in [suggestion["text"] for suggestion in found]
    assert 0 < len(found) <= 6
    assert on_zone.get("/zoeken/suggesties/", {"q": "k"}).json() == []


@pytest.mark.parametrize("typed", BAD_QUERIES)
@pytest.mark.parametrize("form", ["html", "json"])
def test_no_query_breaks_the_page(coffee: None, on_zone: Client, typed: str, form: str) -> None:
    assert on_zone.get("/zoeken/", {"q": typed, "format": form}).status_code == 200
    assert on_zone.get("/zoeken/suggesties/", {"q": typed}).status_code == 200


def test_what_is_typed_is_escaped(coffee: None, on_zone: Client) -> None:
    assert "<svg onload" not in on_zone.get("/zoeken/", {"q": "<svg onload=alert(1)>"}).content.decode()


@pytest.mark.parametrize(
    "query", ["pagina=-3&stap=zelf", "pagina=1000000000&stap=zelf", "kosten=%00", "q=%00", "q=" + "a" * 100_000, "q=a&q=b", "postcode=x"]
)
def test_odd_addresses_give_a_page_or_a_refusal_in_words(coffee: None, on_zone: Client, query: str) -> None:
    response = on_zone.get(f"/zoeken/?{query}")

    assert response.status_code in {200, 400}
    assert "<h1" in response.content.decode()


def test_an_unknown_format_is_refused_in_words(on_hub: Client) -> None:
    response = on_hub.get("/zoeken/", {"format": "xml"})

    assert response.status_code == 400
    assert "Wij kennen dit soort antwoord niet" in response.content.decode()


def test_only_reading_is_allowed(on_hub: Client) -> None:
    assert on_hub.post("/zoeken/").status_code == on_hub.post("/zoeken/suggesties/").status_code == 405


# Registry, rebuild, check


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Document]]:
    """The only things that can be found, in a list that a test may change."""
    things = [document(number, f"Koffie {number}", zone_ids=(), is_city_wide=True) for number in range(1, 4)]
    own = FindableRegistry()
    own.register(Findable(kind="entry", source=lambda: iter(things), document_for=lambda instance: None))
    for module in (registry, selectors, index_services):
        monkeypatch.setattr(module, "findables", own)
    return things


def test_a_kind_or_facet_is_registered_once() -> None:
    own = FindableRegistry()
    own.register(Findable(kind="entry", source=lambda: (), document_for=lambda instance: None))
    own.register_labels(Facet.COST, lambda: {"gratis": "Gratis"})

    with pytest.raises(ImproperlyConfigured, match="entry"):
        own.register(Findable(kind="entry", source=lambda: (), document_for=lambda instance: None))
    with pytest.raises(ImproperlyConfigured, match="kosten"):
        own.register_labels(Facet.COST, dict)
    assert own.labels() == {Facet.COST: {"gratis": "Gratis"}}


def test_rebuild_and_check(db: None, shelf: list[Document]) -> None:
    database_engine().clear()
    index_documents(documents=[document(99, "Weg"), document(1, "Koffie 1", version=0)])

    with pytest.raises(CommandError, match="check_index --repair"):
        call_command("check_index", stdout=StringIO())
    difference = compare_index()
    assert (difference.missing, difference.stale, difference.ghosts) == (("entry:2", "entry:3"), ("entry:1",), ("entry:99",))

    call_command("rebuild_index", stdout=StringIO())
    assert compare_index().is_clean
    call_command("check_index", stdout=StringIO())


def test_a_rebuild_that_fails_leaves_the_old_index(db: None, shelf: list[Document], monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild_index()
    broken = FindableRegistry()

    def half() -> Iterator[Document]:
        yield shelf[0]
        raise RuntimeError("halfway")

    broken.register(Findable(kind="entry", source=half, document_for=lambda instance: None))
    monkeypatch.setattr("search.services.index.findables", broken)

    with pytest.raises(RuntimeError, match="halfway"):
        rebuild_index()
    assert _help("koffie", None).total == 3


def test_an_unknown_engine_is_named(settings: Any) -> None:
    settings.SEARCH_ENGINE = "sphinx"

    with pytest.raises(ImproperlyConfigured, match="sphinx"):
        services.index_documents(documents=[])


def test_the_dictionary_is_remembered(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    save_synonym(kind=SynonymKind.TWO_WAY, term="bakkie", words=["koffie"])
    current_dictionary()

    with django_assert_num_queries(1):
        assert len(current_dictionary().thesaurus.alternatives(["bakkie"])) == 1


def test_editors_maintain_the_words_in_the_admin(admin_client: Client) -> None:
    created = admin_client.post("/beheer/snippets/search/synonym/add/", {"kind": "gelijk", "term": "bakkie", "words": "koffie, thee"})

    assert created.status_code == 302
    assert "bakkie" in admin_client.get("/beheer/snippets/search/synonym/").content.decode()
    assert current_dictionary().thesaurus.alternatives(["bakkie"])[0].phrases == ("koffie", "thee")
    assert admin_client.get("/beheer/snippets/search/directhelp/").status_code == 200


def test_editors_maintain_hard_words_in_the_admin(admin_client: Client) -> None:
    fields = {"word": "indicatie", "forms": "geïndiceerd", "easier": "besluit over zorg", "meaning": "Een besluit.", "is_searched": "on"}

    assert admin_client.post("/beheer/snippets/search/hardword/add/", fields).status_code == 302
    assert "besluit over zorg" in admin_client.get("/beheer/snippets/search/hardword/?q=indicatie").content.decode()
    assert "besluit over zorg" not in admin_client.get("/beheer/snippets/search/hardword/?q=urgentie").content.decode()
    refused = admin_client.post("/beheer/snippets/search/hardword/add/", fields).content.decode()
    assert 'value="indicatie"' in refused
    assert HardWord.objects.count() == 1
