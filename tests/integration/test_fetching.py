"""Fetching an address that somebody typed: what it gives, and everything to which it must not lead."""

from __future__ import annotations

import gzip
import logging
import subprocess
import sys
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import fetching
from core.fetching import SENTENCES, FetchError, FetchProblem, fetch, is_public, read_address
from tests.partner_site import PartnerSite, free_port, make_certificate, network, partner_site, resolving

MEGABYTE = 1024 * 1024


@pytest.fixture
def site() -> Iterator[PartnerSite]:
    with partner_site() as found:
        yield found


def get(url: str, *, max_bytes: int = MEGABYTE, timeout_s: float = 5, **validators: str) -> fetching.Fetched:
    return fetch(url, max_bytes=max_bytes, timeout_s=timeout_s, accept="text/calendar", **validators)


def problem(url: str, **options: float) -> FetchProblem:
    with pytest.raises(FetchError) as refused:
        get(url, **options)  # type: ignore[arg-type] # numbers for numbers
    assert str(refused.value) == SENTENCES[refused.value.problem]
    return refused.value.problem


def test_it_gives_what_is_there_and_says_what_it_has(site: PartnerSite) -> None:
    url = site.says(
        b"BEGIN:VCALENDAR", headers={"ETag": '"een"', "Last-Modified": "Tue, 01 Dec 2026 09:00:00 GMT", "Content-Type": "text/calendar"}
    )

    found = get(url, etag='"nul"', last_modified="Mon, 30 Nov 2026 09:00:00 GMT")

    assert (found.body, found.etag, found.content_type, found.is_unchanged) == (b"BEGIN:VCALENDAR", '"een"', "text/calendar", False)
    ((path, headers),) = site.asked
    assert (path, headers["Host"]) == ("/agenda.ics", f"agenda.example.org:{site.port}")
    assert (headers["If-None-Match"], headers["Accept"]) == ('"nul"', "text/calendar")
    assert "Cookie" not in headers


def test_what_did_not_change_has_no_body(site: PartnerSite) -> None:
    url = site.says(status=304, headers={"ETag": '"een"'})

    assert get(url, etag='"een"').is_unchanged
    # Nobody asked whether it changed.
    assert problem(url) is FetchProblem.REFUSED


def test_a_header_of_ours_cannot_be_split(site: PartnerSite) -> None:
    get(site.says(b"x"), etag='"een"\r\nX-Extra: ja\x00é')

    assert "X-Extra" not in site.asked[0][1]


def test_what_was_packed_is_unpacked(site: PartnerSite) -> None:
    assert get(site.says(gzip.compress(b"koffie"), headers={"Content-Encoding": "gzip"})).body == b"koffie"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"status": 401}, FetchProblem.PRIVATE),
        ({"status": 403}, FetchProblem.PRIVATE),
        ({"status": 404}, FetchProblem.MISSING),
        ({"status": 410}, FetchProblem.MISSING),
        ({"status": 204}, FetchProblem.REFUSED),
        ({"status": 429}, FetchProblem.REFUSED),
        ({"status": 503}, FetchProblem.REFUSED),
        ({"headers": {"Content-Encoding": "br"}}, FetchProblem.UNREADABLE),
        ({"body": b"geen gzip", "headers": {"Content-Encoding": "gzip"}}, FetchProblem.UNREADABLE),
        ({"body": gzip.compress(b"koffie" * 99)[:-9], "headers": {"Content-Encoding": "gzip"}}, FetchProblem.UNREACHABLE),
        ({"body": b"half", "headers": {"Content-Length": "8"}}, FetchProblem.UNREACHABLE),
        ({"headers": {"Content-Length": str(10**9)}}, FetchProblem.TOO_LARGE),
        ({"headers": {"Content-Length": "0", "X-Long": "x" * 60_000}}, FetchProblem.TOO_LARGE),
        ({"headers": {"Transfer-Encoding": "chunked"}, "body": b"geen getal\r\n"}, FetchProblem.UNREADABLE),
    ],
)
def test_every_other_answer_is_told_in_words(site: PartnerSite, answer: dict[str, object], expected: FetchProblem) -> None:
    assert problem(site.says(**answer)) is expected  # type: ignore[arg-type] # as the table has them


