"""SimpleFIN's transactions in our terms, window by window, refresh by refresh."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from banking.connector import (
    RateLimited,
    TransactionRecord,
    TransactionStatus,
    Unreadable,
)
from banking.facts import Category
from banking.money import Money
from tests.banking.connectors.simplefin.link import LATELY, Kept, talking
from tests.banking.connectors.simplefin.vendor import CARD, SAVINGS, Json, Vendor, epoch

LONG_AGO = date(2024, 11, 21)
SUMMER = epoch(2026, 6, 1)


def read(vendor: Vendor, **fields: Any) -> TransactionRecord:
    vendor.add(**fields)
    with talking(vendor) as connector:
        connector.accounts()
        [record] = connector.transactions("ACT-1", since=LATELY)
    return record


def test_a_posted_movement_is_read_whole(vendor: Vendor) -> None:
    record = read(
        vendor,
        transacted_at=epoch(2026, 11, 19, 8),
        payee="Corner Cafe",
        memo="thanks",
        extra={"category": "Restaurants"},
    )

    assert record == TransactionRecord(
        bank_id="TRN-1",
        status=TransactionStatus.POSTED,
        amount=Money(minor=-320, currency="USD"),
        happened_at=datetime(2026, 11, 19, 8, tzinfo=UTC),
        posted_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        description="CORNER CAFE 0042",
        merchant="Corner Cafe",
        category=Category.RESTAURANTS,
        bank_category="Restaurants",
    )


@pytest.mark.parametrize(("sent", "minor"), [("-3.20", -320), ("2500", 250000), ("0.00", 0)])
def test_positive_is_into_the_account(vendor: Vendor, sent: str, minor: int) -> None:
    assert read(vendor, amount=sent).amount == Money(minor=minor, currency="USD")


@pytest.mark.parametrize(
    ("fields", "happened_at", "posted_at"),
    [
        # Exactly midnight is a day without a time: its noon is that day in America too.
        ({"posted": epoch(2026, 11, 20)}, "2026-11-20 12:00", "2026-11-20 12:00"),
        ({"posted": epoch(2026, 11, 20, 3)}, "2026-11-20 03:00", "2026-11-20 03:00"),
        ({"transacted_at": epoch(2026, 11, 18)}, "2026-11-18 12:00", "2026-11-20 12:00"),
        ({"posted": 0, "transacted_at": epoch(2026, 11, 18)}, "2026-11-18 12:00", None),
        # Nobody says when: it is as old as the listing's own figures.
        ({"posted": 0}, "2026-11-21 06:00", None),
        ({"pending": True}, "2026-11-20 12:00", None),
        ({"transacted_at": 0}, "2026-11-20 12:00", "2026-11-20 12:00"),
    ],
)
def test_the_moments_are_those_of_doing_and_of_posting(
    vendor: Vendor, fields: Json, happened_at: str, posted_at: str | None
) -> None:
    record = read(vendor, **fields)

    read_as = [at and f"{at:%Y-%m-%d %H:%M}" for at in (record.happened_at, record.posted_at)]
    assert read_as == [happened_at, posted_at]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, TransactionStatus.POSTED),
        ({"pending": False}, TransactionStatus.POSTED),
        ({"pending": True}, TransactionStatus.PENDING),
        ({"posted": 0}, TransactionStatus.PENDING),
    ],
)
def test_what_pends_says_so_or_was_never_posted(
    vendor: Vendor, fields: Json, status: TransactionStatus
) -> None:
    assert read(vendor, **fields).status is status


@pytest.mark.parametrize("extra", [{"category": 7}, [], "x", None])
def test_no_movement_is_lost_for_an_ornament(vendor: Vendor, extra: object) -> None:
    record = read(vendor, extra=extra)

    assert (record.category, record.bank_category) == (Category.OTHER, "")


@pytest.mark.parametrize(
    "fields", [{"amount": "much"}, {"amount": "0.001"}, {"id": ""}, {"transacted_at": 10**15}]
)
def test_a_movement_that_means_nothing_spoils_its_account_alone(
    vendor: Vendor, fields: Json
) -> None:
    vendor.accounts = [SAVINGS, CARD]
    vendor.add(**({"amount": "1"} | fields))
    vendor.add("ACT-2", id="TRN-2")
    kept = Kept()

    kept.refresh(vendor)

    assert (kept.unreadable, list(kept.movements)) == ({"ACT-1"}, ["TRN-2"])


def test_one_question_serves_all_accounts(vendor: Vendor) -> None:
    """A refresh costs two of the day's few answers, however many accounts there are."""
    vendor.accounts = [SAVINGS, CARD]
    vendor.add()
    vendor.add("ACT-2", id="TRN-2")
    kept = Kept()

    kept.refresh(vendor)

    assert sorted(kept.movements) == ["TRN-1", "TRN-2"]
    assert [sorted(query) for _, query in vendor.asked] == [
        ["balances-only", "version"],
        ["pending", "start-date", "version"],
    ]
    assert vendor.windows() == [("2026-11-07", "")]


