"""Plaid's transactions in our terms."""

from datetime import UTC, datetime

import pytest

from banking.connector import Removed, TransactionRecord, TransactionStatus, Unreadable
from banking.facts import Category
from banking.money import Money
from tests.banking.connectors.plaid.link import LONG_AGO, talking
from tests.banking.connectors.plaid.vendor import Vendor


def read(vendor: Vendor, **fields: object) -> TransactionRecord:
    vendor.add(**fields)
    with talking(vendor) as connector:
        [record] = connector.transactions("a-1", since=LONG_AGO)
    assert isinstance(record, TransactionRecord)
    return record


def test_a_posted_movement_is_read_whole(vendor: Vendor) -> None:
    assert read(vendor) == TransactionRecord(
        bank_id="t-1",
        status=TransactionStatus.POSTED,
        amount=Money(minor=-320, currency="USD"),
        happened_at=datetime(2026, 11, 19, 12, tzinfo=UTC),
        posted_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        description="CORNER CAFE 0042",
        merchant="Corner Cafe",
        category=Category.RESTAURANTS,
        bank_category="FOOD_AND_DRINK_COFFEE",
        original=None,
        replaces="",
    )


@pytest.mark.parametrize(("sent", "read_as"), [(3.2, -320), (-2500, 250000), (0, 0)])
def test_out_is_positive_with_plaid_and_negative_here(
    vendor: Vendor, sent: float, read_as: int
) -> None:
    assert read(vendor, amount=sent).amount == Money(minor=read_as, currency="USD")


def test_a_currency_has_its_own_decimals(vendor: Vendor) -> None:
    record = read(vendor, amount=1500, iso_currency_code="JPY")

    assert record.amount == Money(minor=-1500, currency="JPY")


@pytest.mark.parametrize(
    ("fields", "happened_at", "posted_at"),
    [
        # A day is its noon; a midnight beside a day is only Plaid's way to say the day.
        ({"authorized_date": None}, "2026-11-20 12:00", "2026-11-20 12:00"),
        (
            {"authorized_datetime": "2026-11-19T00:00:00Z"},
            "2026-11-19 12:00",
            "2026-11-20 12:00",
        ),
        (
            {
                "authorized_datetime": "2026-11-19T08:15:00-05:00",
                "datetime": "2026-11-20T09:00:00Z",
            },
            "2026-11-19 13:15",
            "2026-11-20 09:00",
        ),
        ({"pending": True}, "2026-11-19 12:00", None),
    ],
)
def test_the_moments_are_those_of_doing_and_of_posting(
    vendor: Vendor, fields: dict[str, object], happened_at: str, posted_at: str | None
) -> None:
    record = read(vendor, **fields)

    read_as = [at and f"{at:%Y-%m-%d %H:%M}" for at in (record.happened_at, record.posted_at)]
    assert read_as == [happened_at, posted_at]


def test_a_posted_movement_names_the_pending_one_that_it_was(vendor: Vendor) -> None:
    assert read(vendor, pending_transaction_id="p-1").replaces == "p-1"


@pytest.mark.parametrize(
    ("primary", "detailed", "category"),
    [
        ("INCOME", "INCOME_WAGES", Category.INCOME),
        ("INCOME", "INCOME_INTEREST_EARNED", Category.INTEREST),
        ("TRANSFER_OUT", "TRANSFER_OUT_WITHDRAWAL", Category.CASH),
        ("LOAN_PAYMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", Category.TRANSFER),
        ("LOAN_PAYMENTS", "LOAN_PAYMENTS_CAR_PAYMENT", Category.LOANS),
        ("FOOD_AND_DRINK", "FOOD_AND_DRINK_GROCERIES", Category.GROCERIES),
        ("FOOD_AND_DRINK", "FOOD_AND_DRINK_OF_TOMORROW", Category.RESTAURANTS),
        ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_RENT", Category.HOUSING),
        ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_WATER", Category.UTILITIES),
        ("TEAPOTS", "TEAPOTS_CHINA", Category.OTHER),
    ],
)
def test_plaids_category_becomes_ours_and_is_kept(
    vendor: Vendor, primary: str, detailed: str, category: Category
) -> None:
    record = read(vendor, personal_finance_category={"primary": primary, "detailed": detailed})

    assert (record.category, record.bank_category) == (category, detailed)


def test_nothing_is_known_without_a_category(vendor: Vendor) -> None:
    record = read(vendor, personal_finance_category=None, merchant_name=None, name=None)

    assert (record.category, record.bank_category) == (Category.OTHER, "")
    assert (record.merchant, record.description) == ("", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"iso_currency_code": None, "unofficial_currency_code": "BTC"},
        {"amount": 0.001},
        {"amount": "much"},
        {"date": "yesterday"},
    ],
)
def test_a_movement_that_means_nothing_is_unreadable(
    vendor: Vendor, fields: dict[str, object]
) -> None:
    with pytest.raises(Unreadable):
        read(vendor, **fields)


def test_what_is_taken_back_is_told(vendor: Vendor) -> None:
    vendor.remove("t-1")
    with talking(vendor) as connector:
        assert list(connector.transactions("a-1", since=LONG_AGO)) == [Removed(bank_id="t-1")]