def _endless(piece: bytes) -> object:
    def write(handler: BaseHTTPRequestHandler) -> None:
        while True:
            handler.wfile.write(piece)

    return write


def test_a_body_without_an_end_is_left_at_the_limit(site: PartnerSite) -> None:
    assert problem(site.says(write=_endless(b"x" * 65_536))) is FetchProblem.TOO_LARGE


def test_a_bomb_is_not_unpacked_beyond_the_limit(site: PartnerSite) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * MEGABYTE) for _ in range(200)) + packer.flush()
    assert len(bomb) < MEGABYTE
    url = site.says(bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        assert problem(url) is FetchProblem.TOO_LARGE
        assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_packed_without_an_end_is_left_too(site: PartnerSite) -> None:
    packer = zlib.compressobj(0, wbits=31)

    def write(handler: BaseHTTPRequestHandler) -> None:
        while True:
            handler.wfile.write(packer.compress(b"x" * 65_536))

    assert problem(site.says(write=write, headers={"Content-Encoding": "gzip"})) is FetchProblem.TOO_LARGE


def _dripping(handler: BaseHTTPRequestHandler) -> None:
    while True:
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.02)


def test_a_body_that_drips_ends_at_the_deadline(site: PartnerSite) -> None:
    begin = time.monotonic()

    assert problem(site.says(write=_dripping), timeout_s=0.4) is FetchProblem.TOO_SLOW

    assert time.monotonic() - begin < 2


def test_headers_that_drip_end_at_the_deadline(site: PartnerSite) -> None:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        _dripping(handler)

    # The answer before it makes the client wait for the next.
    assert problem(site.says(status=100, write=write), timeout_s=0.4) is FetchProblem.TOO_SLOW


def test_a_resolver_that_does_not_answer_ends_at_the_deadline() -> None:
    slow = resolving()
    slow.look_up = lambda host, port: time.sleep(1.5) or []  # type: ignore[func-returns-value] # answers after a while

    with network(slow):
        begin = time.monotonic()
        assert problem("https://agenda.example.org/", timeout_s=0.2) is FetchProblem.TOO_SLOW
        assert time.monotonic() - begin < 1


def test_redirects_are_followed_three_times(site: PartnerSite) -> None:
    site.says(b"hier", path="/4")
    for number in (1, 2, 3):
        site.says(path=f"/{number}", status=302, headers={"Location": f"/{number + 1}"})
    site.says(path="/0", status=301, headers={"Location": "1"})

    assert get(site.url("/1")).body == b"hier"
    assert problem(site.url("/0")) is FetchProblem.REDIRECTS


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("http://127.0.0.1/", FetchProblem.INTERNAL),
        ("http://169.254.169.254/latest/meta-data/", FetchProblem.INTERNAL),
        ("http://localhost/", FetchProblem.INTERNAL),
        ("//[::1]/", FetchProblem.INTERNAL),
        ("http://agenda.example.org:6379/", FetchProblem.PORT),
        ("file:///etc/passwd", FetchProblem.ADDRESS),
        ("gopher://agenda.example.org/", FetchProblem.ADDRESS),
        ("https://iemand@agenda.example.org/", FetchProblem.ADDRESS),
        ("http://agenda.example.org\\@127.0.0.1/", FetchProblem.ADDRESS),
    ],
)
def test_where_a_redirect_leads_is_looked_at_again(site: PartnerSite, location: str, expected: FetchProblem) -> None:
    assert problem(site.says(status=302, headers={"Location": location})) is expected
    assert len(site.asked) == 1


def test_a_redirect_to_a_name_inside_is_refused(site: PartnerSite) -> None:
    url = site.says(status=307, headers={"Location": "http://binnen.example.org/"})
    fetching.network.look_up = lambda host, port: ["10.0.0.8"] if host.startswith("binnen") else ["127.0.0.1"]

    assert problem(url) is FetchProblem.INTERNAL


