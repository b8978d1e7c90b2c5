"""Cards: debitAccounting, what is owed, what is left of the limit, what is invoiced."""

from datetime import date
from typing import Any

import pytest

from banking.connector import (
    AccountRecord,
    AccountStatus,
    ClosedAccount,
    DueRecord,
    UnreadableAccount,
)
from banking.facts import AccountKind
from banking.money import Money
from tests.banking.connectors.berlin_group.bank import (
    access,
    balance,
    bank_of,
    card,
    card_moved,
    read,
    read_one,
)

LIMIT = {"currency": "EUR", "amount": "1000"}


def euros(minor: int) -> Money:
    return Money(minor=minor, currency="EUR")


def read_card(*given: dict[str, Any], **changed: Any) -> AccountRecord:
    return read_one(bank_of([], [card(balances=list(given), **changed)]))


def test_a_card_is_read_whole() -> None:
    record = read_card(
        balance("interimBooked", "120.00"),
        balance("expected", "150.00"),
        balance("closingBooked", "100.00", referenceDate="2026-10-31"),
        creditLimit=LIMIT,
    )

    assert record == AccountRecord(
        bank_id=record.bank_id,
        name="Gold",
        last_digits="3241",
        kind=AccountKind.CREDIT_CARD,
        status=AccountStatus.OPEN,
        current=euros(-120_00),
        available=euros(850_00),
        as_of=None,
        due=DueRecord(statement=euros(100_00), statement_on=date(2026, 10, 31)),
    )


@pytest.mark.parametrize(
    ("is_debit_positive", "amount", "current"),
    [
        (True, "120.00", -120_00),
        (True, "-5.00", 5_00),
        (False, "-120.00", -120_00),
        (False, "5.00", 5_00),
    ],
)
def test_debit_accounting_decides_the_sign(
    is_debit_positive: bool,  # noqa: FBT001 - a case
    amount: str,
    current: int,
) -> None:
    record = read_card(balance("interimBooked", amount), debitAccounting=is_debit_positive)

    assert record.current == euros(current)


def test_a_list_that_tells_no_sign_is_completed_by_the_balances() -> None:
    listed = card()
    del listed["debitAccounting"]
    answer = {"debitAccounting": True, "balances": [balance("interimBooked", "120.00")]}
    bank = bank_of([], [listed], more={"card-accounts/c-1/balances": answer})

    assert read_one(bank).current == euros(-120_00)


def test_without_a_sign_anywhere_debits_are_negative() -> None:
    listed = card(balances=[balance("interimBooked", "-120.00")])
    del listed["debitAccounting"]

    assert read_one(bank_of([], [listed])).current == euros(-120_00)


def test_what_is_invoiced_and_what_is_not_yet_are_owed_together() -> None:
    record = read_card(balance("closingBooked", "100.00"), balance("nonInvoiced", "20.00"))

    assert record.current == euros(-120_00)


def test_what_is_not_yet_invoiced_is_not_all_that_is_owed() -> None:
    [record] = read(bank_of([], [card(balances=[balance("nonInvoiced", "20.00")])]))

    assert isinstance(record, UnreadableAccount)


def test_without_a_limit_the_money_to_spend_is_what_is_left() -> None:
    record = read_card(
        balance("interimBooked", "-120.00"),
        balance("interimAvailable", "880.00", creditLimitIncluded=True),
        debitAccounting=False,
    )

    assert (record.current, record.available) == (euros(-120_00), euros(880_00))


def test_with_debits_positive_nobody_knows_the_sign_of_the_money_to_spend() -> None:
    record = read_card(
        balance("interimBooked", "120.00"),
        balance("interimAvailable", "-880.00", creditLimitIncluded=True),
    )

    assert record.available is None


def test_a_deleted_card_without_figures_is_closed() -> None:
    [record] = read(bank_of([], [card(status="deleted", balances=[])]))

    assert isinstance(record, ClosedAccount)


def test_a_bank_can_be_spared_the_question_for_cards() -> None:
    bank = bank_of([], [card()])

    assert read(bank, access(options={"card_accounts": "no"})) == []
    assert bank.paths == ["/accounts"]


PURCHASE = {
    "cardTransactionId": "t-1",
    "transactionDate": "2026-11-17",
    "bookingDate": "2026-11-18",
    "valueDate": "2026-12-02",
    "transactionAmount": {"currency": "EUR", "amount": "12.30"},
    "originalAmount": {"currency": "USD", "amount": "13.50"},
    "merchantCategoryCode": "5411",
    "transactionDetails": "CORNER SHOP",
}


def test_a_purchase_is_out_and_its_bills_day_is_not_its_own() -> None:
    [record] = card_moved(PURCHASE)

    assert (record.bank_id, record.amount) == ("t-1", euros(-12_30))
    assert record.happened_at.date() == date(2026, 11, 17)
    assert record.posted_at is not None
    assert record.posted_at.date() == date(2026, 11, 18)
    assert record.original == Money(minor=-13_50, currency="USD")
    assert (record.category, record.bank_category) == ("groceries", "5411")
    assert (record.description, record.merchant) == ("CORNER SHOP", "")


def test_a_page_says_its_own_sign() -> None:
    [record] = card_moved(PURCHASE, debitAccounting=False)

    assert record.amount == euros(12_30)


def test_an_original_amount_that_is_none_loses_no_purchase() -> None:
    [record] = card_moved(PURCHASE | {"originalAmount": {"currency": "???", "amount": "1"}})

    assert (record.amount, record.original) == (euros(-12_30), None)
