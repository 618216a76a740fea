"""Fetching an address that somebody typed, without letting it lead into our own network.

A name is resolved once, every address that comes of it has to be on the public internet, and the connection goes to
exactly that address, so nobody can answer otherwise a moment later. Each redirect is looked at in the same way. Bytes
are limited before and after unpacking, and so is the time from begin to end. Nothing of an address or of what it
gives is logged. Costs up to `timeout_s`, so nobody calls it inside a transaction of the database.
"""

from __future__ import annotations

import http.client
import io
import queue
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.utils.translation import gettext_lazy as _

MAX_REDIRECTS = 3
# Browsers follow many; what needs more than this goes in circles.
MAX_PROBE_REDIRECTS = 8
MAX_ADDRESS_LENGTH = 2_000
MAX_HEADER_BYTES = 32 * 1024
MAX_ADDRESSES = 4
CONNECT_TIMEOUT_S = 5.0
CHUNK_BYTES = 64 * 1024
USER_AGENT = "Wijkwinkel"
PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
CONTENT_ENCODINGS = {"", "identity", "gzip", "x-gzip"}
# IPv4 inside IPv6 by a gateway of the network; what it leads to is the last four bytes.
_GATEWAY = ip_network("64:ff9b::/96")
# The part of IPv6 that is given out to the public.
_GIVEN_OUT = ip_network("2000::/3")
# What the library takes for public in some of its versions: protocols, examples and tunnels, which hide where they
# lead, and an address that is the machine room of a hosting company.
_CLOSED = tuple(
    ip_network(block)
    for block in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_NUMBER = re.compile(r"\d+|0[xX][0-9a-fA-F]*")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NOT_IN_A_HEADER = re.compile(r"[^\x20-\x7e]")


class FetchProblem(StrEnum):
    """Why nothing came: a short code that may be stored and logged."""

    ADDRESS = "address"
    NAME = "name"
    PORT = "port"
    INTERNAL = "internal"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    REDIRECTS = "redirects"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    PRIVATE = "private"
    MISSING = "missing"
    REFUSED = "refused"
    UNREADABLE = "unreadable"


SENTENCES = {
    FetchProblem.ADDRESS: _("Dit is geen webadres. Een webadres begint met https:// en heeft geen naam of wachtwoord erin."),
    FetchProblem.NAME: _("Wij kennen de naam in dit adres niet. Kijk of het adres goed is overgenomen."),
    FetchProblem.PORT: _("In dit adres staat een poort. Gebruik het gewone adres, zonder dubbele punt en nummer achter de naam."),
    FetchProblem.INTERNAL: _("Dit adres ligt niet op het openbare internet. Wij mogen het niet ophalen."),
    FetchProblem.UNREACHABLE: _("De site van dit adres antwoordt niet, of breekt het antwoord af."),
    FetchProblem.CERTIFICATE: _("De beveiliging van dit adres klopt niet. De beheerder van die site kan dat oplossen."),
    FetchProblem.REDIRECTS: _("Dit adres stuurt ons te vaak door, of naar een adres zonder beveiliging."),
    FetchProblem.TOO_LARGE: _("Wat op dit adres staat is te groot voor ons."),
    FetchProblem.TOO_SLOW: _("De site van dit adres is te langzaam."),
    FetchProblem.PRIVATE: _("Wij mogen dit adres niet lezen. Vraag om een openbaar adres."),
    FetchProblem.MISSING: _("Op dit adres staat niets meer. Vraag om het nieuwe adres."),
    FetchProblem.REFUSED: _("De site van dit adres gaf een foutmelding."),
    FetchProblem.UNREADABLE: _("Het antwoord van dit adres kunnen wij niet lezen."),
}  # fmt: skip


class FetchError(Exception):
    """Nothing came; the message can be shown, `problem` is the code of it."""

    def __init__(self, problem: FetchProblem) -> None:
        super().__init__(str(SENTENCES[problem]))
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address gave. Without a body if it is what `etag` or `last_modified` said that we have."""

    body: bytes = b""
    is_unchanged: bool = False
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address that has a form that we fetch; `host` is a name in ASCII, `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_and_port(self) -> str:
        """The name, and the port if it is not that of the scheme."""
        return self.host if self.port == PORTS[self.scheme] else f"{self.host}:{self.port}"

    def following(self, location: str, *, may_leave_tls: bool = False) -> Address:
        """Where a redirect leads. Raises FetchError for what we do not fetch, and for a way back from TLS unless it may."""
        try:
            next_address = read_address(urljoin(f"{self.scheme}://{self.host_and_port}{self.path}", location))
        except ValueError:
            raise FetchError(FetchProblem.ADDRESS) from None
        if self.scheme == "https" and next_address.scheme != "https" and not may_leave_tls:
            raise FetchError(FetchProblem.REDIRECTS)
        return next_address


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that the system trusts; names are checked."""
    return ssl.create_default_context()


def _look_up(host: str, port: int) -> Sequence[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Network:
    """What this process reaches others with. Tests put a resolver, an authority and ports of their own machine here.

    On purpose no setting and no variable of the environment leads here.
    """

    def __init__(self) -> None:
        self.look_up: Callable[[str, int], Sequence[str]] = _look_up
        self.tls: Callable[[], ssl.SSLContext] = _trusted
        self.loopback_ports: frozenset[int] = frozenset()


network = Network()


class Deadline:
    """The moment at which all of it has to be done."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises TimeoutError when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def fetch(url: str, *, max_bytes: int, timeout_s: float, accept: str = "*/*", etag: str = "", last_modified: str = "") -> Fetched:
    """Get what is at an address, at most `max_bytes` of it (also when unpacked), within `timeout_s` in all.

    `etag` and `last_modified` are those of an earlier answer. Raises FetchError.
    """
    deadline = Deadline(timeout_s)
    asked = {
        "User-Agent": USER_AGENT,
        "Accept": accept,
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "If-None-Match": _header(etag),
        "If-Modified-Since": _header(last_modified),
    }
    headers = {name: value for name, value in asked.items() if value}
    address = read_address(url)
    for _hop in range(MAX_REDIRECTS + 1):
        answer = _answer(address, headers, deadline, max_bytes)
        if isinstance(answer, Fetched):
            return answer
        address = address.following(answer)
    raise FetchError(FetchProblem.REDIRECTS)


def probe(url: str, *, method: str, timeout_s: float, user_agent: str) -> int:
    """The status of what an address leads to in the end, asked with HEAD or GET; of its content nothing is read.

    Follows redirects as a browser does, so also away from TLS. Raises FetchError.
    """
    deadline, address = Deadline(timeout_s), read_address(url)
    headers = {"User-Agent": _header(user_agent), "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    for _hop in range(MAX_PROBE_REDIRECTS + 1):
        with _problems_told(), _asked(method, address, headers, deadline) as response:
            location = _leads_to(response)
        if not location:
            return response.status
        address = address.following(location, may_leave_tls=True)
    raise FetchError(FetchProblem.REDIRECTS)


def read_address(url: str) -> Address:
    """The parts of an address that somebody typed; `webcal:` counts as `https:`. Nothing is looked up.

    Raises FetchError for another scheme, for a login in it, for a number instead of a name, and for a port of its own.
    """
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise FetchError(FetchProblem.ADDRESS) from None
    scheme = "https" if parts.scheme == "webcal" else parts.scheme
    if len(text) > MAX_ADDRESS_LENGTH or _UNSAFE.search(text) or scheme not in PORTS or "@" in parts.netloc or not parts.hostname:
        raise FetchError(FetchProblem.ADDRESS)
    port = PORTS[scheme] if port is None else port
    if port != PORTS[scheme] and port not in network.loopback_ports:
        raise FetchError(FetchProblem.PORT)
    return Address(scheme=scheme, host=_name(parts.hostname), port=port, path=_path(parts))


def is_public(address: str) -> bool:
    """Whether a numeric address is on the public internet."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found in _GATEWAY:
        found = IPv4Address(found.packed[-4:])
    if isinstance(found, IPv6Address) and found not in _GIVEN_OUT:
        return False
    if any(found in block for block in _CLOSED):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_link_local or found.is_unspecified)


def _name(host: str) -> str:
    """The name in ASCII and small letters; a number in any of its forms is not a name, nor is one without a dot."""
    try:
        name = host.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        raise FetchError(FetchProblem.NAME) from None
    labels = name.split(".")
    if ":" in host or _NUMBER.fullmatch(labels[-1]) or len(labels) == 1:
        raise FetchError(FetchProblem.INTERNAL)
    if not all(_NAME.fullmatch(label) for label in labels):
        raise FetchError(FetchProblem.NAME)
    return name


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    return f"{path}?{query}" if query else path


def _header(value: str) -> str:
    return _NOT_IN_A_HEADER.sub("", value)[:200]


def _answer(address: Address, headers: dict[str, str], deadline: Deadline, max_bytes: int) -> Fetched | str:
    """What one address gives: content, or where it leads to."""
    with _problems_told(), _asked("GET", address, headers, deadline) as response:
        if location := _leads_to(response):
            return location
        is_unchanged = response.status == HTTPStatus.NOT_MODIFIED and not headers.keys().isdisjoint({"If-None-Match", "If-Modified-Since"})
        _refuse_status(HTTPStatus.OK if is_unchanged else response.status)
        return Fetched(
            body=b"" if is_unchanged else _body(response, max_bytes),
            is_unchanged=is_unchanged,
            content_type=_header(response.getheader("Content-Type", "")),
            etag=_header(response.getheader("ETag", "")),
            last_modified=_header(response.getheader("Last-Modified", "")),
        )


@contextmanager
def _problems_told() -> Iterator[None]:
    """What goes wrong on the way becomes a FetchError."""
    try:
        yield
    except TimeoutError:
        raise FetchError(FetchProblem.TOO_SLOW) from None
    except ssl.SSLCertVerificationError:
        raise FetchError(FetchProblem.CERTIFICATE) from None
    except OSError:
        raise FetchError(FetchProblem.UNREACHABLE) from None
    except (http.client.HTTPException, zlib.error, ValueError):
        raise FetchError(FetchProblem.UNREADABLE) from None


@contextmanager
def _asked(method: str, address: Address, headers: dict[str, str], deadline: Deadline) -> Iterator[http.client.HTTPResponse]:
    """The answer of one address, of which the headers are there; its content is still to be read."""
    wire = _Wire(_connect(address, deadline), deadline)
    connection = http.client.HTTPConnection(address.host, address.port)
    connection.sock = wire
    try:
        connection.request(method, address.path, headers={"Host": address.host_and_port, **headers})
        response = connection.getresponse()
        wire.incoming.has_headers = True
        yield response
    finally:
        connection.close()
        wire.hang_up()


def _leads_to(response: http.client.HTTPResponse) -> str:
    """Where an answer sends us on to; empty if it is an answer itself."""
    return response.getheader("Location", "") if response.status in REDIRECTS else ""


def _refuse_status(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise FetchError(FetchProblem.PRIVATE)
    raise FetchError(FetchProblem.MISSING if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE) else FetchProblem.REFUSED)


def _body(response: http.client.HTTPResponse, max_bytes: int) -> bytes:
    encoding = response.getheader("Content-Encoding", "").strip().lower()
    if encoding not in CONTENT_ENCODINGS:
        raise FetchError(FetchProblem.UNREADABLE)
    promised = response.length
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS) if encoding.endswith("gzip") else None
    pieces: list[bytes] = []
    received = size = 0
    if promised is not None and promised > max_bytes:
        raise FetchError(FetchProblem.TOO_LARGE)
    while piece := response.read(CHUNK_BYTES):
        received += len(piece)
        # Never unpack more than a byte over the limit, however well it was packed.
        unpacked = unpacker.decompress(piece, max_bytes - size + 1) if unpacker else piece
        size += len(unpacked)
        if max(size, received) > max_bytes:
            raise FetchError(FetchProblem.TOO_LARGE)
        pieces.append(unpacked)
    if (promised is not None and received < promised) or (unpacker and not unpacker.eof):
        raise FetchError(FetchProblem.UNREACHABLE)
    return b"".join(pieces)