def test_years_are_asked_for_in_windows_that_overlap(vendor: Vendor) -> None:
    for number, posted in enumerate([epoch(2026, 10, 1), epoch(2026, 8, 1), SUMMER]):
        vendor.add(id=f"TRN-{number}", posted=posted)
    kept = Kept()

    kept.refresh(vendor, date(2026, 5, 1))

    assert sorted(kept.movements) == ["TRN-0", "TRN-1", "TRN-2"]
    assert vendor.windows() == [
        ("2026-08-24", ""),
        ("2026-05-27", "2026-08-25"),
        ("2026-05-01", "2026-05-28"),
    ]


def test_no_window_is_longer_than_the_server_takes(vendor: Vendor) -> None:
    vendor.longest_days = 45
    for month in range(1, 12):
        vendor.add(id=f"TRN-{month}", posted=epoch(2026, month, 15))
    with talking(vendor, options={"window_days": "45"}) as connector:
        connector.accounts()
        records = list(connector.transactions("ACT-1", since=date(2026, 1, 1)))

    assert {record.bank_id for record in records} == {f"TRN-{month}" for month in range(1, 12)}


def test_history_ends_with_the_first_window_in_which_nothing_moved(vendor: Vendor) -> None:
    vendor.add()
    kept = Kept()

    kept.refresh(vendor, LONG_AGO)

    assert vendor.windows() == [("2026-08-24", ""), ("2026-05-27", "2026-08-25")]


def test_a_server_without_a_clock_is_asked_once(vendor: Vendor) -> None:
    vendor.date = None
    vendor.add()
    kept = Kept()

    kept.refresh(vendor, LONG_AGO)

    assert (vendor.windows(), list(kept.movements)) == ([("2024-11-21", "")], ["TRN-1"])


def test_what_pended_is_posted_under_another_id_without_a_double(vendor: Vendor) -> None:
    vendor.add(id="PND-1", posted=0, pending=True, transacted_at=epoch(2026, 11, 19))
    kept = Kept()
    kept.refresh(vendor)
    before = {each: record.status for each, record in kept.movements.items()}
    vendor.post("PND-1", "TRN-9")

    kept.refresh(vendor)

    assert before == {"PND-1": TransactionStatus.PENDING}
    assert {each: record.status for each, record in kept.movements.items()} == {
        "TRN-9": TransactionStatus.POSTED
    }


def test_an_incomplete_listing_is_not_taken_for_a_whole_one(vendor: Vendor) -> None:
    """What is missing would count as withdrawn."""
    vendor.accounts = [SAVINGS, CARD]
    vendor.add("ACT-2", id="TRN-2")
    vendor.errlist = [{"code": "act.missingdata", "account_id": "ACT-1"}]
    kept = Kept()

    kept.refresh(vendor)

    assert (kept.unreadable, list(kept.movements)) == ({"ACT-1"}, ["TRN-2"])


def test_an_account_that_fails_between_two_answers_is_unreadable(vendor: Vendor) -> None:
    vendor.add()
    with talking(vendor) as connector:
        connector.accounts()
        vendor.errlist = [{"code": "act.failed", "account_id": "ACT-1"}]
        movements = connector.transactions("ACT-1", since=LATELY)
        with pytest.raises(Unreadable, match=r"^The bank reports act\.failed$"):
            next(movements)


def test_a_broken_answer_is_not_asked_for_again(vendor: Vendor) -> None:
    vendor.accounts = [SAVINGS, CARD]
    with talking(vendor) as connector:
        connector.accounts()
        vendor.answer = (200, "<html>")
        for bank_id in ("ACT-1", "ACT-2"):
            with pytest.raises(Unreadable):
                next(connector.transactions(bank_id, since=LATELY))

    assert len(vendor.asked) == 2


def test_an_account_that_was_never_listed_is_unreadable(vendor: Vendor) -> None:
    with talking(vendor) as connector:
        connector.accounts()
        with pytest.raises(Unreadable):
            next(connector.transactions("ACT-9", since=LATELY))


def test_a_day_without_answers_left_is_waited_out(vendor: Vendor) -> None:
    vendor.add()
    vendor.quota = 1
    kept = Kept()
    with pytest.raises(RateLimited) as caught:
        kept.refresh(vendor)
    vendor.quota = 24

    kept.refresh(vendor)

    assert (caught.value.is_of_link, list(kept.movements)) == (True, ["TRN-1"])


def test_history_that_the_bank_no_longer_has_is_not_waited_for(vendor: Vendor) -> None:
    vendor.add()
    vendor.old_errlist = [{"code": "act.missingdata", "account_id": "ACT-1"}]
    kept = Kept()

    kept.refresh(vendor, LONG_AGO)

    assert (kept.unreadable, list(kept.movements)) == (set(), ["TRN-1"])
