"""A bank made of prepared answers, in the words of 3.1 or 4.0, and how to talk to it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from banking.connector import (
    Access,
    AccountRecord,
    ClosedAccount,
    Secret,
    TimeLimits,
    UnreadableAccount,
)
from banking.connector import Bank as BankAddress
from banking.connectors.obie.client import ObieConnector, connect

TOKEN = "bearer-token-nobody-may-see"
PREFIX = "/open-banking/v3.1/aisp"
BASE = f"https://bank.test{PREFIX}"
LIMITS = TimeLimits(connect_s=1, read_s=1, total_s=5)
ADDRESS = BankAddress(
    base_url=BASE,
    token_url="https://bank.test/oauth/token",
    authorization_url="https://bank.test/oauth/authorize",
    client_id="sayso",
    client_secret=Secret("service-secret-nobody-may-see"),
    options={"scope": "accounts"},
)
SINCE = date(2026, 11, 1)
MOMENT = "2026-11-20T18:04:05+00:00"

Json = dict[str, Any]
Answer = Json | httpx.Response | Callable[[httpx.Request], httpx.Response]


@dataclass
class Bank:
    """Answers by method and path below the base address; keeps what it was asked."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    asked: list[httpx.Request] = field(default_factory=list)

    def reply(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.raw_path.decode().partition("?")[0].removeprefix(PREFIX)
        answer = self.answers.get(f"{request.method} {path}", httpx.Response(404))
        if isinstance(answer, dict):
            return httpx.Response(200, json=answer)
        return answer if isinstance(answer, httpx.Response) else answer(request)


def access(address: BankAddress = ADDRESS, **credentials: str) -> Access:
    held = {"access_token": TOKEN} | credentials
    return Access(
        bank=address,
        credentials={name: Secret(text) for name, text in held.items()},
        is_customer_present=False,
        limits=LIMITS,
    )


@contextmanager
def talking(bank: Bank, to: Access | None = None) -> Iterator[ObieConnector]:
    with connect(to or access(), transport=httpx.MockTransport(bank.reply)) as connector:
        yield connector


def account(**changed: object) -> Json:
    """A current account as 3.1 has it; a field that is None is left out."""
    return _without_none(
        {
            "AccountId": "a-1",
            "Status": "Enabled",
            "Currency": "GBP",
            "AccountType": "Personal",
            "AccountSubType": "CurrentAccount",
            "Nickname": "Everyday",
            "Account": [
                {
                    "SchemeName": "UK.OBIE.SortCodeAccountNumber",
                    "Identification": "80200110203345",
                    "Name": "Ms A Moreno",
                }
            ],
            **changed,
        }
    )


def amount(text: str, currency: str = "GBP") -> Json:
    return {"Amount": text, "Currency": currency}


def balance(kind: str, text: str, indicator: str = "Credit", **changed: object) -> Json:
    return _without_none(
        {
            "AccountId": "a-1",
            "Type": kind,
            "Amount": amount(text),
            "CreditDebitIndicator": indicator,
            "DateTime": MOMENT,
            **changed,
        }
    )


def transaction(**changed: object) -> Json:
    """A booked purchase as 3.1 has it."""
    return _without_none(
        {
            "AccountId": "a-1",
            "TransactionId": "t-1",
            "CreditDebitIndicator": "Debit",
            "Status": "Booked",
            "BookingDateTime": "2026-11-20T00:00:00+00:00",
            "ValueDateTime": "2026-11-19T08:15:00+00:00",
            "TransactionInformation": "CORNER CAFE LEEDS",
            "Amount": amount("3.20"),
            "MerchantDetails": {"MerchantName": "Corner Cafe", "MerchantCategoryCode": "5812"},
            **changed,
        }
    )


def listing(name: str, *items: object, following: str | None = None) -> Json:
    links = {"Self": BASE} | ({"Next": following} if following is not None else {})
    return {"Data": {name: list(items)}, "Links": links, "Meta": {}}


def read_accounts(
    listed: Json, *balances: Json, statements: Answer | None = None
) -> list[AccountRecord | UnreadableAccount | ClosedAccount]:
    """What the connector makes of a listing with this account."""
    answers: dict[str, Answer] = {
        "GET /accounts": listing("Account", listed),
        "GET /accounts/a-1/balances": listing("Balance", *balances),
    }
    if statements is not None:
        answers["GET /accounts/a-1/statements"] = statements
    with talking(Bank(answers)) as connector:
        return list(connector.accounts())


def read_account(listed: Json, *balances: Json, statements: Answer | None = None) -> AccountRecord:
    [read] = read_accounts(listed, *balances, statements=statements)
    assert isinstance(read, AccountRecord), read
    return read


def _without_none(fields: Json) -> Json:
    return json.loads(json.dumps({k: v for k, v in fields.items() if v is not None}))  # type: ignore[no-any-return]  # as it was
