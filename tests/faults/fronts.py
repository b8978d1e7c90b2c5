"""A bank's front door that misbehaves while it is told to, and else leads to the sandbox bank."""

import itertools
import socket
import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread

_FIRST_ERROR = b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
# More than a connector takes from any bank.
_HUGE = 9 * 1024 * 1024
_DRIP_S = 0.5
_GARBAGE = (
    _OK + b"Content-Length: 41\r\n\r\n<!doctype html><h1>We are back at six</h1>",
    _OK + b'Content-Length: 900\r\n\r\n{"accounts": [{"accountCategory": "DEPO',
    _OK + b'Content-Length: 15\r\n\r\n{"accounts": 7}',
    _OK + b"Content-Length: 12\r\n\r\n\xff\xfe\x00\xff{[}]\x00\x00\x00\x00",
    _OK + b"Content-Length: %d\r\n\r\n" % _HUGE + b" " * _HUGE,
    b"\x15\x03\x01\x00\x02\x02\x16 nobody here speaks HTTP\r\n\r\n",
    b"",
)


@dataclass(kw_only=True)
class Front:
    """Where clients knock; ``manner`` says how they are received."""

    manner: str = "good"
    port: int = 0
    behind: int = 0
    retry_after_s: int = 0
    closed_until: float = 0
    asked_while_closed: int = 0
    over: Event = field(default_factory=Event)
    _garbage: Iterator[bytes | None] = field(
        default_factory=lambda: itertools.cycle([*_GARBAGE, None])
    )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def receive(self, caller: socket.socket) -> None:
        """One request, one answer; tokens are given by all but a bank that hangs."""
        request = _request(caller)
        is_token = b"/oauth/" in request.partition(b"\r\n")[0]
        if self.closed_until and time.monotonic() > self.closed_until:
            self.manner = "good"
        match "good" if is_token and self.manner != "hang" else self.manner:
            case "hang":
                # The caller goes first.
                caller.recv(1)
            case "garbage":
                self._spoil(caller)
            case "limited":
                self._put_off(caller)
            case _:
                _relay(caller, request, self.behind)

    def _spoil(self, caller: socket.socket) -> None:
        garbage = next(self._garbage)
        if garbage is not None:
            caller.sendall(garbage)
            return
        caller.sendall(_OK + b"Content-Length: 10000\r\n\r\n")
        while not self.over.wait(_DRIP_S):
            caller.sendall(b" ")

    def _put_off(self, caller: socket.socket) -> None:
        """The same moment for everybody: whoever heard of it has no business here before."""
        now = time.monotonic()
        self.closed_until = self.closed_until or now + self.retry_after_s
        left_s = int(self.closed_until - now) + 1
        self.asked_while_closed += 1
        caller.sendall(
            _FIRST_ERROR + b"Connection: close\r\nContent-Length: 2\r\n"
            b"Retry-After: %d\r\n\r\n{}" % left_s
        )


def _request(caller: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := caller.recv(65536)):
            raise ConnectionError
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    sizes = [
        line.split(b":")[1] for line in head.lower().split(b"\r\n") if b"content-length" in line
    ]
    while len(body) < int(sizes[0] if sizes else 0):
        body += caller.recv(65536)
    return head + b"\r\n\r\n" + body


def _relay(caller: socket.socket, request: bytes, port: int) -> None:
    # One request per connection, so that a change of manners meets no open one.
    line, _, rest = request.partition(b"\r\n")
    rest = rest.replace(b"Connection: keep-alive", b"Connection: close")
    with socket.create_connection(("127.0.0.1", port)) as bank:
        bank.sendall(line + b"\r\n" + rest)
        while data := bank.recv(65536):
            caller.sendall(data)


@contextmanager
def front() -> Iterator[Front]:
    """A front door on a free port; ``behind`` is to be set before anybody knocks."""
    door = Front()

    class Caller(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                door.receive(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 64
        block_on_close = False

    with Server(("127.0.0.1", 0), Caller) as server:
        door.port = server.server_address[1]
        Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        try:
            yield door
        finally:
            door.over.set()
            server.shutdown()
