"""A real web server on the loopback address for tests of fetching, and the only way to let fetching reach it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context
from threading import Thread

from core import fetching

NAME = "agenda.example.org"


@dataclass
class Answer:
    """What the site says at an address. `write` sends the body itself, to be slow or endless; `head` is its status for HEAD."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    write: Callable[[BaseHTTPRequestHandler], None] | None = None
    head: int | None = None


class PartnerSite:
    """Answers by path, and remembers what it was asked with which headers."""

    def __init__(self, port: int, scheme: str) -> None:
        self.port, self.scheme = port, scheme
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.methods: list[str] = []

    def url(self, path: str = "/agenda.ics", *, name: str = NAME) -> str:
        """The address of a path, by the name that the resolver of the tests knows."""
        return f"{self.scheme}://{name}:{self.port}{path}"

    def says(self, body: bytes | str = b"", *, path: str = "/agenda.ics", **answer: object) -> str:
        """Put an answer at a path; gives its address."""
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(body=content, **answer)  # type: ignore[arg-type] # passed on as it is
        return self.url(path)


def _handler(site: PartnerSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._note()
            answer = site.answers.get(self.path, Answer(status=404))
            self.send_response(answer.status if answer.head is None else answer.head)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def _note(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            site.methods.append(self.command)

        def do_GET(self) -> None:
            self._note()
            answer = site.answers.get(self.path, Answer(status=404))
            try:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.write is None and "Content-Length" not in answer.headers:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if answer.write:
                    answer.write(self)
                else:
                    self.wfile.write(answer.body)
            except OSError:
                # Whoever asked has hung up, as it should.
                self.close_connection = True

        def log_request(self, *args: object) -> None:
            """Say nothing."""

    return Handler


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A handshake that was broken off is what the test wants."""


@contextmanager
def partner_site(*, certificate: Path | None = None) -> Iterator[PartnerSite]:
    """A site that fetching may reach, under every name, on this one port."""
    server = _QuietServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = PartnerSite(server.server_address[1], "https" if certificate else "http")
    server.RequestHandlerClass = _handler(site)
    if certificate:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    own = fetching.Network()
    own.look_up = lambda host, port: ["127.0.0.1"]
    own.loopback_ports = frozenset({site.port})
    if certificate:
        own.tls = lambda: create_default_context(cafile=str(certificate))
    try:
        with network(own):
            yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def network(instead: fetching.Network) -> Iterator[fetching.Network]:
    """Reach others in this way for a while."""
    before, fetching.network = fetching.network, instead
    try:
        yield instead
    finally:
        fetching.network = before


def resolving(*numbers: str) -> fetching.Network:
    """A network in which every name has these addresses."""
    found = fetching.Network()
    found.look_up = lambda host, port: list(numbers)
    return found


def make_certificate(folder: Path, name: str = NAME) -> Path:
    """A certificate for a name, signed by itself, with its key in the same file."""
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *names], check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
