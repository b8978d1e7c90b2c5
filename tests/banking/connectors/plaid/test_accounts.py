"""Plaid's accounts in our terms: signs, kinds, currencies, ages, and what is owed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from banking.connector import AccountRecord, AccountStatus, DueRecord, UnreadableAccount
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.plaid.link import Record, talking
from tests.banking.connectors.plaid.vendor import CARD, CHECKING, Json, Vendor

READ_AT = datetime(2026, 11, 20, 6, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def read(vendor: Vendor, *accounts: Json) -> list[Record]:
    vendor.accounts = list(accounts)
    with talking(vendor) as connector:
        return list(connector.accounts())


def balances(account: Json, **fields: Any) -> Json:
    return {**account, "balances": {**account["balances"], **fields}}


def record_of(vendor: Vendor, account: Json) -> AccountRecord:
    [record] = read(vendor, account)
    assert isinstance(record, AccountRecord), record
    return record


def problem_of(vendor: Vendor, account: Json) -> str:
    [record] = read(vendor, account)
    assert isinstance(record, UnreadableAccount), record
    return record.problem


def test_a_checking_account_is_read_whole(vendor: Vendor) -> None:
    assert record_of(vendor, CHECKING) == AccountRecord(
        bank_id="a-1",
        name="Plaid Checking",
        last_digits="0000",
        kind=AccountKind.CHECKING,
        status=AccountStatus.OPEN,
        current=usd(11000),
        available=usd(10050),
        as_of=READ_AT,
        due=None,
    )


@pytest.mark.parametrize(
    ("kind", "sent", "read"),
    [
        ("depository", 12.34, 1234),
        ("depository", -12.34, -1234),
        # What is owed is positive with Plaid, and negative here.
        ("credit", 410, -41000),
        ("credit", -5.5, 550),
        ("loan", 56302.06, -5630206),
        ("investment", 320.76, 32076),
        # The value of shares is no sum of cents; the sandbox has this one.
        ("investment", 23631.9805, 2363198),
        ("brokerage", 0.005, 0),
    ],
)
def test_the_sign_follows_the_type(vendor: Vendor, kind: str, sent: float, read: int) -> None:
    account = balances({**CHECKING, "type": kind}, current=sent)

    assert record_of(vendor, account).current == usd(read)


@pytest.mark.parametrize(
    ("account", "available"),
    [
        (CHECKING, 10050),
        (balances(CHECKING, available=None), None),
        (CARD, 159000),
        ({**CHECKING, "type": "loan"}, None),
        ({**CHECKING, "type": "investment"}, None),
    ],
)
def test_what_can_be_spent_is_of_deposits_and_cards(
    vendor: Vendor, account: Json, available: int | None
) -> None:
    expected = None if available is None else usd(available)
    assert record_of(vendor, account).available == expected


@pytest.mark.parametrize(
    ("kind", "subtype", "read"),
    [
        ("depository", "checking", AccountKind.CHECKING),
        ("depository", "savings", AccountKind.SAVINGS),
        ("depository", "cd", AccountKind.SAVINGS),
        ("depository", "hsa", AccountKind.OTHER),
        ("depository", None, AccountKind.OTHER),
        ("credit", "credit card", AccountKind.CREDIT_CARD),
        ("credit", None, AccountKind.CREDIT_CARD),
        ("credit", "paypal", AccountKind.LOAN),
        ("loan", "student", AccountKind.LOAN),
        ("investment", "401k", AccountKind.OTHER),
    ],
)
def test_the_kind_follows_type_and_subtype(
    vendor: Vendor, kind: str, subtype: str | None, read: AccountKind
) -> None:
    account = {**CHECKING, "type": kind, "subtype": subtype}

    assert record_of(vendor, account).kind is read


@pytest.mark.parametrize(
    ("account", "problem"),
    [
        (balances(CHECKING, current=None), "Plaid gives no current balance"),
        (
            balances(CHECKING, iso_currency_code=None, unofficial_currency_code="BTC"),
            "The bank names no currency of ISO 4217",
        ),
        ({**CHECKING, "type": "other"}, "Plaid names no account type whose sign is known"),
        ({**CHECKING, "type": "teapot"}, "Plaid names no account type whose sign is known"),
        (
            balances(CHECKING, current=1.005),
            "The bank gives an amount that is no exact sum of USD",
        ),
        (
            balances(CHECKING, current="secret"),
            "The bank's answer breaks Plaid at balances.current",
        ),
    ],
)
def test_what_cannot_be_trusted_is_unreadable(vendor: Vendor, account: Json, problem: str) -> None:
    assert problem_of(vendor, account) == problem


def test_a_broken_account_spoils_no_other(vendor: Vendor) -> None:
    broken, nameless = {**CARD, "balances": None}, {"name": "No id"}

    good, *bad = read(vendor, CHECKING, broken, nameless)

    assert good.bank_id == "a-1"
    assert bad == [
        UnreadableAccount(bank_id="c-1", problem="The bank's answer breaks Plaid at balances"),
        UnreadableAccount(bank_id="", problem="The bank's answer breaks Plaid at account_id"),
    ]


def test_a_balance_is_as_old_as_plaids_copy(vendor: Vendor) -> None:
    """A cached balance must not be told as one of this minute."""
    vendor.updated_at = "2026-11-18T06:00:00Z"

    assert record_of(vendor, CHECKING).as_of == datetime(2026, 11, 18, 6, tzinfo=UTC)


def test_an_accounts_own_moment_comes_first(vendor: Vendor) -> None:
    account = balances(CHECKING, last_updated_datetime="2026-11-20T07:08:09Z")

    assert record_of(vendor, account).as_of == datetime(2026, 11, 20, 7, 8, 9, tzinfo=UTC)


def test_no_moment_is_made_up(vendor: Vendor) -> None:
    vendor.updated_at = None

    assert record_of(vendor, CHECKING).as_of is None


def test_the_bank_itself_is_never_pulled(vendor: Vendor) -> None:
    read(vendor, CHECKING)

    assert vendor.paths() == ["item/get", "accounts/get"]


@pytest.mark.parametrize(
    ("kind", "entry", "due"),
    [
        (
            "credit",
            {
                "next_payment_due_date": "2026-12-15",
                "minimum_payment_amount": 20,
                "last_statement_balance": 1708.77,
                "last_statement_issue_date": "2026-11-20",
            },
            DueRecord(
                due_on=date(2026, 12, 15),
                minimum=usd(2000),
                statement=usd(170877),
                statement_on=date(2026, 11, 20),
            ),
        ),
        (
            "mortgage",
            {"next_payment_due_date": "2026-12-01", "next_monthly_payment": 3141.54},
            DueRecord(due_on=date(2026, 12, 1), minimum=usd(314154)),
        ),
        (
            "student",
            {"next_payment_due_date": None, "minimum_payment_amount": 25},
            DueRecord(minimum=usd(2500)),
        ),
        # Paid too much: the bank owes her.
        ("credit", {"last_statement_balance": -3.5}, DueRecord(statement=usd(-350))),
        ("credit", {"next_payment_due_date": None}, None),
    ],
)
def test_what_is_owed_is_positive(
    vendor: Vendor, kind: str, entry: Json, due: DueRecord | None
) -> None:
    vendor.liabilities = {"credit": None, "mortgage": None, "student": None}
    vendor.liabilities |= {kind: [{"account_id": "c-1", **entry}]}

    assert record_of(vendor, CARD).due == due


@pytest.mark.parametrize(
    "code",
    ["PRODUCTS_NOT_SUPPORTED", "NO_LIABILITY_ACCOUNTS", "PRODUCT_NOT_READY", "INVALID_PRODUCT"],
)
def test_an_item_without_liabilities_has_no_dues(vendor: Vendor, code: str) -> None:
    refused = {"error_type": "ITEM_ERROR", "error_code": code}
    vendor.answers["liabilities/get"] = (400, refused)

    record = record_of(vendor, CARD)

    assert (record.current, record.due) == (usd(-41000), None)


def test_a_due_that_is_none_makes_its_account_unreadable(vendor: Vendor) -> None:
    entry = {"account_id": "c-1", "next_payment_due_date": "soon"}
    vendor.liabilities = {"credit": [entry], "mortgage": None, "student": None}

    assert problem_of(vendor, CARD) == "The bank gives a date that is none"