def test_a_name_is_resolved_once_and_that_address_is_used(site: PartnerSite) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.8"]])
    fetching.network.look_up = lambda host, port: next(answers)

    # The second answer is what somebody would give who hopes that the name is asked again.
    assert get(site.says(b"koffie")).body == b"koffie"
    assert next(answers) == ["10.0.0.8"]


@pytest.mark.parametrize(
    "numbers",
    [
        ["127.0.0.1"], ["127.8.8.8"], ["0.0.0.0"], ["10.1.2.3"], ["172.16.0.1"], ["192.168.1.1"], ["100.64.0.1"], ["169.254.169.254"],
        ["192.0.0.8"], ["198.18.0.1"], ["224.0.0.1"], ["240.0.0.1"], ["255.255.255.255"], ["168.63.129.16"],
        ["::1"], ["::"], ["fe80::1"], ["fe80::1%eth0"], ["fc00::1"], ["fd12:3456::1"], ["ff02::1"], ["2001:db8::1"], ["fec0::1"],
        ["::ffff:127.0.0.1"], ["::ffff:8.8.8.8"], ["::127.0.0.1"], ["64:ff9b::7f00:1"], ["64:ff9b::a00:1"], ["64:ff9b:1::1"],
        ["2002:7f00:1::1"], ["2002:808:808::1"], ["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
        ["93.184.215.14", "10.0.0.1"], ["geen adres"],
    ],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused(numbers: list[str]) -> None:
    with network(resolving(*numbers)):
        assert problem("https://agenda.example.org/agenda.ics") is FetchProblem.INTERNAL


@pytest.mark.parametrize("number", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_the_rest_of_the_internet_is_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1/", FetchProblem.INTERNAL), ("http://127.1/", FetchProblem.INTERNAL), ("http://2130706433/", FetchProblem.INTERNAL),
        ("http://0x7f000001/", FetchProblem.INTERNAL), ("http://0x7f.0.0.1/", FetchProblem.INTERNAL), ("http://0177.0.0.01/", FetchProblem.INTERNAL),
        ("http://[::1]/", FetchProblem.INTERNAL), ("http://[::ffff:127.0.0.1]/", FetchProblem.INTERNAL), ("http://8.8.8.8/", FetchProblem.INTERNAL),
        ("http://localhost/", FetchProblem.INTERNAL), ("http://localhost./", FetchProblem.INTERNAL), ("http://LOCALHOST/", FetchProblem.INTERNAL),
        ("http://redis/", FetchProblem.INTERNAL), ("http://１２７.０.０.１/", FetchProblem.INTERNAL), ("http://127。0。0。1/", FetchProblem.INTERNAL),
        ("http://169.254.169.254/", FetchProblem.INTERNAL), ("http://x.0x7f/", FetchProblem.INTERNAL),
        ("http://iemand@example.org/", FetchProblem.ADDRESS), ("http://a:b@example.org/", FetchProblem.ADDRESS), ("http://@example.org/", FetchProblem.ADDRESS),
        ("gopher://example.org/", FetchProblem.ADDRESS), ("file:///etc/passwd", FetchProblem.ADDRESS), ("data:text/calendar,x", FetchProblem.ADDRESS),
        ("ftp://example.org/", FetchProblem.ADDRESS), ("javascript:alert(1)", FetchProblem.ADDRESS), ("example.org/agenda.ics", FetchProblem.ADDRESS),
        ("", FetchProblem.ADDRESS), ("https://", FetchProblem.ADDRESS), ("https:///agenda.ics", FetchProblem.ADDRESS), ("http://[::1", FetchProblem.ADDRESS),
        ("https://example.org/een twee", FetchProblem.ADDRESS), ("https://example.org/\r\nX: y", FetchProblem.ADDRESS), ("https://example.org\\@10.0.0.1/", FetchProblem.ADDRESS),
        ("https://example.org:99999/", FetchProblem.ADDRESS), ("https://example.org:x/", FetchProblem.ADDRESS), ("https://" + "a" * 3000 + ".nl/", FetchProblem.ADDRESS),
        ("https://example.org:22/", FetchProblem.PORT), ("https://example.org:80/", FetchProblem.PORT), ("http://example.org:8080/", FetchProblem.PORT),
        ("https://-a.example.org/", FetchProblem.NAME), ("https://a..b.nl/", FetchProblem.NAME), ("https://a%00.example.org/", FetchProblem.NAME),
        ("https://" + "a" * 64 + ".nl/", FetchProblem.NAME),
    ],
)  # fmt: skip
def test_what_is_no_address_that_we_fetch_is_refused_before_anything_is_looked_up(url: str, expected: FetchProblem) -> None:
    asked: list[str] = []
    watched = resolving()
    watched.look_up = lambda host, port: asked.append(host) or []  # type: ignore[func-returns-value] # notes it
    with network(watched):
        assert problem(url) is expected
    assert asked == []


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("webcal://agenda.example.org/a.ics", "agenda.example.org", "/a.ics"),
        (" HTTPS://Agenda.Example.ORG. ", "agenda.example.org", "/"),
        ("https://café.example.org/é?a=b&c=d#deel", "xn--caf-dma.example.org", "/%C3%A9?a=b&c=d"),
        ("https://example.org:443/a%20b", "example.org", "/a%20b"),
    ],
)
def test_addresses_are_brought_in_one_form(url: str, host: str, path: str) -> None:
    address = read_address(url)

    assert (address.scheme, address.host, address.port, address.path) == ("https", host, 443, path)


