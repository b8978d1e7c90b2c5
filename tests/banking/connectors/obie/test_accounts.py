"""Accounts and balances, in the words of both versions: what they are called, what is on them."""

from datetime import UTC, datetime

import pytest

from banking.connector import AccountRecord, AccountStatus, ClosedAccount, UnreadableAccount
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.obie.bank import (
    account,
    amount,
    balance,
    read_account,
    read_accounts,
)

BOOKED = balance("InterimBooked", "10.00")


def pounds(minor: int) -> Money:
    return Money(minor=minor, currency="GBP")


def line(kind: str, text: str, *, is_included: bool) -> dict[str, object]:
    return {"Included": is_included, "Type": kind, "Amount": amount(text)}


@pytest.mark.parametrize(
    ("listed", "booked", "available"),
    [
        (account(), "InterimBooked", "InterimAvailable"),
        (account(AccountSubType=None, AccountTypeCode="CACC"), "ITBD", "ITAV"),
    ],
    ids=["3.1", "4.0"],
)
def test_an_account_is_read(listed: dict[str, object], booked: str, available: str) -> None:
    read = read_account(listed, balance(available, "8.5"), balance(booked, "10.00000"))

    assert read == AccountRecord(
        bank_id="a-1",
        name="Everyday",
        last_digits="3345",
        kind=AccountKind.CHECKING,
        status=AccountStatus.OPEN,
        current=pounds(1000),
        available=pounds(850),
        as_of=datetime(2026, 11, 20, 18, 4, 5, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("word", "code", "kind"),
    [
        ("CurrentAccount", "CACC", AccountKind.CHECKING),
        ("Savings", "SVGS", AccountKind.SAVINGS),
        ("CreditCard", "CARD", AccountKind.CREDIT_CARD),
        ("Loan", "LOAN", AccountKind.LOAN),
        ("Mortgage", "MORT", AccountKind.LOAN),
        ("Wallet", "WALT", AccountKind.OTHER),
        ("PrePaidCard", "COMM", AccountKind.OTHER),
    ],
)
def test_both_versions_name_the_same_kinds(word: str, code: str, kind: AccountKind) -> None:
    old = read_account(account(AccountSubType=word), BOOKED)
    new = read_account(account(AccountSubType=None, AccountTypeCode=code), BOOKED)

    assert (old.kind, new.kind) == (kind, kind)


@pytest.mark.parametrize(
    ("indicator", "minor"), [("Credit", 5736), ("Debit", -5736)], ids=["hers", "owed"]
)
@pytest.mark.parametrize("kind", ["CurrentAccount", "Savings", "CreditCard", "Loan"])
def test_a_debit_balance_is_owed_whatever_the_account(
    kind: str, indicator: str, minor: int
) -> None:
    read = read_account(account(AccountSubType=kind), balance("InterimBooked", "57.36", indicator))

    assert read.current == pounds(minor)


@pytest.mark.parametrize(
    "text", ["-10.00", "+10.00", "10,00", "1e3", "", "10.", ".5", "1.234567", "12345678901234"]
)
def test_an_amount_that_is_not_the_standards_is_unreadable(text: str) -> None:
    [read] = read_accounts(account(), balance("InterimBooked", text))

    assert read == UnreadableAccount(
        bank_id="a-1", problem="The bank's answer breaks UK Open Banking at Amount.Amount"
    )


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"Amount": amount("10.005")}, "The bank gives an amount that is no exact sum of GBP"),
        ({"Amount": {"Amount": 10.0, "Currency": "GBP"}}, "at Amount.Amount"),
        ({"CreditDebitIndicator": "credit"}, "The bank gives an amount no direction"),
        ({"CreditDebitIndicator": 1}, "at CreditDebitIndicator"),
        ({"DateTime": "yesterday"}, "The bank gives a timestamp that is none"),
        ({"AccountId": "a-2"}, "The bank gives no balance"),
        ({"Amount": amount("10.00", "EUR")}, "The bank gives no balance"),
    ],
)
def test_what_cannot_be_trusted_is_unreadable(changed: dict[str, object], problem: str) -> None:
    [read] = read_accounts(account(), {**BOOKED, **changed})

    assert isinstance(read, UnreadableAccount)
    assert (read.bank_id, read.problem.endswith(problem)) == ("a-1", True), read


