"""Transactions, in the words of both versions: signs, statuses, moments, ids."""

from datetime import UTC, datetime

import pytest

from banking.connector import (
    Removed,
    TransactionRecord,
    TransactionStatus,
    Unreadable,
)
from banking.facts import Category
from banking.money import Money
from tests.banking.connectors.obie.bank import (
    SINCE,
    Bank,
    Json,
    amount,
    listing,
    talking,
    transaction,
)


def movements(*listed: Json) -> list[TransactionRecord | Removed]:
    bank = Bank({"GET /accounts/a-1/transactions": listing("Transaction", *listed)})
    with talking(bank) as connector:
        return list(connector.transactions("a-1", since=SINCE))


def movement(**changed: object) -> TransactionRecord:
    [read] = movements(transaction(**changed))
    assert isinstance(read, TransactionRecord), read
    return read


def test_a_transaction_is_read() -> None:
    assert movements(transaction()) == [
        TransactionRecord(
            bank_id="t-1",
            status=TransactionStatus.POSTED,
            amount=Money(minor=-320, currency="GBP"),
            happened_at=datetime(2026, 11, 19, 8, 15, tzinfo=UTC),
            posted_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
            description="CORNER CAFE LEEDS",
            merchant="Corner Cafe",
            category=Category.RESTAURANTS,
            bank_category="5812",
        )
    ]


@pytest.mark.parametrize(("indicator", "minor"), [("Debit", -320), ("Credit", 320)])
@pytest.mark.parametrize("status", ["Booked", "BOOK", "Pending", "PDNG"])
def test_the_indicator_tells_the_direction(indicator: str, minor: int, status: str) -> None:
    read = movement(CreditDebitIndicator=indicator, Status=status)

    assert read.amount == Money(minor=minor, currency="GBP")


@pytest.mark.parametrize("word", ["Pending", "PDNG"])
def test_what_is_pending_has_not_been_posted(word: str) -> None:
    read = movement(Status=word, BookingDateTime="2026-11-22T00:00:00Z")

    assert (read.status, read.posted_at) == (TransactionStatus.PENDING, None)
    assert read.happened_at == datetime(2026, 11, 19, 8, 15, tzinfo=UTC)


@pytest.mark.parametrize("word", ["Rejected", "RJCT"])
def test_what_was_rejected_is_taken_back(word: str) -> None:
    nameless = transaction(Status=word, TransactionId=None)

    assert movements(transaction(Status=word), nameless) == [Removed(bank_id="t-1")]


@pytest.mark.parametrize("word", ["INFO", "FUTR"])
def test_what_has_moved_nothing_is_left_out(word: str) -> None:
    assert movements(transaction(Status=word)) == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"Status": "booked"}, "a status that UK Open Banking has not"),
        ({"CreditDebitIndicator": "DEBIT"}, "gives an amount no direction"),
        ({"Amount": amount("-3.20")}, "breaks UK Open Banking at Amount.Amount"),
        ({"Amount": amount("3.205")}, "no exact sum of GBP"),
        ({"Amount": amount("3.20", "XXX")}, "names no currency of ISO 4217"),
        ({"BookingDateTime": None}, "breaks UK Open Banking at BookingDateTime"),
        ({"BookingDateTime": "soon"}, "gives a timestamp that is none"),
        ({"AccountId": "a-2"}, "lists a transaction of another account"),
        ({"TransactionId": ".."}, "gives an identifier that is none"),
    ],
)
def test_what_cannot_be_trusted_is_unreadable(changed: dict[str, object], problem: str) -> None:
    with pytest.raises(Unreadable) as caught:
        movements(transaction(**changed))

    # Field names and codes only: none of the bank's words.
    assert str(caught.value).endswith(problem) or problem in str(caught.value)
    assert "CAFE" not in str(caught.value)


@pytest.mark.parametrize(
    ("booked", "valued", "happened", "posted"),
    [
        # 4.0, Transactions, Notes: no time is written as midnight in UTC, and is the day's noon.
        ("2026-11-20T00:00:00+00:00", None, "2026-11-20T12:00", "2026-11-20T12:00"),
        ("2026-11-20T00:00:00.000Z", None, "2026-11-20T12:00", "2026-11-20T12:00"),
        ("2026-06-20T00:00:00+01:00", None, "2026-06-19T23:00", "2026-06-19T23:00"),
        ("2026-11-20T09:30:00Z", None, "2026-11-20T09:30", "2026-11-20T09:30"),
        ("2026-11-20T09:30:00Z", "2026-11-19T00:00:00Z", "2026-11-19T12:00", "2026-11-20T09:30"),
        # Valued later: interest begins then, the money moved before.
        ("2026-11-20T09:30:00Z", "2026-11-23T00:00:00Z", "2026-11-20T09:30", "2026-11-20T09:30"),
    ],
)
def test_a_movement_happened_when_it_first_counted(
    booked: str, valued: str | None, happened: str, posted: str
) -> None:
    read = movement(BookingDateTime=booked, ValueDateTime=valued)

    expected = [datetime.fromisoformat(f"{text}:00+00:00") for text in (happened, posted)]
    assert [read.happened_at, read.posted_at] == expected


def test_movements_without_ids_get_lasting_ones() -> None:
    coffee = transaction(TransactionId=None)
    tea = transaction(TransactionId=None, Amount=amount("2.80"))

    first = movements(coffee, tea, coffee)
    again = movements(tea, coffee, coffee, transaction())

    ids = [each.bank_id for each in first]
    assert len(set(ids)) == 3
    assert {each.bank_id for each in again} == {*ids, "t-1"}


def test_an_amount_written_otherwise_has_the_same_id() -> None:
    [one] = movements(transaction(TransactionId=None, Amount=amount("3.20")))
    [other] = movements(transaction(TransactionId=None, Amount=amount("3.2")))

    assert one.bank_id == other.bank_id


@pytest.mark.parametrize(
    ("merchant", "code", "category", "said"),
    [
        ({"MerchantCategoryCode": "5411"}, {"SubCode": "SALA"}, Category.GROCERIES, "5411"),
        (None, {"Code": "RCDT", "SubCode": "SALA"}, Category.INCOME, "RCDT SALA"),
        (None, {"Code": "CCRD", "SubCode": "CWDL"}, Category.CASH, "CCRD CWDL"),
        (None, {"Code": "Interest", "SubCode": "CreditInterest"}, Category.INTEREST, None),
        (None, {"Code": "ICDT", "SubCode": "DMCT"}, Category.OTHER, "ICDT DMCT"),
        (None, None, Category.OTHER, ""),
    ],
)
def test_the_category_is_the_merchants_or_the_codes(
    merchant: Json | None, code: Json | None, category: Category, said: str | None
) -> None:
    read = movement(MerchantDetails=merchant, BankTransactionCode=code)

    assert read.category is category
    assert read.bank_category == (said if said is not None else "Interest CreditInterest")


def test_a_movement_without_words_is_called_after_its_merchant() -> None:
    assert movement(TransactionInformation=None).description == "Corner Cafe"


@pytest.mark.parametrize(
    ("exchange", "minor"),
    [
        ({"InstructedAmount": amount("4.10", "EUR")}, -410),
        ({"InstructedAmount": amount("3.20", "GBP")}, None),
        ({"InstructedAmount": amount("four", "EUR")}, None),
        ({"ExchangeRate": 1.2}, None),
        (["no object"], None),
    ],
)
def test_what_was_charged_abroad_is_an_ornament(exchange: object, minor: int | None) -> None:
    read = movement(CurrencyExchange=exchange)

    assert read.original == (None if minor is None else Money(minor=minor, currency="EUR"))
