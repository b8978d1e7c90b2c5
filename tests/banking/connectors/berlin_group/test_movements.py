"""Movements on accounts: sign, days, the other side, and ids where the bank gives none."""

from datetime import UTC, datetime
from typing import Any

import pytest

from banking.connector import TransactionRecord, TransactionStatus, Unreadable
from banking.facts import Category
from banking.money import Money
from tests.banking.connectors.berlin_group.bank import NOW, moved_one, movements, report

PAID = {
    "transactionId": "t-1",
    "entryReference": "e-1",
    "bookingDate": "2026-11-18",
    "valueDate": "2026-11-17",
    "transactionAmount": {"currency": "EUR", "amount": "-12.30"},
    "creditorName": "Corner Shop",
    "debtorName": "Dana Lindqvist",
    "remittanceInformationUnstructured": "Invoice 17",
    "bankTransactionCode": "PMNT-RCDT-ESCT",
}


def paid(**changed: Any) -> dict[str, Any]:
    """The payment with fields changed, or left out for None."""
    return {key: value for key, value in (PAID | changed).items() if value is not None}


def test_a_payment_is_read_whole() -> None:
    assert moved_one(report(booked=[paid()])) == TransactionRecord(
        bank_id="t-1",
        status=TransactionStatus.POSTED,
        amount=Money(minor=-12_30, currency="EUR"),
        happened_at=datetime(2026, 11, 17, 12, tzinfo=UTC),
        posted_at=datetime(2026, 11, 18, 12, tzinfo=UTC),
        description="Invoice 17",
        merchant="Corner Shop",
        category=Category.OTHER,
        bank_category="PMNT-RCDT-ESCT",
    )


def test_the_lists_name_is_the_status() -> None:
    page = report(
        booked=[paid()],
        pending=[paid(transactionId="t-2", bookingDate=None)],
        # A standing order has moved nothing yet.
        information=[paid(transactionId="t-3")],
    )

    assert [(each.bank_id, each.status) for each in movements(page, {"booking_status": "all"})] == [
        ("t-1", TransactionStatus.POSTED),
        ("t-2", TransactionStatus.PENDING),
    ]


@pytest.mark.parametrize(
    ("amount", "minor"),
    [("-12.30", -12_30), ("12.3", 12_30), ("1056", 1056_00), ("-0.01", -1), (-12.3, -12_30)],
)
def test_the_amounts_own_sign_is_the_direction(amount: str | float, minor: int) -> None:
    record = moved_one(
        report(booked=[paid(transactionAmount={"currency": "EUR", "amount": amount})])
    )

    assert record.amount == Money(minor=minor, currency="EUR")


@pytest.mark.parametrize("amount", ["1.001", "NaN", "12,30", "", "1e40"])
def test_an_amount_that_is_not_exact_cannot_be_read(amount: str) -> None:
    with pytest.raises(Unreadable):
        movements(report(booked=[paid(transactionAmount={"currency": "EUR", "amount": amount})]))


def test_another_currency_than_the_accounts_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="another currency"):
        movements(report(booked=[paid(transactionAmount={"currency": "USD", "amount": "1"})]))


def test_who_pays_in_is_the_other_side_of_what_comes_in() -> None:
    record = moved_one(report(booked=[paid(transactionAmount={"currency": "EUR", "amount": "5"})]))

    assert record.merchant == "Dana Lindqvist"


def test_the_ultimate_creditor_is_the_shop_behind_the_processor() -> None:
    assert moved_one(report(booked=[paid(ultimateCreditor="The Shop")])).merchant == "The Shop"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"remittanceInformationUnstructuredArray": ["One", "Two"]}, "One Two"),
        ({"remittanceInformationStructured": {"reference": "RF18"}}, "RF18"),
        # As versions before 1.3.9 have it.
        ({"remittanceInformationStructured": "RF18"}, "RF18"),
        ({"additionalInformation": "Standing order"}, "Standing order"),
        ({}, "Corner Shop"),
    ],
)
def test_the_text_is_whatever_the_bank_gives(fields: dict[str, Any], text: str) -> None:
    record = moved_one(report(booked=[paid(remittanceInformationUnstructured=None, **fields)]))

    assert record.description == text


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({}, 17),
        # Value dates may lie ahead.
        ({"valueDate": "2026-11-25"}, 18),
        ({"valueDate": None}, 18),
        ({"bookingDate": None}, 17),
    ],
)
def test_it_happened_on_the_earlier_day(fields: dict[str, Any], day: int) -> None:
    assert moved_one(report(booked=[paid(**fields)])).happened_at.day == day


def test_a_booked_movement_without_a_day_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="no day"):
        movements(report(booked=[paid(valueDate=None, bookingDate=None)]))


def test_a_pending_movement_without_a_day_is_of_now() -> None:
    record = moved_one(report(pending=[paid(valueDate=None, bookingDate=None)]))

    assert (record.happened_at, record.posted_at) == (NOW, None)


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ({"purposeCode": "SALA"}, Category.INCOME),
        ({"purposeCode": "RENT", "bankTransactionCode": "PMNT-CCRD-CWDL"}, Category.HOUSING),
        ({"bankTransactionCode": "PMNT-CCRD-CWDL"}, Category.CASH),
        ({"bankTransactionCode": "PMNT-ICDT-CHRG"}, Category.FEES),
        ({"proprietaryBankTransactionCode": "5411"}, Category.GROCERIES),
        ({"purposeCode": "QQQQ"}, Category.OTHER),
    ],
)
def test_iso_codes_say_what_it_was_for(fields: dict[str, Any], category: Category) -> None:
    assert moved_one(report(booked=[paid(**fields)])).category is category


NAMELESS = {"transactionId": None, "entryReference": None}


def test_an_entry_reference_stands_in_for_a_transaction_id() -> None:
    assert moved_one(report(booked=[paid(transactionId=None)])).bank_id == "e-1"


def test_equal_movements_without_ids_are_told_apart() -> None:
    page = report(booked=[paid(**NAMELESS), paid(**NAMELESS)])

    ids = [each.bank_id for each in movements(page)]

    assert len(set(ids)) == len(ids)


def test_a_derived_id_does_not_depend_on_what_else_is_listed() -> None:
    other = paid(**NAMELESS, bookingDate="2026-11-19")
    [before] = movements(report(booked=[paid(**NAMELESS)]))

    [_, after] = movements(report(booked=[other, paid(**NAMELESS)]))

    assert after.bank_id == before.bank_id


def test_a_pending_movement_without_an_id_is_not_the_booked_one() -> None:
    page = report(booked=[paid(**NAMELESS)], pending=[paid(**NAMELESS)])

    booked, pending = movements(page)

    assert booked.bank_id != pending.bank_id
