"""The connector that the page explains: registered by one line, it reads its bank over HTTP."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from banking import connectors
from banking.connector import (
    Access,
    AccountRecord,
    AccountStatus,
    Bank,
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    Secret,
    TimeLimits,
    TransactionRecord,
    TransactionStatus,
    Unreachable,
    Unreadable,
    UnreadableAccount,
)
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.tutorial.bank import NUMBER, SECRET, PlainBank, serving

SINCE = date(2026, 11, 1)
AS_OF = datetime(2026, 11, 20, 18, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry with one line more."""
    folders = connectors._FOLDERS | {"plain": "tests.banking.connectors.tutorial"}  # noqa: SLF001 - the line that the page tells to add
    monkeypatch.setattr(connectors, "_FOLDERS", folders)
    monkeypatch.setattr(connectors, "NAMES", tuple(folders))


@pytest.fixture
def bank() -> Iterator[PlainBank]:
    with serving() as bank:
        yield bank


def access(bank: PlainBank, number: str = NUMBER) -> Access:
    return Access(
        bank=Bank(base_url=bank.url, client_secret=Secret(SECRET)),
        credentials={"customer_number": Secret(number)},
        is_customer_present=False,
        limits=TimeLimits(connect_s=5, read_s=5, total_s=20),
    )


def movements(bank: PlainBank) -> list[object]:
    with connectors.connect_for("plain")(access(bank)) as connector:
        return list(connector.transactions("a-1", since=SINCE))


def money(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def test_its_institutions_are_linked_by_customer_numbers() -> None:
    assert connectors.ways_in("plain") == {"numbers"}


def test_it_reads_accounts_each_for_itself(bank: PlainBank) -> None:
    with connectors.connect_for("plain")(access(bank)) as connector:
        read = connector.accounts()

    assert read == [
        AccountRecord(
            bank_id="a-1",
            name="Everyday",
            last_digits="1234",
            kind=AccountKind.CHECKING,
            status=AccountStatus.OPEN,
            current=money(1_000),
            available=None,
            as_of=AS_OF,
        ),
        AccountRecord(
            bank_id="a-2",
            name="Card",
            last_digits="9876",
            kind=AccountKind.CREDIT_CARD,
            status=AccountStatus.OPEN,
            current=money(-12_000),
            available=None,
            as_of=AS_OF,
        ),
        UnreadableAccount(bank_id="a-3", problem="The bank names no currency of ISO 4217"),
    ]


def test_it_reads_movements_page_by_page(bank: PlainBank) -> None:
    assert movements(bank) == [
        TransactionRecord(
            bank_id="m-1",
            status=TransactionStatus.POSTED,
            amount=money(-320),
            happened_at=datetime(2026, 11, 19, 8, tzinfo=UTC),
            posted_at=datetime(2026, 11, 19, 8, tzinfo=UTC),
            description="Corner Cafe",
        ),
        TransactionRecord(
            bank_id="m-2",
            status=TransactionStatus.PENDING,
            amount=money(5_000),
            happened_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
            posted_at=None,
            description="From Bob",
        ),
    ]


@pytest.mark.parametrize(
    ("word", "instead", "problem"),
    [
        ('"out"', '"away"', "The bank gives a movement no direction"),
        ("3.20", "3.205", "The bank gives an amount that is no exact sum of USD"),
        ("3.20", '"three"', "The bank's answer breaks Plain Bank at movements[0].amount"),
        ('"m-1"', '""', "The bank gives an identifier that is none"),
        ("2026-11-19T08:00:00Z", "yesterday", "The bank gives a timestamp that is none"),
    ],
)
def test_a_movement_that_breaks_the_standard_is_unreadable(
    bank: PlainBank, word: str, instead: str, problem: str
) -> None:
    bank.changes = {word: instead}

    with pytest.raises(Unreadable) as caught:
        movements(bank)

    assert str(caught.value) == problem


def test_pages_that_repeat_end(bank: PlainBank) -> None:
    bank.changes = {'"text": "From Bob"}]}': '"text": "From Bob"}], "next": "2"}'}

    with pytest.raises(Unreadable, match=r"^The bank's pages repeat themselves$"):
        movements(bank)


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, NeedsCustomer), (429, RateLimited), (503, Unreachable), (400, Refused)],
)
def test_a_refusal_is_in_our_terms(
    bank: PlainBank, status: int, error: type[ConnectorError]
) -> None:
    bank.fails = status

    with pytest.raises(ConnectorError) as caught:
        movements(bank)

    assert (type(caught.value), str(caught.value)) == (error, f"The bank answered {status}")


def test_a_customer_whom_the_bank_does_not_let_in_acts_herself(bank: PlainBank) -> None:
    with (
        connectors.connect_for("plain")(access(bank, "999999")) as connector,
        pytest.raises(NeedsCustomer),
    ):
        connector.accounts()
