"""Transactions: directions, moments, what was charged abroad."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from banking.connector import TransactionRecord, TransactionStatus, Unreadable
from banking.facts import Category
from banking.money import Money
from tests.banking.connectors.fdx.bank import CHECKING, COFFEE, Bank, changed, talking

SINCE = date(2026, 11, 1)


def read(*listed: str, account: str = CHECKING) -> Sequence[TransactionRecord]:
    bank = Bank(
        {
            "/accounts/a-1": account,
            "/accounts/a-1/transactions": f'{{"transactions": [{", ".join(listed)}]}}',
        }
    )
    with talking(bank) as connector:
        return list(connector.transactions("a-1", since=SINCE))


def test_it_reads_a_transaction_whole() -> None:
    assert read(COFFEE) == [
        TransactionRecord(
            bank_id="t-1",
            status=TransactionStatus.POSTED,
            amount=Money(minor=-320, currency="USD"),
            happened_at=datetime(2026, 11, 19, 8, tzinfo=UTC),
            posted_at=datetime(2026, 11, 20, tzinfo=UTC),
            description="Corner Cafe",
            merchant="Cafe",
            category=Category.RESTAURANTS,
            bank_category="5812",
        )
    ]


@pytest.mark.parametrize(
    ("memo", "sent", "minor"),
    [
        ("DEBIT", "3.20", -320),
        ("CREDIT", "3.20", 320),
        # A facade in the wild signs the amount as well: the memo alone decides.
        ("DEBIT", "-3.20", -320),
        ("CREDIT", "-3.20", 320),
    ],
)
def test_the_memo_alone_decides_the_direction(memo: str, sent: str, minor: int) -> None:
    [transaction] = read(changed(COFFEE, debitCreditMemo=f'"{memo}"', amount=sent))

    assert transaction.amount == Money(minor=minor, currency="USD")


def test_a_card_is_debited_by_what_is_bought() -> None:
    card = changed(CHECKING, accountCategory='"LOC_ACCOUNT"', accountType='"CREDITCARD"')

    assert read(COFFEE, account=card)[0].amount == Money(minor=-320, currency="USD")


def test_a_memo_moves_nothing() -> None:
    assert read(changed(COFFEE, debitCreditMemo='"MEMO"')) == []


@pytest.mark.parametrize("status", ["AUTHORIZATION", "MEMO", "PENDING"])
def test_what_has_not_posted_is_pending(status: str) -> None:
    [transaction] = read(changed(COFFEE, status=f'"{status}"', postedTimestamp=None))

    assert (transaction.status, transaction.posted_at) == (TransactionStatus.PENDING, None)


def test_it_happened_when_it_posted_where_the_bank_says_no_more() -> None:
    [transaction] = read(changed(COFFEE, transactionTimestamp=None))

    assert transaction.happened_at == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("amount", "currency", "original"),
    [
        ("500", '"JPY"', Money(minor=-500, currency="JPY")),
        ("-2.95", '"EUR"', Money(minor=-295, currency="EUR")),
        ("2.955", '"EUR"', None),
        ("2.95", '"POINTS"', None),
        ("2.95", None, None),
    ],
)
def test_it_keeps_what_was_charged_abroad_if_it_is_exact(
    amount: str, currency: str | None, original: Money | None
) -> None:
    [transaction] = read(changed(COFFEE, foreignAmount=amount, foreignCurrency=currency))

    assert transaction.original == original


@pytest.mark.parametrize(
    "fields",
    [
        {"debitCreditMemo": '"SIDEWAYS"'},
        {"debitCreditMemo": None},
        {"status": '"PERHAPS"'},
        {"amount": "3.205"},
        {"amount": None},
        {"transactionId": '""'},
        {"transactionTimestamp": None, "postedTimestamp": None},
    ],
)
def test_it_refuses_a_transaction_that_breaks_the_standard(fields: dict[str, str | None]) -> None:
    with pytest.raises(Unreadable):
        read(COFFEE, changed(COFFEE, **fields))


def test_amounts_are_in_the_accounts_own_currency() -> None:
    yen = changed(CHECKING, currency='{"currencyCode": "JPY"}', currentBalance="10")

    [transaction] = read(changed(COFFEE, amount="450"), account=yen)

    assert transaction.amount == Money(minor=-450, currency="JPY")


def test_a_listed_account_is_not_asked_for_again() -> None:
    listed = {"/accounts": f'{{"accounts": [{CHECKING}]}}'}
    bank = Bank(listed | {"/accounts/a-1/transactions": '{"transactions": []}'})

    with talking(bank) as connector:
        connector.accounts()
        assert list(connector.transactions("a-1", since=SINCE)) == []

    paths = [request.url.path.removeprefix("/fdx/v6") for request in bank.asked]
    assert paths == ["/oauth/token", "/accounts", "/accounts/a-1/transactions"]
    assert bank.asked[-1].url.params["startTime"] == "2026-11-01"
