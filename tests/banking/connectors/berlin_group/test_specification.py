"""Against the Berlin Group's own file: as a bank made of it, and as the judge of both sides."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from banking.connector import (
    Access,
    AccountRecord,
    Bank,
    Secret,
    TimeLimits,
    TransactionStatus,
    Unreadable,
    UnreadableAccount,
)
from banking.connectors.berlin_group.client import connect
from banking.connectors.berlin_group.sign_in import BerlinGroupSignIn
from banking.money import Money
from banking.sandbox.options import Client, Options
from banking.sandbox.server import serving
from banking.standard import Granted, Visit
from tests import prism, specs

pytestmark = pytest.mark.specs

NOW = datetime(2026, 11, 20, 18, 4, tzinfo=UTC)
SINCE = (NOW - timedelta(days=200)).date()
# Prism is a program of Node's on a shared machine.
LIMITS = TimeLimits(connect_s=5, read_s=30, total_s=60)
CLIENT = Client(client_id="sayso", secret="a secret: +&%", redirect_uri="http://127.0.0.1/back")
_ID = re.compile(r"(?<=/)[A-Za-z0-9_-]{22,36}(?=/|$)")
DANA = {"username": "dana", "password": "dana-at-the-bank", "decision": "allow"}
VISIT = Visit(
    state="our-state",
    redirect_url=CLIENT.redirect_uri,
    until=NOW + timedelta(days=180),
    now=NOW,
    limits=LIMITS,
    customer_address="192.0.2.7",
)


@pytest.fixture
def network() -> Iterator[httpx.HTTPTransport]:
    with httpx.HTTPTransport() as network:
        yield network


@pytest.fixture(scope="module")
def mocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("mock")
    with prism.mock(specs.document(specs.BERLIN_GROUP), folder) as url:
        yield f"{url}/v1"


def access(bank: Bank, granted: Granted) -> Access:
    return Access(
        bank=bank,
        credentials={name: Secret(value) for name, value in granted.credentials.items()},
        is_customer_present=True,
        customer_address="192.0.2.7",
        limits=LIMITS,
    )


def test_a_bank_made_of_the_standards_file_is_linked_and_read(
    mocked: str, network: httpx.HTTPTransport
) -> None:
    bank = Bank(base_url=mocked)
    sign_in = BerlinGroupSignIn(network)
    departure = sign_in.begin(bank, VISIT)
    granted = sign_in.finish(bank, VISIT, returned={}, kept=departure.kept)

    with connect(access(bank, granted), transport=network, now=NOW) as connector:
        main, dollars, card = connector.accounts()
        movements = list(connector.transactions(main.bank_id, since=SINCE))
        with pytest.raises(Unreadable, match="not of the list"):
            list(connector.transactions(card.bank_id, since=SINCE))

    assert departure.url == "https://www.testbank.com/authentication/1234-wertiq-983"
    assert granted.expires_at == datetime(2017, 11, 2, tzinfo=UTC)
    assert isinstance(main, AccountRecord)
    assert (main.name, main.current) == ("Main Account", Money(minor=500_00, currency="EUR"))
    # The file has one example for all balances, and it is in euros.
    assert isinstance(dollars, UnreadableAccount)
    assert isinstance(card, AccountRecord)
    assert card.current == Money(minor=14355_78, currency="EUR")
    assert [(each.status, each.amount.minor) for each in movements] == [
        (TransactionStatus.POSTED, 256_67),
        (TransactionStatus.POSTED, 343_01),
        (TransactionStatus.PENDING, -100_03),
    ]


def test_a_sign_in_and_a_whole_refresh_break_nothing(tmp_path: Path) -> None:
    document = specs.document(specs.BERLIN_GROUP)
    with (
        serving(Options(client=CLIENT, clock=lambda: NOW)) as url,
        prism.proxy(document, f"{url}/psd2", tmp_path) as judge,
    ):
        bank = Bank(
            base_url=f"{url}/psd2/v1",
            token_url=f"{url}/oauth/token",
            issuer=url,
            client_id=CLIENT.client_id,
            client_secret=Secret(CLIENT.secret),
        )
        sign_in = BerlinGroupSignIn(judge)
        departure = sign_in.begin(bank, VISIT)
        answer = httpx.post(departure.url, data=DANA, trust_env=False)
        returned = dict(httpx.URL(answer.headers["Location"]).params)
        granted = sign_in.finish(bank, VISIT, returned=returned, kept=departure.kept)

        with connect(access(bank, granted), transport=judge, now=NOW) as connector:
            listed = connector.accounts()
            movements = [
                movement
                for each in listed
                for movement in connector.transactions(each.bank_id, since=SINCE)
            ]
        sign_in.end(bank, granted.credentials, LIMITS)

    assert judge.violations == []
    assert [each.name for each in listed if isinstance(each, AccountRecord)] == [
        "Main",
        "Euro Account",
        "House Fund",
        "Tokyo Card",
    ]
    assert {each.status for each in movements} == set(TransactionStatus)
    assert {_ID.sub("{id}", each) for each in judge.asked} == {
        "POST /v1/consents",
        "GET /v1/consents/{id}",
        "GET /v1/accounts",
        "GET /v1/accounts/{id}/transactions",
        "GET /v1/card-accounts",
        "GET /v1/card-accounts/{id}/balances",
        "GET /v1/card-accounts/{id}/transactions",
        "DELETE /v1/consents/{id}",
    }
