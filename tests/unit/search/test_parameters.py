"""Reading the query string of a results page."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.choices import Facet, Step
from search.forms import MAX_PAGE, NO_POSTCODE, TOO_LONG, SearchParameters, parse_parameters


def test_everything_is_read() -> None:
    found = parse_parameters(
        QueryDict("q= koffie &kosten=gratis&kosten=betaald&dag=di&waar=wijk&open=nu&postcode=7415ab&sorteer=afstand&stap=omgeving&pagina=3")
    )

    assert found == SearchParameters(
        text="koffie",
        filters={
            Facet.COST: frozenset({"gratis", "betaald"}),
            Facet.DAY: frozenset({"di"}),
            Facet.OPEN: frozenset({"nu"}),
            Facet.WHERE: frozenset({"wijk"}),
        },
        postcode="7415AB",
        by_distance=True,
        step=Step.NETWORK,
        page=3,
    )


@pytest.mark.parametrize("query", ["dag=maandag", "open=straks", "waar=mars", "stap=vier", "kosten=", "thema=" + "x" * 100, "onbekend=1"])
def test_what_is_unknown_is_left_out(query: str) -> None:
    assert parse_parameters(QueryDict(query)) == SearchParameters()


@pytest.mark.parametrize(
    ("typed", "page"), [("-1", 1), ("0", 1), ("x", 1), ("1.5", 1), ("²", 1), ("7", 7), ("9" * 500, MAX_PAGE), ("1000000000", MAX_PAGE)]
)
def test_pages_stay_within_bounds(typed: str, page: int) -> None:
    assert parse_parameters(QueryDict(f"pagina={typed}")).page == page


def test_a_long_query_is_cut_and_said() -> None:
    found = parse_parameters(QueryDict("q=" + "hulp " * 1000))

    assert len(found.text) <= 200
    assert found.was_clipped
    assert found.notices == (TOO_LONG,)


@pytest.mark.parametrize("typed", ["1234 ab ", "1234AB", "1234ab"])
def test_postcodes_in_any_form(typed: str) -> None:
    assert parse_parameters(QueryDict(f"postcode={typed}")).postcode == "1234AB"


@pytest.mark.parametrize("typed", ["0123", "deventer", "7415 ABC", "%27; DROP TABLE", "9" * 400])
def test_what_is_no_postcode_is_said(typed: str) -> None:
    found = parse_parameters(QueryDict(f"postcode={typed}&sorteer=afstand"))

    assert (found.postcode, found.by_distance, found.notices) == ("", False, (NO_POSTCODE,))


def test_the_address_of_a_search_reads_back_as_itself() -> None:
    found = parse_parameters(QueryDict("q=koffie+%26+thee&kosten=gratis&taal=tr&postcode=7415&sorteer=afstand"))

    assert parse_parameters(QueryDict(found.query_string())) == found
    assert parse_parameters(QueryDict(found.query_string(step=Step.SELF, page=2))).step == Step.SELF
    assert Facet.COST not in parse_parameters(QueryDict(found.query_string(without=("kosten", "gratis")))).filters
    assert parse_parameters(QueryDict(found.query_string(adding=("dag", "ma")))).filters[Facet.DAY] == frozenset({"ma"})


@given(query=st.text(max_size=300))
def test_no_query_string_fails(query: str) -> None:
    found = parse_parameters(QueryDict(query.encode("utf-8", "replace")))

    assert 1 <= found.page <= MAX_PAGE
