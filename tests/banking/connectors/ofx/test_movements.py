"""Transactions: signs, moments, ids, corrections."""

from datetime import UTC, datetime

import pytest

from banking.connector import Removed, TransactionRecord, TransactionStatus, UnreadableAccount
from banking.facts import Category
from banking.money import Money
from tests.banking.connectors.ofx.documents import (
    CARD_ID,
    COFFEE,
    DEBT,
    EVERYDAY_ID,
    LEDGER,
    bank_statement,
    card_statement,
    listed,
    xml,
)
from tests.banking.connectors.ofx.reading import accounts, movements, posted

CAFE = TransactionRecord(
    bank_id="t-1",
    status=TransactionStatus.POSTED,
    amount=Money(minor=-320, currency="USD"),
    happened_at=datetime(2026, 11, 19, 13, tzinfo=UTC),
    posted_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    description="Corner Cafe Card 1234",
    merchant="Corner Cafe",
    category=Category.RESTAURANTS,
    bank_category="5812",
)
USED = "<DTUSER>20261119080000[-5:EST]</DTUSER>"
CORRECTS = "<CORRECTFITID>t-1</CORRECTFITID>"
REPLACE = f"{CORRECTS}<CORRECTACTION>REPLACE</CORRECTACTION>"
DELETE = f"{CORRECTS}<CORRECTACTION>DELETE</CORRECTACTION>"


def read(transaction: str) -> TransactionRecord:
    [record] = posted(transaction)
    assert isinstance(record, TransactionRecord)
    return record


def corrected(how: str, bank_id: str = "t-2", amount: str = "-4.20") -> str:
    return COFFEE.replace("t-1", bank_id).replace("-3.20", amount).replace("<SIC>", f"{how}<SIC>")


def test_it_reads_a_transaction_whole() -> None:
    assert posted(COFFEE) == [CAFE]


@pytest.mark.parametrize(
    ("sent", "minor"),
    [("-3.20", -320), ("3.20", 320), ("+3.2", 320), ("-3,20", -320), ("-1000", -100_000)],
)
def test_the_sign_is_the_customers_own(sent: str, minor: int) -> None:
    """What the type says of it, a debit or a credit, decides nothing (OFX 3.2.9.2)."""
    assert read(COFFEE.replace("-3.20", sent)).amount == Money(minor=minor, currency="USD")


def test_a_cards_purchase_is_negative_as_it_was_sent() -> None:
    card = xml(card_statement(listed(COFFEE), DEBT))

    [record] = movements(card, bank_id=CARD_ID)

    assert record == CAFE


def test_without_a_moment_of_use_it_happened_when_it_was_posted() -> None:
    assert read(COFFEE.replace(USED, "")).happened_at == CAFE.posted_at


@pytest.mark.parametrize(
    ("said", "description", "merchant"),
    [
        ("<NAME>Cafe</NAME>", "Cafe", "Cafe"),
        ("<MEMO>Card 1234</MEMO>", "Card 1234", ""),
        ("<NAME>Cafe</NAME><MEMO>Cafe Berlin</MEMO>", "Cafe Berlin", "Cafe"),
        ("<PAYEE><NAME>Landlord</NAME></PAYEE><MEMO>Rent</MEMO>", "Landlord Rent", "Landlord"),
        ("", "", ""),
    ],
)
def test_it_says_who_was_paid(said: str, description: str, merchant: str) -> None:
    bare = COFFEE.replace("<NAME>Corner Cafe</NAME><MEMO>Card 1234</MEMO>", said)

    record = read(bare)

    assert (record.description, record.merchant) == (description, merchant)


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        ("INT", Category.INTEREST),
        ("SRVCHG", Category.FEES),
        ("ATM", Category.CASH),
        ("XFER", Category.TRANSFER),
        ("DIRECTDEP", Category.INCOME),
        ("POS", Category.OTHER),
    ],
)
def test_without_an_industry_the_type_says_what_it_was_for(kind: str, category: Category) -> None:
    record = read(COFFEE.replace("<SIC>5812</SIC>", "").replace(">POS<", f">{kind}<"))

    assert (record.category, record.bank_category) == (category, kind)


def test_an_industrys_leading_zero_may_be_lost() -> None:
    assert read(COFFEE.replace("5812", "742")).category == Category.SERVICES


def test_a_replacement_takes_the_place_of_what_it_corrects() -> None:
    old, new = posted(COFFEE, corrected(REPLACE))

    assert old == CAFE
    assert isinstance(new, TransactionRecord)
    assert (new.bank_id, new.replaces, new.amount.minor) == ("t-2", "t-1", -420)


def test_a_replacement_under_the_old_id_is_the_new_one() -> None:
    [new] = posted(COFFEE, corrected(REPLACE, bank_id="t-1"))

    assert isinstance(new, TransactionRecord)
    assert (new.bank_id, new.replaces, new.amount.minor) == ("t-1", "", -420)


def test_a_deletion_is_no_movement_of_its_own() -> None:
    assert posted(corrected(DELETE)) == [Removed(bank_id="t-1")]


@pytest.mark.parametrize("missing", ["<FITID>t-1</FITID>", "t-1"])
@pytest.mark.parametrize("instead", ["", "<FITID>0</FITID>"])
def test_without_ids_alike_movements_are_counted(missing: str, instead: str) -> None:
    if missing == "t-1" and instead:
        instead = "0"
    nameless = COFFEE.replace(missing, instead)
    other = nameless.replace("-3.20", "-9.99")

    first, second, third = posted(nameless, nameless, other)
    again = posted(other, nameless, nameless)

    assert len({first.bank_id, second.bank_id, third.bank_id}) == 3
    assert {each.bank_id for each in again} == {first.bank_id, second.bank_id, third.bank_id}


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (corrected(CORRECTS), "The bank corrects a transaction without saying which or how"),
        (
            corrected(REPLACE.replace("REPLACE", "UNDO")),
            "The bank corrects a transaction in a way that OFX has not",
        ),
        (
            corrected("<CORRECTACTION>DELETE</CORRECTACTION>"),
            "The bank corrects a transaction without saying which or how",
        ),
        (
            COFFEE.replace(
                "<SIC>", "<CURRENCY><CURRATE>1.1</CURRATE><CURSYM>EUR</CURSYM></CURRENCY><SIC>"
            ),
            "The bank gives a transaction in another currency than its account's",
        ),
        (
            COFFEE.replace("-3.20", "-3.205"),
            "The bank gives an amount that is no exact sum of USD",
        ),
        (COFFEE.replace("20261120", "yesterday"), "The bank gives a date that is none of OFX"),
        (COFFEE.replace("t-1", "t" * 257), "The bank gives an identifier that is none"),
    ],
)
def test_one_transaction_that_breaks_the_standard_makes_its_account_unreadable(
    broken: str, problem: str
) -> None:
    assert accounts(xml(bank_statement(listed(COFFEE, broken), LEDGER))) == [
        UnreadableAccount(bank_id=EVERYDAY_ID, problem=problem)
    ]


def test_what_was_charged_abroad_and_converted_is_the_accounts_own() -> None:
    """An amount beside ORIGCURRENCY is in the account's currency already (OFX 5.2)."""
    abroad = COFFEE.replace(
        "<SIC>", "<ORIGCURRENCY><CURRATE>1.1</CURRATE><CURSYM>EUR</CURSYM></ORIGCURRENCY><SIC>"
    )

    assert read(abroad) == CAFE
