"""A certificate host that misbehaves, over a real connection: check 11."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import httpx
import pytest

from assistant.platform import Unverified
from assistant.platforms.alexa import chain, download, trust
from tests.assistant.platforms.alexa.sent import NOW

URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"
Manners = Callable[[BaseHTTPRequestHandler, Event], None]


class Loopback(httpx.BaseTransport):
    """Leads every address to a server of this test's."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


@contextmanager
def host(manners: Manners) -> Iterator[Loopback]:
    """A server that answers in one way."""
    over = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                manners(self, over)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        try:
            yield Loopback(server.server_port)
        finally:
            over.set()
            server.shutdown()


@contextmanager
def within_two_seconds() -> Iterator[None]:
    """And a little for the machine that runs this."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < download.LIMIT_S + 1


def good(handler: BaseHTTPRequestHandler, _over: Event) -> None:
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(b"a chain")


def silent(_handler: BaseHTTPRequestHandler, over: Event) -> None:
    over.wait(5)


def dripping(handler: BaseHTTPRequestHandler, over: Event) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(50):
        if over.wait(0.1):
            return
        handler.wfile.write(b".")


def dripping_headers(handler: BaseHTTPRequestHandler, over: Event) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(50):
        if over.wait(0.1):
            return
        handler.wfile.write(b".")


def huge(handler: BaseHTTPRequestHandler, over: Event) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1024):
        if over.is_set():
            return
        handler.wfile.write(b"." * 2**20)


def moved(handler: BaseHTTPRequestHandler, _over: Event) -> None:
    handler.send_response(302 if handler.path != "/elsewhere" else 200)
    handler.send_header("Location", "/elsewhere")
    handler.end_headers()


def absent(handler: BaseHTTPRequestHandler, _over: Event) -> None:
    handler.send_error(403)


def test_it_fetches_a_file() -> None:
    """Check 11: the baseline."""
    with host(good) as transport:
        assert download.fetch(URL, transport=transport) == b"a chain"


@pytest.mark.parametrize(
    ("manners", "reason"),
    [
        (silent, "certificate fetch: network"),
        (dripping, "certificate fetch: time"),
        (huge, "certificate fetch: size"),
        (moved, "certificate fetch: status"),
        (absent, "certificate fetch: status"),
    ],
)
def test_it_gives_up_on_a_host_that_is(manners: Manners, reason: str) -> None:
    """Check 11: within 2 s and 64 KiB, and never by way of a redirect."""
    with host(manners) as transport, within_two_seconds():  # noqa: SIM117 - one act each
        with pytest.raises(Unverified, match=reason):
            download.fetch(URL, transport=transport)


def test_a_turn_waits_two_seconds_even_for_headers_that_drip() -> None:
    """Check 11: no timeout of one read ends that, so the turn does not wait for the fetch."""
    with host(dripping_headers) as transport:
        chains = chain.Chains(
            lambda url: download.fetch(url, transport=transport), trust.public_roots
        )
        with within_two_seconds(), pytest.raises(Unverified, match="time"):
            chains.signer(URL, NOW)


def test_it_gives_up_on_a_host_that_is_down() -> None:
    """Check 11."""
    with host(good) as transport:
        pass

    with pytest.raises(Unverified, match="network"):
        download.fetch(URL, transport=transport)
