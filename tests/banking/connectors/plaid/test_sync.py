"""Cursors, read over HTTP as refreshes read them: every change once, and none run past."""

from typing import Any

import pytest

from banking.connector import TransactionStatus, Unreachable, Unreadable
from banking.connectors.plaid.sync import MOST_PAGES, MOST_RESTARTS
from tests.banking.connectors.plaid.link import LONG_AGO, Kept, talking
from tests.banking.connectors.plaid.vendor import CARD, CHECKING, Json, Vendor


def with_history(vendor: Vendor, count: int, **fields: Any) -> None:
    for number in range(count):
        vendor.add(transaction_id=f"t-{number}", **fields)


def page(next_cursor: str, *, has_more: bool, **listed: list[Json]) -> tuple[int, object]:
    empty: Json = {"added": [], "modified": [], "removed": []}
    return 200, {**empty, **listed, "next_cursor": next_cursor, "has_more": has_more}


def test_all_pages_are_read_for_all_accounts_at_once(vendor: Vendor) -> None:
    vendor.accounts, vendor.page_size = [CHECKING, CARD], 2
    with_history(vendor, 4)
    vendor.add(transaction_id="t-card", account_id="c-1")
    kept = Kept()

    kept.refresh(vendor)

    assert sorted(kept.movements) == ["t-0", "t-1", "t-2", "t-3", "t-card"]
    assert vendor.cursors() == [None, "at-2", "at-4"]
    assert kept.cursor == "at-5"


def test_the_next_refresh_asks_for_changes_only(vendor: Vendor) -> None:
    with_history(vendor, 3)
    kept = Kept()
    kept.refresh(vendor)
    vendor.add(transaction_id="t-new")

    kept.refresh(vendor)

    assert vendor.cursors() == [None, "at-3"]
    assert (sorted(kept.movements), kept.cursor) == (["t-0", "t-1", "t-2", "t-new"], "at-4")


def test_a_change_between_two_pages_begins_again_with_the_first(vendor: Vendor) -> None:
    """Pages of two states of the data do not fit together: a movement could be lost between."""
    vendor.page_size, vendor.mutations = 2, 1
    with_history(vendor, 5)
    kept = Kept()

    kept.refresh(vendor)

    assert vendor.cursors() == [None, "at-2", None, "at-2", "at-4"]
    assert sorted(kept.movements) == ["t-0", "t-1", "t-2", "t-3", "t-4"]


def test_it_begins_again_with_the_cursor_it_had_not_with_none(vendor: Vendor) -> None:
    vendor.page_size, vendor.mutations = 1, 1
    with_history(vendor, 4)

    with talking(vendor, "at-2") as connector:
        list(connector.transactions("a-1", since=LONG_AGO))

    assert vendor.cursors() == ["at-2", "at-3", "at-2", "at-3"]


def test_data_that_never_rests_is_given_up_for_now(vendor: Vendor) -> None:
    vendor.page_size, vendor.mutations = 1, 100
    with_history(vendor, 2)
    kept = Kept()

    with pytest.raises(Unreachable, match=r"^Plaid's data changes faster than it can be read$"):
        kept.refresh(vendor)

    assert vendor.cursors() == [None, "at-1"] * (MOST_RESTARTS + 1)
    assert kept == Kept()


def test_what_pended_is_posted_without_a_double(vendor: Vendor) -> None:
    vendor.add(transaction_id="p-1", pending=True)
    kept = Kept()
    kept.refresh(vendor)
    before = {each: record.status for each, record in kept.movements.items()}
    vendor.post("p-1", "t-1")

    kept.refresh(vendor)

    assert before == {"p-1": TransactionStatus.PENDING}
    assert {each: record.status for each, record in kept.movements.items()} == {
        "t-1": TransactionStatus.POSTED
    }


def test_of_several_changes_to_one_movement_the_last_counts(vendor: Vendor) -> None:
    vendor.page_size = 1
    vendor.add(transaction_id="t-1", amount=1)
    vendor.changes.append(("modified", {**vendor.changes[0][1], "amount": 2}))
    vendor.add(transaction_id="t-2")
    vendor.remove("t-2")
    kept = Kept()

    kept.refresh(vendor)

    assert {each: record.amount.minor for each, record in kept.movements.items()} == {"t-1": -200}


def test_an_old_movement_that_changed_is_listed_whatever_its_day(vendor: Vendor) -> None:
    """History arrives after the first read; a day to begin with would leave it out."""
    vendor.add(transaction_id="t-1", date="2020-01-02", authorized_date=None)
    kept = Kept()

    kept.refresh(vendor)

    assert list(kept.movements) == ["t-1"]


