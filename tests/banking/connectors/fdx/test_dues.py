"""What is due on cards and loans, from the account's own fields and from 6.4's bills."""

from datetime import date

import pytest

from banking.connector import DueRecord
from banking.money import Money
from tests.banking.connectors.fdx.bank import CHECKING, changed, read_account

CARD = changed(CHECKING, accountCategory='"LOC_ACCOUNT"', accountType='"CREDITCARD"')
LOAN = changed(CHECKING, accountCategory='"LOAN_ACCOUNT"', accountType='"MORTGAGE"')


def usd(minor: int) -> Money:
    return Money(minor=minor, currency="USD")


def test_it_reads_what_is_due_on_a_card() -> None:
    card = changed(
        CARD,
        nextPaymentDate='"2026-12-22"',
        nextPaymentAmount="223.88",
        minimumPaymentAmount="25.00",
        lastStmtBalance="916.59",
        lastStmtDate='"2026-10-31"',
    )

    assert read_account(card).due == DueRecord(
        due_on=date(2026, 12, 22),
        minimum=usd(2_500),
        statement=usd(91_659),
        statement_on=date(2026, 10, 31),
    )


def test_it_takes_a_loans_next_payment_for_its_minimum() -> None:
    loan = changed(LOAN, nextPaymentDate='"2026-12-15"', nextPaymentAmount="350.58")

    assert read_account(loan).due == DueRecord(due_on=date(2026, 12, 15), minimum=usd(35_058))


def test_it_does_not_take_a_cards_next_payment_for_its_minimum() -> None:
    card = changed(CARD, nextPaymentDate='"2026-12-15"', nextPaymentAmount="350.58")

    assert read_account(card).due == DueRecord(due_on=date(2026, 12, 15))


@pytest.mark.parametrize(("sent", "minor"), [("-916.59", 91_659), ("5.00", -500)])
def test_it_takes_a_bills_negative_statement_for_a_debt(sent: str, minor: int) -> None:
    bill = '{"dueDate": "2026-12-22", "minimumPaymentDue": 25, "statementDate": "2026-10-31",'

    card = changed(CARD, bills=f'[{bill} "statementBalance": {sent}}}]', lastStmtBalance="1")

    assert read_account(card).due == DueRecord(
        due_on=date(2026, 12, 22),
        minimum=usd(2_500),
        statement=usd(minor),
        statement_on=date(2026, 10, 31),
    )


def test_it_chooses_the_bill_of_the_next_payment() -> None:
    bills = """[{"dueDate": "2026-11-22", "minimumPaymentDue": 1},
        {"dueDate": "2026-12-22", "minimumPaymentDue": 2},
        {"dueDate": "2027-01-22", "minimumPaymentDue": 3}]"""

    card = changed(CARD, bills=bills, nextPaymentDate='"2026-12-22"')

    assert read_account(card).due == DueRecord(due_on=date(2026, 12, 22), minimum=usd(200))


def test_it_chooses_the_latest_bill_where_no_payment_is_named() -> None:
    bills = """[{"dueDate": "2026-12-22", "statementDate": "2026-11-30"},
        {"dueDate": "2026-11-22", "statementDate": "2026-10-31"}]"""

    assert read_account(changed(CARD, bills=bills)).due == DueRecord(
        due_on=date(2026, 12, 22), statement_on=date(2026, 11, 30)
    )


@pytest.mark.parametrize("account", [CARD, LOAN, changed(CHECKING, nextPaymentDate='"2026-12-22"')])
def test_nothing_is_due_where_the_bank_says_nothing_or_nothing_is_owed(account: str) -> None:
    assert read_account(account).due is None
