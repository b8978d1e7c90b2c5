"""A small Plaid on loopback: it pages, changes while it is read, limits, and posts what pended."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]
TOKEN = "access-token-nobody-may-see"
SECRET = "plaid-secret-nobody-may-see"
CHECKING: Json = {
    "account_id": "a-1",
    "name": "Plaid Checking",
    "official_name": "Plaid Gold Standard 0% Interest Checking",
    "mask": "0000",
    "type": "depository",
    "subtype": "checking",
    "balances": {
        "current": 110,
        "available": 100.5,
        "limit": None,
        "iso_currency_code": "USD",
        "unofficial_currency_code": None,
    },
}
CARD: Json = {
    **CHECKING,
    "account_id": "c-1",
    "name": "Plaid Credit Card",
    "mask": "3333",
    "type": "credit",
    "subtype": "credit card",
    "balances": {**CHECKING["balances"], "current": 410, "available": 1590, "limit": 2000},
}
COFFEE: Json = {
    "transaction_id": "t-1",
    "account_id": "a-1",
    "amount": 3.2,
    "iso_currency_code": "USD",
    "unofficial_currency_code": None,
    "date": "2026-11-20",
    "authorized_date": "2026-11-19",
    "name": "CORNER CAFE 0042",
    "merchant_name": "Corner Cafe",
    "pending": False,
    "pending_transaction_id": None,
    "personal_finance_category": {
        "primary": "FOOD_AND_DRINK",
        "detailed": "FOOD_AND_DRINK_COFFEE",
        "confidence_level": "VERY_HIGH",
    },
}
MADE: Json = {"link_token": "link-one", "hosted_link_url": "https://secure.plaid.test/hl/one"}


@dataclass(frozen=True, slots=True)
class Asked:
    path: str
    body: Json
    headers: Mapping[str, str]


@dataclass
class Vendor:
    """What it knows, and what it was asked; its cursors are places in the list of its changes."""

    address: str = ""
    accounts: list[Json] = field(default_factory=lambda: [CHECKING])
    updated_at: str | None = "2026-11-20T06:00:00Z"
    item: Json = field(default_factory=dict)
    liabilities: Json | None = None
    changes: list[tuple[str, Json]] = field(default_factory=list)
    page_size: int = 500
    # How often the data changes while somebody is between two pages.
    mutations: int = 0
    is_paging: bool = False
    limited: int = 0
    keys: dict[str, Json] = field(default_factory=dict)
    sessions: list[Json] = field(default_factory=list)
    # Prepared answers, by path.
    answers: dict[str, tuple[int, object]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def add(self, **transaction: object) -> None:
        self.changes.append(("added", {**COFFEE, **transaction}))

    def remove(self, transaction_id: str, account_id: str = "a-1") -> None:
        gone = {"transaction_id": transaction_id, "account_id": account_id}
        self.changes.append(("removed", gone))

    def post(self, pending_id: str, posted_id: str) -> None:
        """What pended is posted: under a new id, and the old one is taken back."""
        self.remove(pending_id)
        self.add(transaction_id=posted_id, pending_transaction_id=pending_id)

    def paths(self) -> list[str]:
        return [each.path for each in self.asked]

    def cursors(self) -> list[str | None]:
        """Of the pages that were asked for."""
        return [each.body.get("cursor") for each in self.asked if each.path == "transactions/sync"]

    def answer(self, path: str, body: Json) -> tuple[int, object]:
        if self.limited > 0:
            self.limited -= 1
            return 429, {"error_type": "RATE_LIMIT_EXCEEDED", "error_code": "ACCOUNTS_LIMIT"}
        if path in self.answers:
            return self.answers[path]
        known: dict[str, Callable[[Json], tuple[int, object]]] = {
            "item/get": self._item,
            "accounts/get": lambda _: (200, {"accounts": self.accounts}),
            "liabilities/get": self._liabilities,
            "transactions/sync": self._sync,
            "webhook_verification_key/get": self._key,
            "link/token/create": lambda _: (200, MADE),
            "link/token/get": lambda _: (200, {"link_sessions": self.sessions}),
            "item/public_token/exchange": lambda _: (
                200,
                {"access_token": TOKEN, "item_id": "i-1"},
            ),
            "item/remove": lambda _: (200, {"request_id": "r-1"}),
        }
        return known[path](body)

    def _item(self, _: Json) -> tuple[int, object]:
        item = {"item_id": "i-1", "error": None, "consent_expiration_time": None, **self.item}
        updates = {"last_successful_update": self.updated_at}
        return 200, {"item": item, "status": {"transactions": updates}}

    def _liabilities(self, _: Json) -> tuple[int, object]:
        if self.liabilities is None:
            return 400, {"error_type": "ITEM_ERROR", "error_code": "PRODUCTS_NOT_SUPPORTED"}
        return 200, {"accounts": self.accounts, "liabilities": self.liabilities}

    def _sync(self, body: Json) -> tuple[int, object]:
        start = int(str(body.get("cursor", "at-0")).removeprefix("at-"))
        if self.is_paging and self.mutations > 0:
            self.mutations -= 1
            self.is_paging = False
            return 400, {
                "error_type": "TRANSACTIONS_ERROR",
                "error_code": "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION",
            }
        page = self.changes[start : start + self.page_size]
        end = start + len(page)
        self.is_paging = end < len(self.changes)
        listed: dict[str, list[Json]] = {"added": [], "modified": [], "removed": []}
        for kind, what in page:
            listed[kind].append(what)
        return 200, {
            **listed,
            "accounts": self.accounts,
            "next_cursor": f"at-{end}" if self.changes else "",
            "has_more": self.is_paging,
            "transactions_update_status": "HISTORICAL_UPDATE_COMPLETE",
        }

    def _key(self, body: Json) -> tuple[int, object]:
        if body["key_id"] in self.keys:
            return 200, {"key": self.keys[body["key_id"]]}
        return 400, {"error_type": "INVALID_INPUT", "error_code": "INVALID_FIELD"}


@contextmanager
def serving(vendor: Vendor) -> Iterator[Vendor]:
    """The vendor on a free port, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            path = self.path.removeprefix("/")
            headers = {name.lower(): value for name, value in self.headers.items()}
            vendor.asked.append(Asked(path, body, headers))
            status, said = vendor.answer(path, body)
            raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

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
