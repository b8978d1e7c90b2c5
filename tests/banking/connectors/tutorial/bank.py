"""Plain Bank itself: an invented bank that speaks plain JSON over HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

SECRET, NUMBER = "service-secret", "100001"
ACCOUNTS = """{"accounts": [
    {"id": "a-1", "label": "Everyday", "digits": "**1234", "kind": "current", "currency": "USD",
     "balance": 10.00, "at": "2026-11-20T18:04:05Z"},
    {"id": "a-2", "label": "Card", "digits": "**9876", "kind": "card", "currency": "USD",
     "balance": 120.00, "at": "2026-11-20T18:04:05Z"},
    {"id": "a-3", "label": "Points", "digits": "", "kind": "points", "currency": "PTS",
     "balance": 7, "at": "2026-11-20T18:04:05Z"}]}"""
FIRST = """{"movements": [{"id": "m-1", "on": "2026-11-19T08:00:00Z", "is_open": false,
    "amount": 3.20, "way": "out", "text": "Corner Cafe"}], "next": "2"}"""
SECOND = """{"movements": [{"id": "m-2", "on": "2026-11-20", "is_open": true,
    "amount": 50, "way": "in", "text": "From Bob"}]}"""
ANSWERS = {
    "/plain/v1/accounts": ACCOUNTS,
    "/plain/v1/accounts/a-1/movements?since=2026-11-01": FIRST,
    "/plain/v1/accounts/a-1/movements?since=2026-11-01&page=2": SECOND,
}


@dataclass
class PlainBank:
    """``fails`` is a status to answer instead; ``changes`` replaces words of the answers."""

    url: str = ""
    fails: int = 0
    changes: dict[str, str] = field(default_factory=dict)

    def answer(self, path: str, said: tuple[str, str]) -> tuple[int, str]:
        if self.fails:
            return self.fails, json.dumps({"error": "nobody-may-see"})
        if said != (f"Bearer {SECRET}", NUMBER):
            return 401, ""
        body = ANSWERS.get(path, "")
        for word, instead in self.changes.items():
            body = body.replace(word, instead)
        return (200, body) if body else (404, "")


@contextmanager
def serving() -> Iterator[PlainBank]:
    bank = PlainBank()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = (self.headers["Authorization"], self.headers["X-Customer"])
            status, body = bank.answer(self.path, said)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", "30")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Nothing is written down."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        bank.url = f"http://127.0.0.1:{server.server_port}/plain/v1"
        yield bank
        server.shutdown()
        thread.join(timeout=5)
