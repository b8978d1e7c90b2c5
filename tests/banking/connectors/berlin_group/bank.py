"""A bank of NextGenPSD2 made of prepared answers, and how to talk to it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import httpx

from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    Secret,
    TimeLimits,
    TransactionRecord,
)
from banking.connectors.berlin_group.client import BerlinGroupConnector, connect

BASE = "https://bank.test/psd2/v1"
NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
SINCE = date(2026, 11, 1)
LIMITS = TimeLimits(connect_s=1, read_s=1, total_s=5)
TOKEN = "bearer-token-nobody-may-see"
IBAN = "DE40100100103307118608"

Answer = Mapping[str, Any] | httpx.Response | Callable[[httpx.Request], httpx.Response]


@dataclass
class Bankside:
    """Answers by path below the base address; keeps what it was asked."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.path.removeprefix("/psd2/v1")
        answer = self.answers.get(path, httpx.Response(404))
        if isinstance(answer, Mapping):
            return httpx.Response(200, content=json.dumps(answer).encode())
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def paths(self) -> list[str]:
        return [each.url.path.removeprefix("/psd2/v1") for each in self.asked]


def access(**changed: Any) -> Access:
    """An access in the bank's name; options go to the bank."""
    options = changed.pop("options", {})
    credentials = {"consent_id": Secret("consent-1"), "access_token": Secret(TOKEN)}
    given: dict[str, Any] = {
        "bank": Bank(base_url=BASE, options=options),
        "credentials": credentials,
        "is_customer_present": False,
        "limits": LIMITS,
    }
    return Access(**(given | changed))


@contextmanager
def talking(bank: Bankside, to: Access | None = None) -> Iterator[BerlinGroupConnector]:
    transport = httpx.MockTransport(bank.reply)
    with connect(to or access(), transport=transport, now=NOW) as connector:
        yield connector


def balance(kind: str, amount: str, currency: str = "EUR", **more: object) -> dict[str, Any]:
    return {
        "balanceType": kind,
        "balanceAmount": {"currency": currency, "amount": amount},
        **more,
    }


BOTH = [balance("interimBooked", "10.00"), balance("interimAvailable", "8.50")]


def account(**changed: Any) -> dict[str, Any]:
    return {
        "resourceId": "r-1",
        "iban": IBAN,
        "currency": "EUR",
        "name": "Girokonto",
        "cashAccountType": "CACC",
        "balances": BOTH,
    } | changed


def card(**changed: Any) -> dict[str, Any]:
    return {
        "resourceId": "c-1",
        "maskedPan": "525412******3241",
        "currency": "EUR",
        "name": "Gold",
        "debitAccounting": True,
        "balances": [balance("interimBooked", "120.00")],
    } | changed


def bank_of(
    accounts: list[dict[str, Any]],
    cards: list[dict[str, Any]] | None = None,
    more: Mapping[str, Answer] | None = None,
) -> Bankside:
    """A bank with these lists; ``more`` answers by path, its first slash left out."""
    answers: dict[str, Answer] = {f"/{path}": answer for path, answer in (more or {}).items()}
    answers["/accounts"] = {"accounts": accounts}
    if cards is not None:
        answers["/card-accounts"] = {"cardAccounts": cards}
    return Bankside(answers)


def read(bank: Bankside, to: Access | None = None) -> list[object]:
    with talking(bank, to) as connector:
        return list(connector.accounts())


def read_one(bank: Bankside) -> AccountRecord:
    [record] = read(bank)
    assert isinstance(record, AccountRecord), record
    return record


def report(**lists: object) -> dict[str, Any]:
    """A page of movements on an account."""
    links = {"account": {"href": "/v1/accounts/r-1"}} | lists.pop("links", {})  # type: ignore[operator]
    return {"transactions": {**lists, "_links": links}}


def movements(page: Answer, options: Mapping[str, str] | None = None) -> list[TransactionRecord]:
    """What the connector makes of an account's page of movements."""
    bank = bank_of([account()], more={"accounts/r-1/transactions": page})
    return moved(bank, options)


def moved(bank: Bankside, options: Mapping[str, str] | None = None) -> list[TransactionRecord]:
    """The movements of the bank's only account or card."""
    with talking(bank, access(options=options or {})) as connector:
        [record] = connector.accounts()
        return list(connector.transactions(record.bank_id, since=SINCE))


def moved_one(page: Answer) -> TransactionRecord:
    [record] = movements(page)
    return record


def card_moved(*booked: dict[str, Any], **said: object) -> list[TransactionRecord]:
    """What the connector makes of a card's booked movements; ``said`` beside their list."""
    page = {"cardTransactions": {"booked": list(booked), "_links": {}}, **said}
    bank = bank_of([], [card()], more={"card-accounts/c-1/transactions": page})
    return moved(bank)
