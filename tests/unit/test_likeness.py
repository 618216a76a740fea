"""What may be one and the same: pairs made by hand, true and false, and how many are compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from socialmap.choices import Certainty, Reason
from socialmap.rules import Described, Match, compare, find_like, find_pairs, shared_by_many, traits_of
from socialmap.rules.likeness import address_of, host_of, name_words, names_alike, pairs_to_compare, phone_digits

SAME = [
    ("Eetcafé De Buren", "eetcafe de buren"),
    ("Stichting De Helpende Pen", "De Helpende Pen"),
    ("De Helpende Pen, stichting", "Stichting de helpende pen"),
    ("Zorgcoöperatie Diepenveen", "Zorgcooperatie Diepenveen"),
    ("Vrouwengroep Güneş", "Vrouwengroep Gunes"),
    ("Diëtistenpraktijk Café Gezond", "Dietistenpraktijk cafe gezond"),
    ("Koffie aan de lange tafel", "KOFFIE AAN DE LANGE TAFEL"),
    ("Tafel, lange: koffie", "Lange tafel koffie"),
    ("Foto's bewaren", "Fotos bewaren"),
    ("Foto’s bewaren", "Foto's bewaren"),
    ("Eet café De Buren", "Eetcafé De Buren"),
    ("Klussen & Co", "Klussen en Co"),
    ("Deurtaxi Salland B.V.", "Deurtaxi Salland"),
]
ALMOST = [
    ("Wandelgroep Zandweerd", "Wandelgroup Zandweerd"),
    ("Koffie aan de lange tafel", "Kofffie aan de lange tafel"),
    ("Buurtbemiddeling Deventer", "Buurtbemiddelling Deventer"),
    ("Steunpunt Mantelzorg De Luwte", "Steunpunt Matnelzorg De Luwte"),
    ("Hulpmiddelenuitleen De Kruk", "Hulpmiddelen-uitlene De Kruk"),
]
PART = [("Klussenbus Deventer", "Klussenbus"), ("Taalhuis Deventer", "Taalhuis Deventer in de bibliotheek")]
OTHERS = [
    ("Koffie op dinsdag", "Koffie op donderdag"),
    ("Digihulp aan huis", "Energiehulp aan huis"),
    ("Meetuinen in Zandweerd", "Kindermoestuin Zandweerd"),
    ("Soep in de Flatkamer", "Formulierenhoek in de flatkamer"),
    ("Alzheimercafé in de Raamhof", "Mantelzorgcafé in de Raamhof"),
    ("Tafel 1", "Tafel 2"),
    ("Wijkcentrum Roessink", "Wijkcentrum Blauwenoord"),
    ("Samen eten in Braakhekke", "Gastploeg van Braakhekke"),
    ("Dagbesteding voor ouderen", "Vervoer naar de dagbesteding"),
    ("Papierentafel in het Bergkwartier", "Karweitjesruil in het Bergkwartier"),
    ("Pas aanvragen voor goedkope taxi", "Voorrang op een huurhuis aanvragen"),
    ("Koffie in Noord", "Koffie in Oost"),
    ("Stichting", "Vereniging"),
    ("Vrouwenkoor De Merel", "Mannenkoor De Merel"),
    ("Een bad", "Een bed"),
]


def entry(pk: int, name: str, **values: object) -> Described:
    return replace(Described(pk=pk, name=name, is_city_wide=True), **values)


def match(one: Described, other: Described, *more: Described) -> Match | None:
    traits = [traits_of(described) for described in (one, other, *more)]
    return compare(traits[0], traits[1], many=shared_by_many(traits))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_however_it_is_written(one: str, other: str) -> None:
    assert names_alike(name_words(one), name_words(other)) is Reason.SAME_NAME
    assert match(entry(1, one), entry(2, other)) == Match(score=60, reasons=(Reason.SAME_NAME,))


@pytest.mark.parametrize(("one", "other"), ALMOST)
def test_a_slip_of_the_pen_is_almost_the_same_name(one: str, other: str) -> None:
    assert names_alike(name_words(one), name_words(other)) is Reason.ALMOST_SAME_NAME
    assert names_alike(name_words(other), name_words(one)) is Reason.ALMOST_SAME_NAME
    found = match(entry(1, one, phone="0570-000040"), entry(2, other, phone="+31 570 00 00 40"))
    assert found == Match(score=90, reasons=(Reason.ALMOST_SAME_NAME, Reason.PHONE))
    assert found.certainty is Certainty.HIGH


@pytest.mark.parametrize(("one", "other"), PART)
def test_a_name_within_a_name_needs_something_beside_it(one: str, other: str) -> None:
    assert names_alike(name_words(one), name_words(other)) is Reason.PART_OF_NAME
    assert match(entry(1, one), entry(2, other)) is None
    assert match(entry(1, one, email="a@example.nl"), entry(2, other, email="A@example.nl")) is not None


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_are_no_duplicates(one: str, other: str) -> None:
    assert names_alike(name_words(one), name_words(other)) is None
    assert match(entry(1, one), entry(2, other)) is None


@pytest.mark.parametrize(("one", "other"), [pair for pair in OTHERS if pair[0] != "Stichting"])
def test_what_one_organisation_does_at_one_number_and_door_is_not_one_thing(one: str, other: str) -> None:
    both = {"phone": "0570-000040", "email": "a@example.nl", "street": "Hof 1", "postcode": "7415 AA", "organisation": 3}
    assert match(entry(1, one, **both), entry(2, other, **both)) is None


@pytest.mark.parametrize(
    ("field", "one", "other", "reason"),
    [
        ("phone", "0570-000040", "(0570) 00 00 40", Reason.PHONE),
        ("email", "hulp@example.nl", "Hulp@Example.nl", Reason.EMAIL),
    ],
)
def test_a_number_or_mail_of_two_is_a_reason_and_of_many_is_not(field: str, one: str, other: str, reason: Reason) -> None:
    first, second = entry(1, "Wandelen", **{field: one}), entry(2, "Breien", **{field: other})
    more = [entry(10 + number, f"Groep {number}", **{field: one}) for number in range(4)]

    assert match(first, second) == Match(score=45, reasons=(reason,))
    assert match(first, second, *more[:3]) is not None
    assert match(first, second, *more) is None
    named = replace(second, name="Wandelen")
    assert match(first, named, *more) == Match(score=65, reasons=(Reason.SAME_NAME,))


def test_address_and_site_together_make_a_reason() -> None:
    place = {"street": "Jurriënhof 1", "postcode": "7415 AA"}
    first = entry(1, "Koor", website="https://www.example.nl/koor", **place)
    second = entry(2, "Zang", website="http://example.nl", street="Jurrienhof 1", postcode="7415aa")
    assert match(first, second) == Match(score=45, reasons=(Reason.WEBSITE, Reason.ADDRESS))
    assert match(first, replace(second, street="Jurrienhof 11")) is None


def test_another_zone_or_another_step_makes_it_less_sure() -> None:
    here, there = {"is_city_wide": False, "zones": frozenset({1})}, {"is_city_wide": False, "zones": frozenset({2})}
    assert match(entry(1, "Koffie-inloop", **here), entry(2, "Koffie inloop", **there)) is None
    assert match(entry(1, "Koffie-inloop", **here), entry(2, "Koffie inloop", **here)) is not None
    assert match(entry(1, "De Kindertelefoon", step="SELF"), entry(2, "De Kindertelefoon", step="ORGANISATION")) is None


def test_the_same_sentence_under_another_name_is_seen() -> None:
    sentence = "Elke dinsdag drinken buren samen koffie in de hal."
    found = match(entry(1, "Koffie", text=sentence, email="a@example.nl"), entry(2, "Buren", text=sentence[:-1], email="a@example.nl"))
    assert found == Match(score=75, reasons=(Reason.TEXT, Reason.EMAIL))


@pytest.mark.parametrize(
    ("written", "digits"),
    [("0570-000040", "0570000040"), ("+31 (0)570 000 040", "0570000040"), ("0031570000040", "0570000040"), ("113", "113"), ("", "")],
)
def test_numbers_are_the_same_however_they_are_written(written: str, digits: str) -> None:
    assert phone_digits(written) == digits


def test_sites_and_addresses_are_read() -> None:
    assert host_of("https://www.example.nl/a?b") == "example.nl"
    assert host_of("https://www.facebook.com/groep") == ""
    assert host_of("http://[") == ""
    assert address_of("Plein 1940 12-a", "7415 aa") == "7415AA 12a"
    assert address_of("Plein", "7415 AA") == address_of("Plein 1", "") == ""


def test_what_is_like_one_is_found_most_alike_first_and_never_itself() -> None:
    others = [
        traits_of(entry(pk, name, phone=phone))
        for pk, name, phone in ((1, "Breien", ""), (2, "Wandelen", "0570-000040"), (3, "Wandelen", ""))
    ]
    one = traits_of(entry(3, "Wandelen", phone="0570-000040"))

    assert [(other.of.pk, found.score) for other, found in find_like(one, others)] == [(2, 100)]
    assert [other.of.pk for other, _found in find_like(replace(one, of=replace(one.of, pk=0)), others)] == [2, 3]


def test_ten_thousand_are_never_all_compared_and_the_two_are_found() -> None:
    rows = [
        traits_of(entry(number, f"Hulp {number} bij eten en koken in de buurt", phone="0570-000010", street="Hof 1", postcode="7415 AA"))
        for number in range(10_000)
    ]
    rows += [traits_of(entry(20_001, "Zonnebloemkwekerij Uiterwaard")), traits_of(entry(20_002, "Uiterwaard zonnebloemkwekerij"))]

    assert len(pairs_to_compare(rows)) <= 10 * len(rows)
    assert [(first.of.pk, second.of.pk) for first, second, _match in find_pairs(rows)] == [(20_001, 20_002)]
