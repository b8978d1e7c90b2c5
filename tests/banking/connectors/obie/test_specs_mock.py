"""Against Prism's mock: a bank made of nothing but the standard's file."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from banking.connector import (
    AccountRecord,
    AccountStatus,
    Bank,
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    TransactionRecord,
    TransactionStatus,
    Unreachable,
    Unreadable,
)
from banking.connectors.obie.client import connect
from banking.connectors.obie.sign_in import ObieSignIn
from banking.money import Money
from banking.standard import Granted, Visit
from tests import prism, specs
from tests.banking.connectors.obie.customer import LIMITS, access_of

pytestmark = pytest.mark.specs

NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
TOKENS = "https://tokens.test/token"
VERSIONS = tuple(specs.ACCOUNT_INFO)
# What Prism says for any moment.
MADE_UP_AT = datetime(2019, 8, 24, 14, 15, 22, tzinfo=UTC)
GRANTED = Granted(credentials={"access_token": "a-token"})


@dataclass
class Network(httpx.BaseTransport):
    """The way to the mock, with what it should prefer; and the token endpoint that it has not."""

    prefer: str = ""
    below: httpx.HTTPTransport = field(default_factory=httpx.HTTPTransport)
    asked: list[str] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if str(request.url) == TOKENS:
            return httpx.Response(200, json={"access_token": "a-token", "token_type": "Bearer"})
        self.asked.append(f"{request.method} {request.url.path}")
        if self.prefer:
            request.headers["Prefer"] = self.prefer
        return self.below.handle_request(request)

    def close(self) -> None:
        self.below.close()


def bank_at(url: str) -> Bank:
    return Bank(
        base_url=url,
        token_url=TOKENS,
        authorization_url="https://signin.test/",
        client_id="sayso",
        options={"scope": "accounts"},
    )


def linked(bank: Bank, network: Network) -> Granted:
    """The consent is made at the mock; that she said yes to it, nobody there can know."""
    sign_in = ObieSignIn(transport=network)
    visit = Visit(
        state="a-state",
        redirect_url="https://us.test/back",
        until=NOW + timedelta(days=90),
        now=NOW,
        limits=LIMITS,
    )
    kept = sign_in.begin(bank, visit).kept
    returned = {"code": "a-code", "state": "a-state"}
    return sign_in.finish(bank, visit, returned=returned, kept=kept)


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def document(version: str) -> Path:
    return specs.document(specs.ACCOUNT_INFO[version])


@pytest.fixture(scope="module")
def mocks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """A mock of each file as it is, started when it is first asked for: that takes seconds."""
    with ExitStack() as running:

        @cache
        def mock(version: str) -> str:
            document = specs.document(specs.ACCOUNT_INFO[version])
            folder = tmp_path_factory.mktemp("mocked")
            return running.enter_context(prism.mock(document, folder))

        yield mock


@pytest.fixture
def mocked(version: str, mocks: Callable[[str], str]) -> str:
    return mocks(version)


@pytest.fixture
def network() -> Iterator[Network]:
    with Network() as network:
        yield network


def told(document: Path, folder: Path) -> Path:
    """The file with defaults where what Prism makes up is no currency, no amount or no bank's.

    The schemas stay as they are: Prism still refuses what breaks them, in questions and answers.
    """
    read: dict[str, Any] = yaml.safe_load(document.read_text(encoding="utf-8"))
    schemas = read["components"]["schemas"]
    account = schemas["OBAccount6"]["properties"]
    is_new = "AccountTypeCode" in account
    balance = schemas["OBReadBalance1"]["properties"]["Data"]["properties"]["Balance"]["items"]
    defaults: list[tuple[dict[str, Any], object]] = [
        (schemas["AccountId"], "31820"),
        (schemas["OBActiveCurrencyAndAmount_SimpleType"], "12.34"),
        (schemas["ActiveOrHistoricCurrencyCode_0"], "GBP"),
        (schemas["ActiveOrHistoricCurrencyCode_1"], "GBP"),
        (_resolved(account["Status"], schemas), "Enabled"),
        (_resolved(balance["properties"]["Type"], schemas), "ITBD" if is_new else "InterimBooked"),
        (schemas["Links"], {"Self": "http://127.0.0.1/accounts"}),
    ]
    for schema, default in defaults:
        schema["default"] = default
    path = folder / "told.json"
    path.write_text(json.dumps(read, default=str), encoding="utf-8")
    return path


def _resolved(schema: dict[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schemas[name] if name else schema
    return found


def test_a_link_is_made_and_read(document: Path, tmp_path: Path, network: Network) -> None:
    with prism.mock(told(document, tmp_path), tmp_path) as url:
        bank = bank_at(url)
        granted = linked(bank, network)
        with connect(access_of(bank, granted), transport=network) as connector:
            [account] = connector.accounts()
            moved = list(connector.transactions("31820", since=date(2026, 11, 1)))

    assert (granted.reference, granted.expires_at) == ("string", MADE_UP_AT)
    assert isinstance(account, AccountRecord)
    assert (account.bank_id, account.name, account.status) == (
        "31820",
        "string",
        AccountStatus.OPEN,
    )
    assert (account.current, account.as_of) == (Money(minor=1234, currency="GBP"), MADE_UP_AT)
    assert moved == [
        TransactionRecord(
            bank_id="string",
            status=TransactionStatus.POSTED,
            amount=Money(minor=1234, currency="GBP"),
            happened_at=MADE_UP_AT,
            posted_at=MADE_UP_AT,
            description="string",
            merchant="string",
            bank_category="stri",
        )
    ]
    assert network.asked[0] == "POST /account-access-consents"


def test_its_links_to_elsewhere_are_the_banks_fault(mocked: str, network: Network) -> None:
    with (
        connect(access_of(bank_at(mocked), GRANTED), transport=network) as connector,
        pytest.raises(Unreadable, match=r"^The bank's next page is not under its own address$"),
    ):
        connector.accounts()

    # http://example.com never heard the token.
    assert network.asked == ["GET /accounts"]


def test_whatever_it_makes_up_is_read_or_unreadable(mocked: str) -> None:
    bank = bank_at(mocked)
    with (
        Network(prefer="dynamic=true") as network,
        connect(access_of(bank, GRANTED), transport=network) as connector,
    ):
        for _ in range(20):
            with pytest.raises(Unreadable):
                connector.accounts()
            with pytest.raises(Unreadable):
                list(connector.transactions("31820", since=date(2026, 11, 1)))

    assert set(network.asked) == {"GET /accounts", "GET /accounts/31820/transactions"}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Refused),
        (401, NeedsCustomer),
        (403, NeedsCustomer),
        (406, Refused),
        (429, RateLimited),
        (500, Unreachable),
    ],
)
def test_its_refusals_are_known(mocked: str, status: int, error: type[ConnectorError]) -> None:
    bank = bank_at(mocked)
    with (
        Network(prefer=f"code={status}") as network,
        connect(access_of(bank, GRANTED), transport=network) as connector,
        pytest.raises(ConnectorError, match=rf"^The bank answered {status}$") as caught,
    ):
        connector.accounts()

    assert type(caught.value) is error
