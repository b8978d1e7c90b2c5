"""The past is a function of the seed."""

from datetime import UTC, datetime, timedelta

import pytest

from banking.sandbox.accounts import ACCOUNTS, Kind
from banking.sandbox.history import History

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)


def test_the_same_seed_gives_the_same_history_whenever_it_is_asked() -> None:
    asked_late, asked_often = History(7), History(7)
    for days in (400, 90, 3):
        asked_often.of("bob-card", NOW - timedelta(days=days))

    for account in ACCOUNTS:
        assert asked_often.of(account.account_id, NOW) == asked_late.of(account.account_id, NOW)


def test_another_seed_gives_another_history() -> None:
    assert History(1).of("bob-card", NOW) != History(2).of("bob-card", NOW)


def test_it_goes_on_as_days_pass_and_leaves_earlier_days_as_they_were() -> None:
    history = History(7)
    earlier = {account.account_id: history.of(account.account_id, NOW) for account in ACCOUNTS}

    later = NOW + timedelta(days=45)

    for account_id, known in earlier.items():
        entries = history.of(account_id, later)
        assert entries[: len(known)] == known
        assert len(entries) > len(known)
        assert all(NOW < entry.made_at <= later for entry in entries[len(known) :])


def test_no_two_transactions_share_an_id() -> None:
    history = History(7)
    entries = [entry for account in ACCOUNTS for entry in history.of(account.account_id, NOW)]

    assert len({entry.transaction_id for entry in entries}) == len(entries)


@pytest.mark.parametrize("seed", [1, 7, 2018, 4711])
def test_checking_accounts_stay_at_believable_balances(seed: int) -> None:
    history = History(seed)
    for account in ACCOUNTS:
        balance, lowest, highest = account.opening_minor, 900_000, 30_000
        for entry in history.of(account.account_id, datetime(2028, 12, 31, tzinfo=UTC)):
            balance += entry.minor
            lowest, highest = min(lowest, balance), max(highest, balance)
        if account.kind is Kind.CHECKING:
            assert lowest >= 30_000, account.account_id
            assert highest <= 900_000, account.account_id


def test_the_subscription_grew_in_price() -> None:
    entries = History(2018).of("alice-travel-card", NOW)
    prices = [entry.minor for entry in entries if entry.payee == "Streamlark"]

    assert prices[-4:] == [-1399, -1499, -1499, -1499]


def test_the_loan_is_paid_back_to_the_last_cent() -> None:
    after_maturity = datetime(2030, 12, 31, tzinfo=UTC)
    entries = History(2018).of("charlie-car-loan", after_maturity)

    assert sum(entry.minor for entry in entries) == 2_440_000