def _connect(address: Address, deadline: Deadline) -> socket.socket:
    """A connection to exactly one of the addresses that the name has now, all of which must be public."""
    found = _within(deadline, lambda: network.look_up(address.host, address.port))
    if not found:
        raise FetchError(FetchProblem.NAME)
    if not all(is_public(number) or _is_of_tests(number, address.port) for number in found):
        raise FetchError(FetchProblem.INTERNAL)
    last: OSError = TimeoutError()
    for number in list(dict.fromkeys(found))[:MAX_ADDRESSES]:
        try:
            plain = socket.create_connection((number, address.port), timeout=min(CONNECT_TIMEOUT_S, deadline.left()))
        except OSError as error:
            last = error
            continue
        if address.scheme == "http":
            return plain
        plain.settimeout(deadline.left())
        return network.tls().wrap_socket(plain, server_hostname=address.host)
    raise last


def _is_of_tests(number: str, port: int) -> bool:
    return port in network.loopback_ports and ip_address(number).is_loopback


def _within(deadline: Deadline, look_up: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Resolving knows no time limit of its own, so it is left behind in a thread when it takes too long."""
    answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(look_up())
        except (OSError, UnicodeError):
            answers.put(())

    threading.Thread(target=run, daemon=True, name="fetching-look-up").start()
    try:
        return answers.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeoutError from None


class _Wire:
    """A connection as the library of HTTP wants it, on which everything ends at the deadline."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline
        self.incoming = _Incoming(connection, deadline)

    def sendall(self, content: bytes) -> None:
        """Send all of it. Raises TimeoutError at the deadline."""
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(content)

    def makefile(self, mode: str) -> io.BufferedReader:
        """The side that is read from."""
        return io.BufferedReader(self.incoming)

    def close(self) -> None:
        """Asked for as soon as the headers are there; what comes after them is still to be read."""

    def hang_up(self) -> None:
        """The end of it."""
        self._connection.close()


class _Incoming(io.RawIOBase):
    """What comes in, until the deadline, and of headers no more than fits."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline
        self._header_bytes = 0
        self.has_headers = False

    def readable(self) -> bool:
        """It is read from."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # the library passes nothing else
        """Take what has come. Raises TimeoutError at the deadline, FetchError for headers without an end."""
        self._connection.settimeout(self._deadline.left())
        count = self._connection.recv_into(buffer)
        if not self.has_headers:
            self._header_bytes += count
            if self._header_bytes > MAX_HEADER_BYTES:
                raise FetchError(FetchProblem.TOO_LARGE)
        return count