def test_what_is_booked_counts_before_what_is_expected() -> None:
    kinds = ["Information", "ForwardAvailable", "OPBD", "Expected", "CLBD", "InterimBooked"]
    balances = [balance(kind, f"{n}.00") for n, kind in enumerate(kinds)]

    read = [read_account(account(), *balances[:n]).current.minor for n in (3, 4, 5, 6)]

    assert read == [200, 300, 400, 500]


def test_a_wallet_counts_in_its_own_currency() -> None:
    euros = balance("InterimBooked", "99.00", Amount=amount("99.00", "EUR"))

    assert read_account(account(), euros, BOOKED).current == pounds(1000)


@pytest.mark.parametrize(
    ("lines", "minor"),
    [
        ([], 80000),
        # 4.0, Balances, Usage Examples.
        ([line("Available", "500.00", is_included=False)], 80000),
        (
            [
                line("Available", "500.00", is_included=False),
                line("Temporary", "500.00", is_included=True),
            ],
            30000,
        ),
    ],
)
def test_a_bank_that_tells_only_what_is_available_has_its_credit_taken_off(
    lines: list[object], minor: int
) -> None:
    read = read_account(account(), balance("ITAV", "800.00", CreditLine=lines))

    assert (read.current, read.available) == (pounds(minor), pounds(80000))


def test_what_is_left_of_a_credit_does_not_tell_the_balance() -> None:
    left = line("Available", "500.00", is_included=True)

    [read] = read_accounts(account(), balance("ITAV", "800.00", CreditLine=[left]))

    problem = "The bank gives no balance without the credit"
    assert read == UnreadableAccount(bank_id="a-1", problem=problem)


@pytest.mark.parametrize(
    ("available", "minor"),
    [
        (balance("ITAV", "400.00", CreditLine=[line("Credit", "500.00", is_included=True)]), 40000),
        (
            balance(
                "ITAV",
                "100.00",
                "Debit",
                CreditLine=[
                    line("Available", "390.00", is_included=False),
                    line("Credit", "500.00", is_included=False),
                ],
            ),
            39000,
        ),
        (
            balance(
                "ITAV", "110.00", "Debit", CreditLine=[line("Credit", "500.00", is_included=False)]
            ),
            39000,
        ),
        (balance("ITAV", "400.00"), 40000),
        (balance("ITAV", "100.00", "Debit"), None),
        (balance("INFO", "1.00"), None),
    ],
    ids=["included", "said", "limit less debt", "credit", "the debt again", "nothing"],
)
def test_what_is_available_on_a_card_is_the_credit_left(
    available: dict[str, object], minor: int | None
) -> None:
    booked = balance("ITBD", "100.00", "Debit")

    read = read_account(account(AccountSubType="CreditCard"), booked, available)

    assert read.available == (None if minor is None else pounds(minor))
    assert read.current == pounds(-10000)


def test_nothing_is_available_of_a_loan() -> None:
    read = read_account(account(AccountSubType="Loan"), BOOKED, balance("ITAV", "1.00"))

    assert read.available is None


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"Description": "Club"}, "Everyday"),
        ({"Nickname": None, "Description": "Club\nCurrent"}, "Club Current"),
        # The holder's name is no name of an account.
        ({"Nickname": " ", "Description": None}, "Current account"),
    ],
)
def test_an_account_is_called_what_she_or_the_bank_calls_it(
    changed: dict[str, object], name: str
) -> None:
    assert read_account(account(**changed), BOOKED).name == name


@pytest.mark.parametrize(
    "changed", [{"Status": "Deleted"}, {"SwitchStatus": "UK.CASS.SwitchCompleted"}]
)
def test_an_account_that_is_gone_or_switched_is_closed(changed: dict[str, object]) -> None:
    assert read_accounts(account(**changed)) == [ClosedAccount(bank_id="a-1")]


@pytest.mark.parametrize("status", ["Disabled", "Pending", "ProForma"])
def test_an_account_that_cannot_be_used_is_still_open(status: str) -> None:
    assert read_account(account(Status=status), BOOKED).status is AccountStatus.OPEN