@given(st.text(max_size=80) | st.text(alphabet="htps:/@[]%.\\#?0x7f1 \x00é。", max_size=40).map(lambda text: f"http://{text}"))
@example("http://[v1.a]/")
def test_whatever_is_typed_is_an_address_or_refused_in_words(text: str) -> None:
    try:
        address = read_address(text)
    except FetchError:
        return
    assert "." in address.host
    assert address.host.isascii()
    assert not address.host.rpartition(".")[2].isdigit()
    assert (address.path + address.host_and_port).isprintable()


def test_a_certificate_must_be_that_of_the_name(tmp_path: Path) -> None:
    with partner_site(certificate=make_certificate(tmp_path)) as site:
        url = site.says(b"koffie")
        assert get(url).body == b"koffie"
        assert problem(site.url(name="anders.example.org")) is FetchProblem.CERTIFICATE
        # Nobody goes back from a safe address to one that is not.
        assert problem(site.says(path="/terug", status=302, headers={"Location": "http://agenda.example.org/"})) is FetchProblem.REDIRECTS

        # The authorities of the system do not know it.
        fetching.network.tls = fetching.Network().tls
        assert problem(url) is FetchProblem.CERTIFICATE


def test_a_site_that_is_away_is_told(site: PartnerSite) -> None:
    closed = free_port()
    fetching.network.loopback_ports = frozenset({closed})

    assert problem(f"http://agenda.example.org:{closed}/") is FetchProblem.UNREACHABLE
    with network(resolving()):
        assert problem("https://bestaat-niet.example.org/") is FetchProblem.NAME


def test_nothing_of_it_is_logged(site: PartnerSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    get(site.says(b"geheime inhoud", path="/geheim-adres"))
    problem(site.url("/geheim-weg"))

    assert "geheim" not in caplog.text


def test_no_setting_and_no_variable_lets_it_into_the_own_machine() -> None:
    """As in production: whatever the environment says, another process has no port of its own machine to fetch from."""
    program = "from core.fetching import network; print(sorted(network.loopback_ports))"
    names = ["LOOPBACK_PORTS", "FETCH_LOOPBACK", "DEBUG", "TESTING", "PYTEST_CURRENT_TEST", "ALLOWED_HOSTS"]

    found = subprocess.run([sys.executable, "-c", program], env=dict.fromkeys(names, "1"), capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
    source = Path(fetching.__file__).read_text(encoding="utf-8")
    assert "settings" not in source.replace("no setting", "")
    assert "environ" not in source.replace("variable of the environment", "")