def test_an_item_that_is_not_ready_leaves_the_cursor_empty(vendor: Vendor) -> None:
    kept = Kept()
    kept.refresh(vendor)
    before = kept.cursor
    with_history(vendor, 1)

    kept.refresh(vendor)

    assert (before, list(kept.movements), kept.cursor) == ("", ["t-0"], "at-1")


def test_an_empty_answer_does_not_undo_a_cursor(vendor: Vendor) -> None:
    """An empty cursor would mean that everything which is not listed is gone."""
    vendor.answers["transactions/sync"] = page("", has_more=False)
    kept = Kept(cursor="at-7")

    kept.refresh(vendor)

    assert kept.cursor == "at-7"


def test_the_cursor_waits_for_an_account_that_cannot_be_read(vendor: Vendor) -> None:
    vendor.accounts = [CHECKING, {**CARD, "balances": None}]
    with_history(vendor, 2)
    vendor.add(transaction_id="t-card", account_id="c-1")
    kept = Kept()
    kept.refresh(vendor)
    before = (kept.cursor, sorted(kept.movements), kept.unreadable)
    vendor.accounts = [CHECKING, CARD]

    kept.refresh(vendor)

    assert before == ("", ["t-0", "t-1"], {"c-1"})
    assert (kept.cursor, sorted(kept.movements)) == ("at-3", ["t-0", "t-1", "t-card"])


def test_the_cursor_waits_for_a_movement_that_cannot_be_read(vendor: Vendor) -> None:
    vendor.accounts = [CHECKING, CARD]
    vendor.add(transaction_id="t-bad", account_id="c-1", amount="much")
    vendor.add(transaction_id="t-1")
    kept = Kept(cursor="at-0")
    kept.refresh(vendor)
    before = (kept.cursor, kept.unreadable, list(kept.movements))
    vendor.changes[0][1]["amount"] = 5

    kept.refresh(vendor)

    assert before == ("at-0", {"c-1"}, ["t-1"])
    assert (kept.cursor, sorted(kept.movements)) == ("at-2", ["t-1", "t-bad"])


@pytest.mark.parametrize(
    "account",
    [
        {
            **CARD,
            "balances": {
                "current": 1,
                "iso_currency_code": None,
                "unofficial_currency_code": "BTC",
            },
        },
        {**CARD, "type": "other"},
        {**CARD, "type": "investment", "balances": None},
    ],
)
def test_what_moves_nothing_of_ours_does_not_hold_the_cursor(vendor: Vendor, account: Json) -> None:
    """Points in a bank's shop must not have two years of money read again each time."""
    vendor.accounts = [CHECKING, account]
    with_history(vendor, 1)
    kept = Kept()

    kept.refresh(vendor)

    assert (kept.cursor, kept.unreadable) == ("at-1", {"c-1"})


def test_broken_pages_are_asked_for_once_and_every_account_told(vendor: Vendor) -> None:
    vendor.accounts = [CHECKING, CARD]
    vendor.answers["transactions/sync"] = (200, {"added": "secret"})
    kept = Kept(cursor="at-7")

    kept.refresh(vendor)

    assert (kept.unreadable, kept.cursor) == ({"a-1", "c-1"}, "at-7")
    assert vendor.cursors() == ["at-7"]


@pytest.mark.parametrize(
    ("answer", "problem", "pages"),
    [
        (page("at-0", has_more=True), "Plaid's pages repeat themselves", 1),
        (page("at-9", has_more=True), "Plaid's pages repeat themselves", 2),
        (page("x" * 513, has_more=False), "Plaid gives a cursor that is none", 1),
        (page("a\x00b", has_more=False), "Plaid gives a cursor that is none", 1),
    ],
)
def test_cursors_that_lead_nowhere_are_not_followed(
    vendor: Vendor, answer: tuple[int, object], problem: str, pages: int
) -> None:
    vendor.answers["transactions/sync"] = answer
    with (
        pytest.raises(Unreadable, match=f"^{problem}$"),
        talking(vendor, "at-0") as connector,
    ):
        list(connector.transactions("a-1", since=LONG_AGO))

    assert len(vendor.cursors()) == pages


def test_pages_come_to_an_end(vendor: Vendor) -> None:
    vendor.page_size = 1
    with_history(vendor, MOST_PAGES + 1)

    with pytest.raises(Unreadable, match=r"do not end$"), talking(vendor) as connector:
        list(connector.transactions("a-1", since=LONG_AGO))

    assert len(vendor.cursors()) == MOST_PAGES
