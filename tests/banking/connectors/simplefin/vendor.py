"""A small SimpleFIN server on loopback: it claims once, cuts windows, counts, and posts anew."""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]
DAY = 24 * 3600
USER, PASSWORD = "user-1", "password-nobody-may-see"
TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
BALANCE_DATE = int(datetime(2026, 11, 21, 6, tzinfo=UTC).timestamp())
SAVINGS: Json = {
    "id": "ACT-1",
    "name": "Rainy Day Savings (1234)",
    "conn_id": "CON-1",
    "currency": "USD",
    "balance": "100.23",
    "available-balance": "75.23",
    "balance-date": BALANCE_DATE,
}
CARD: Json = {
    "id": "ACT-2",
    "name": "Travel Visa",
    "conn_id": "CON-1",
    "currency": "USD",
    "balance": "-33.10",
    "balance-date": BALANCE_DATE,
}


def epoch(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


COFFEE: Json = {
    "id": "TRN-1",
    "posted": epoch(2026, 11, 20, 12),
    "amount": "-3.20",
    "description": "CORNER CAFE 0042",
}


@dataclass
class Vendor:
    """What it knows, and what it was asked."""

    address: str = ""
    version: int = 2
    accounts: list[Json] = field(default_factory=lambda: [SAVINGS])
    movements: dict[str, list[Json]] = field(default_factory=dict)
    errlist: list[Json] = field(default_factory=list)
    # Of windows that end before today.
    old_errlist: list[Json] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=lambda: {"one"})
    longest_days: int = 90
    # How many answers are left today; None counts nothing.
    quota: int | None = None
    date: str | None = "Sat, 21 Nov 2026 09:00:00 GMT"
    answer: tuple[int, str] | None = None
    asked: list[tuple[str, Json]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)

    @property
    def root(self) -> str:
        return f"{self.address}/simplefin"

    def token(self, name: str = "one") -> str:
        return base64.b64encode(f"{self.root}/claim/{name}".encode()).decode()

    def add(self, bank_id: str = "ACT-1", **transaction: object) -> None:
        self.movements.setdefault(bank_id, []).append({**COFFEE, **transaction})

    def post(self, pending_id: str, posted_id: str, bank_id: str = "ACT-1") -> None:
        """What pended is posted, under an id that nobody could foresee."""
        listed = self.movements[bank_id]
        pending = next(each for each in listed if each["id"] == pending_id)
        listed.remove(pending)
        posted = {"id": posted_id, "pending": False, "posted": epoch(2026, 11, 21, 8)}
        listed.append({**pending, **posted})

    def windows(self) -> list[tuple[str, str | None]]:
        """The days that were asked for: from, and before which."""
        asked = [query for _, query in self.asked if "start-date" in query]
        return [(_day(query["start-date"]), _day(query.get("end-date"))) for query in asked]

    def claimed(self, name: str) -> tuple[int, str]:
        if name not in self.tokens:
            return 403, ""
        self.tokens.remove(name)
        return 200, self.root.replace("//", f"//{USER}:{PASSWORD}@", 1)

    def listed(self, query: Json) -> tuple[int, str]:
        if self.quota is not None:
            self.quota -= 1
            if self.quota < 0:
                return 429, ""
        said: Json = {"accounts": [self._account(each, query) for each in self.accounts]}
        wrong = self.old_errlist if "end-date" in query else self.errlist
        old, new = {"errors": self.errors}, {"errlist": wrong, "connections": []}
        return 200, json.dumps(said | (old if self.version == 1 else new))

    def _account(self, account: Json, query: Json) -> Json:
        if query.get("balances-only") == "1":
            return {**account, "transactions": []}
        start, end = int(query["start-date"]), int(query.get("end-date", 2**40))
        newest = min(end, int(TODAY.timestamp()) + DAY)
        start = max(start, newest - self.longest_days * DAY)
        listed = [
            each
            for each in self.movements.get(account["id"], [])
            if start <= (each["posted"] or newest - 1) < end
            and (query.get("pending") == "1" or not each.get("pending"))
        ]
        return {**account, "transactions": listed}


def _day(seconds: str | None) -> str:
    return "" if seconds is None else f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%d}"


@contextmanager
def serving(vendor: Vendor) -> Iterator[Vendor]:
    """The vendor on a free port, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(vendor.listed)

        def do_POST(self) -> None:
            self.answer(lambda _: vendor.claimed(self.path.rpartition("/")[2]))

        def answer(self, ask: Any) -> None:
            read = urlsplit(self.path)
            query: Mapping[str, str] = {
                name: each[0] for name, each in parse_qs(read.query).items()
            }
            vendor.asked.append((read.path, dict(query)))
            vendor.authorizations.append(self.headers["Authorization"])
            status, said = vendor.answer or ask(query)
            self.send_response_only(status)
            if vendor.date:
                self.send_header("Date", vendor.date)
            self.send_header("Content-Length", str(len(said.encode())))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        vendor.address = f"http://127.0.0.1:{server.server_port}"
        try:
            yield vendor
        finally:
            server.shutdown()
            thread.join()
