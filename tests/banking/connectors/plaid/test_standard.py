"""What the registry offers for Plaid."""

from banking.connector import Counted
from banking.connectors import standard_of, ways_in
from banking.connectors.plaid.calls import Path
from banking.standard import Each


def test_a_link_comes_about_by_signing_in() -> None:
    assert ways_in("plaid") == {"sign_in"}


def test_nothing_is_posted_that_could_move_money() -> None:
    """Promise P7."""
    assert set(Path) == {
        "item/get",
        "accounts/get",
        "liabilities/get",
        "transactions/sync",
        "webhook_verification_key/get",
        "link/token/create",
        "link/token/get",
        "item/public_token/exchange",
        # Ends our own leave.
        "item/remove",
    }


def test_a_webhook_is_answered_as_plaid_wants() -> None:
    ear = standard_of("plaid").ear

    assert ear is not None
    assert ear.status == 200


def test_the_budgets_are_plaids_own() -> None:
    limits = standard_of("plaid").limits

    assert {(each.counted, each.each, each.requests, each.window_s) for each in limits} == {
        (Counted.ACCOUNTS, Each.LINK, 15, 60),
        (Counted.ACCOUNTS, Each.INSTITUTION, 5_000, 60),
        (Counted.BALANCES, Each.LINK, 15, 60),
        (Counted.BALANCES, Each.INSTITUTION, 1_000, 60),
        (Counted.TRANSACTIONS, Each.LINK, 50, 60),
        (Counted.TRANSACTIONS, Each.INSTITUTION, 2_500, 60),
    }
    assert not any(each.is_unattended_only for each in limits)
