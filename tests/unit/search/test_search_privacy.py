"""What may be remembered of a query, and who is counted."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core.limits import network_of
from search.choices import Device
from search.log.privacy import GAP, kept_of, typed_words, without_contact_details
from search.log.visitors import device_of
from search.understanding.folding import fold

KNOWN = {word: word for word in ("hulp", "bij", "de", "boodschappen", "mevrouw", "bakker", "voor", "mijn", "man", "112")} | {"cafe": "café"}
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
TABLET = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


def kept(text: str) -> tuple[str, tuple[str, ...]]:
    answer = kept_of(typed_words(text), KNOWN)
    return answer.text, answer.unknown


@pytest.mark.parametrize(
    ("typed", "text", "unknown"),
    [
        ("hulp bij boodschappen", "hulp bij boodschappen", ()),
        ("Hulp bij de Boodschappen", "hulp bij de boodschappen", ()),
        ("CAFÉ", "café", ()),
        ("hulp bij steunkousen", "hulp bij …", ("steunkousen",)),
        ("steunkousen", "", ("steunkousen",)),
        ("mevrouw Wiegersma", "mevrouw …", ()),
        ("hulp voor Aaltje Wiegersma", "hulp voor …", ()),
        ("hulp voor Aaltje wiegersma", "hulp voor …", ()),
        ("wiegersma 0570-123456", "", ()),
        ("smedenstraat 12 hulp", "… hulp", ()),
        ("hulp 7415ab", "hulp …", ()),
        ("hulp 7415 AB", "hulp …", ()),
        ("bsn 111222333", "", ()),
        ("hulp aaltje@example.nl", "hulp …", ()),
        ("hulp www.wiegersma.example", "hulp …", ()),
        ("112", "", ()),
        ("hulp ② ⅷ", "hulp …", ()),
        ("man vrw", "man …", ()),
        ("", "", ()),
        ("\u202ehulp\u0000 bij", "hulp bij", ()),
    ],
)
def test_only_known_words_are_kept_and_only_harmless_unknown_ones_counted(typed: str, text: str, unknown: tuple[str, ...]) -> None:
    assert kept(typed) == (text, unknown)


@given(st.lists(st.one_of(st.sampled_from(sorted(KNOWN)), st.text(max_size=12), st.from_regex(r"[0-9]{1,9}", fullmatch=True)), max_size=30))
def test_whatever_is_typed_no_digit_and_no_unknown_word_is_readable(pieces: list[str]) -> None:
    text, unknown = kept(" ".join(pieces))

    assert set(text.split()) <= set(KNOWN.values()) - {"112"} | {GAP}
    assert len(text) <= 200
    assert all(word.isalpha() and 4 <= len(word) <= 30 and word not in KNOWN for word in unknown)


@given(st.text(alphabet=st.characters(categories=["Lu"]), min_size=1, max_size=20))
def test_a_word_with_a_capital_is_neither_kept_nor_counted_unless_everybody_knows_it(word: str) -> None:
    text, unknown = kept(f"hulp {word}")

    assert unknown == ()
    assert set(text.split()) <= {"hulp", GAP, *(KNOWN[part] for part in [fold(word)] if part in KNOWN)}


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("Een cursus voor mensen van 80 jaar", "Een cursus voor mensen van 80 jaar"),
        ("Bel mij op 06-1234 5678 aub", "Bel mij op … aub"),
        ("Bel +31 570 00 00 99", "Bel …"),
        ("mail aaltje.w@example.nl snel", "mail … snel"),
        ("ik woon op 7415 AB", "ik woon op …"),
        ("mijn bsn is 111222333.", "mijn bsn is …."),
        ("zie https://voorbeeld.example/aaltje", "zie …"),
        ("a\u0007b\n\nc", "a b c"),
    ],
)
def test_contact_details_are_taken_out_of_a_message(typed: str, left: str) -> None:
    assert without_contact_details(typed, limit=300) == left


@given(st.text(alphabet="0123456789 .-()/+abc", max_size=60))
def test_no_run_of_six_digits_is_left_in_a_message(typed: str) -> None:
    left = without_contact_details(typed, limit=300)

    run = longest = 0
    for character in left:
        run = run + 1 if character.isdigit() else run if character in " .-()/" else 0
        longest = max(longest, run)
    assert longest < 6


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, Device.PHONE),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1",
            Device.PHONE,
        ),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 20) Mobile Safari/537.36", Device.PHONE),
        (TABLET, Device.TABLET),
        ("Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 Version/16.6 Mobile/15E148 Safari/604.1", Device.TABLET),
        (DESK, Device.DESKTOP),
        ("", None),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", None),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", None),
        ("curl/8.5.0", None),
        ("python-requests/2.32", None),
    ],
)
def test_device_is_told_apart_and_programs_are_nobody(agent: str, device: Device | None) -> None:
    assert device_of({"User-Agent": agent}) == device


def test_a_page_that_is_fetched_before_anybody_asked_is_not_counted() -> None:
    assert device_of({"User-Agent": DESK, "Sec-Purpose": "prefetch;prerender"}) is None


@pytest.mark.parametrize(
    ("remote", "forwarded", "is_behind_proxy", "network"),
    [
        ("192.0.2.77", "", False, "192.0.2.0/24"),
        ("192.0.2.77", "203.0.113.9", False, "192.0.2.0/24"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", True, "203.0.113.0/24"),
        ("192.0.2.77", "", True, "192.0.2.0/24"),
        ("2001:db8:1:2ff:3::1", "", False, "2001:db8:1:200::/56"),
        ("::ffff:192.0.2.77", "", False, "192.0.2.0/24"),
        ("", "", False, ""),
        ("unix:", "", False, ""),
    ],
)
def test_a_network_is_all_that_is_known_of_an_address(settings, remote: str, forwarded: str, is_behind_proxy: bool, network: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_behind_proxy else None
    request = RequestFactory().get("/", REMOTE_ADDR=remote, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}))

    assert network_of(request) == network
