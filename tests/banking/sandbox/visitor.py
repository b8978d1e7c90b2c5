"""Somebody who talks to the sandbox bank over HTTP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

ALICE, BOB, CHARLIE, DANA = "100001", "100002", "100003", "100004"
SECRET = "the-banks-secret"
CLIENT = ("sayso", SECRET)
REDIRECT_URI = "http://127.0.0.1:8000/banks/callback"


@dataclass
class TurnableClock:
    """A clock that moves when a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@dataclass
class Visitor:
    """The client of the bank, and what it asks for."""

    http: httpx.Client

    def token(self, number: str) -> str:
        reply = self.http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials", "customer_number": number},
            auth=CLIENT,
        )
        return str(reply.raise_for_status().json()["access_token"])

    def get(self, path: str, number: str = ALICE, **params: str | int) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(number)}"}
        return self.http.get(f"/fdx/{path}", params=params, headers=headers)

    def read(self, path: str, number: str = ALICE, **params: str | int) -> Any:
        """Read a resource with its numbers exact."""
        reply = self.get(path, number, **params).raise_for_status()
        return reply.json(parse_float=Decimal)

    def misbehave(self, kind: str, **fields: object) -> None:
        asked = {"kind": kind, **fields}
        self.http.post("/sandbox/faults", json=asked, auth=CLIENT).raise_for_status()

    def add(self, account_id: str, amount: str, status: str = "POSTED") -> httpx.Response:
        asked = {"account_id": account_id, "amount": amount, "description": "Flower stall"}
        return self.http.post(
            "/sandbox/transactions", json={**asked, "status": status}, auth=CLIENT
        )
