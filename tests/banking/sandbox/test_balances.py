"""Balances derive from transactions, over HTTP."""

from decimal import Decimal
from typing import Any

import pytest

from banking.sandbox.accounts import BY_ID, Kind
from banking.sandbox.history import history
from tests.banking.sandbox.visitor import ALICE, CHARLIE, DANA, TurnableClock, Visitor


def signed(entry: dict[str, Any]) -> Decimal:
    amount = Decimal(entry["amount"])
    return amount if entry["debitCreditMemo"] == "CREDIT" else -amount


@pytest.mark.parametrize(
    ("number", "account_id", "field"),
    [
        (ALICE, "joint-household", "currentBalance"),
        (ALICE, "alice-travel-card", "currentBalance"),
        (CHARLIE, "charlie-car-loan", "principalBalance"),
        (DANA, "dana-tokyo-card", "currentBalance"),
    ],
)
def test_the_balance_is_what_was_opened_with_plus_all_that_posted(
    visitor: Visitor, clock: TurnableClock, number: str, account_id: str, field: str
) -> None:
    entries = history(2018).of(account_id, clock.now)
    posted = [entry.minor for entry in entries if entry.posts_at <= clock.now]
    account = BY_ID[account_id]
    signed_minor = account.opening_minor + sum(posted)

    balance = visitor.read(f"v6/accounts/{account_id}", number)[field]

    # A debt is written as what is owed.
    expected = signed_minor if account.kind is Kind.CHECKING else -signed_minor
    exponent = 0 if account.currency == "JPY" else 2
    assert balance == Decimal(expected).scaleb(-exponent)


def test_a_balance_changes_by_what_posted_in_between(
    visitor: Visitor, clock: TurnableClock
) -> None:
    path = "v6/accounts/alice-everyday"
    before, since = visitor.read(path)["currentBalance"], clock.now.isoformat()
    clock.advance(days=40)

    after = visitor.read(path)["currentBalance"]

    found = visitor.read(f"{path}/transactions", startTime=since, limit=500)["transactions"]
    posted = [signed(entry) for entry in found if entry["status"] == "POSTED"]
    assert len(posted) > 20
    assert after - before == sum(posted)


def test_pending_money_is_no_longer_available(visitor: Visitor, clock: TurnableClock) -> None:
    clock.now = clock.now.replace(day=24)

    account = visitor.read("v6/accounts/alice-everyday")

    entries = visitor.read("v6/accounts/alice-everyday/transactions")["transactions"]
    pending = [signed(entry) for entry in entries if entry["status"] == "PENDING"]
    assert pending
    assert account["availableBalance"] == account["currentBalance"] + sum(pending)


def test_a_pending_transaction_posts_later_under_the_same_id(
    visitor: Visitor, clock: TurnableClock
) -> None:
    clock.now = clock.now.replace(day=24)
    path = "v6/accounts/alice-everyday/transactions"
    pending = visitor.read(path)["transactions"][0]
    clock.advance(days=3)

    entries = visitor.read(path)["transactions"]

    posted = [one for one in entries if one["transactionId"] == pending["transactionId"]]
    stamp = posted[0]["postedTimestamp"]
    assert pending["status"] == "PENDING"
    assert posted == [{**pending, "status": "POSTED", "postedTimestamp": stamp}]


def test_a_joint_account_is_one_account_for_both(visitor: Visitor) -> None:
    assert visitor.read("v6/accounts/joint-household", "100001") == visitor.read(
        "v6/accounts/joint-household", "100002"
    )
