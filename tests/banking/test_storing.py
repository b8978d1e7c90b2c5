"""What was fetched is stored once in effect, whole, and only under the newest lease."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from banking import schedule, storing
from banking.connector import (
    AccountRecord,
    ClosedAccount,
    DueRecord,
    TransactionRecord,
    TransactionStatus,
    UnreadableAccount,
)
from banking.fetching import Fetched, Statement, known_accounts
from banking.models import Account, Balance, Due, Link, LinkState, RefreshOutcome, Transaction
from banking.money import Money
from banking.schedule import Lease
from banking.storing import Stored
from tests.banking.conftest import CARD, COFFEE, EVERYDAY, NOW, make_link, usd

POSTED = replace(COFFEE, status=TransactionStatus.POSTED, posted_at=NOW, amount=usd(-500))


def statement(
    account: AccountRecord = EVERYDAY, *transactions: TransactionRecord, since: date | None = None
) -> Statement:
    return Statement(
        account=account,
        transactions=transactions,
        since=since or (NOW - timedelta(days=14)).date(),
    )


def store(
    link: Link,
    *told: Statement | UnreadableAccount | ClosedAccount,
    cursor: str = "",
    lists_all: bool = True,
) -> Stored:
    lease = schedule.claim_now(link.pk)
    assert lease
    return store_under(lease, *told, cursor=cursor, lists_all=lists_all)


def store_under(
    lease: Lease,
    *told: Statement | UnreadableAccount | ClosedAccount,
    cursor: str = "",
    lists_all: bool = True,
) -> Stored:
    fetched = Fetched(accounts=told, cursor=cursor, lists_all=lists_all)
    known = known_accounts(lease.link)
    return storing.store(lease, fetched, known, again_in=timedelta(hours=6), fetched_at=NOW)


def test_an_account_is_stored_with_its_balance_and_movements(link: Link) -> None:
    stored = store(link, statement(EVERYDAY, COFFEE))

    account = Account.objects.select_related("balance").get()
    assert stored == Stored(outcome=RefreshOutcome.STORED, accounts=1, transactions=1, added=1)
    assert (account.bank_id, account.name, account.currency) == ("everyday", "Everyday", "USD")
    assert (account.balance.current_minor, account.balance.available_minor) == (123_450, 120_000)
    assert account.balance.as_of == EVERYDAY.as_of
    assert Transaction.objects.get().amount_minor == -450


@pytest.mark.parametrize(
    ("ahead_s", "kept_s"), [(None, 0), (-3600, -3600), (59, 59), (61, 0), (86_400, 0)]
)
def test_a_figure_is_as_old_as_the_bank_says_and_never_from_tomorrow(
    link: Link, ahead_s: int | None, kept_s: int
) -> None:
    """Promise P6."""
    as_of = None if ahead_s is None else NOW + timedelta(seconds=ahead_s)

    store(link, statement(replace(EVERYDAY, as_of=as_of)))

    assert Balance.objects.get().as_of == NOW + timedelta(seconds=kept_s)


def test_the_links_lease_ends_and_its_next_turn_is_set(link: Link) -> None:
    Link.objects.update(attempts=3, last_problem="unreachable")

    store(link, statement())

    link.refresh_from_db()
    assert (link.lease_until, link.attempts, link.last_problem) == (None, 0, "")
    assert link.fetched_at == NOW
    assert schedule.claim_due(10) == []


def test_storing_twice_changes_nothing(link: Link) -> None:
    store(link, statement(EVERYDAY, COFFEE), statement(CARD))
    before = [list(model.objects.values()) for model in (Account, Balance, Transaction)]

    store(link, statement(EVERYDAY, COFFEE), statement(CARD))

    assert [list(model.objects.values()) for model in (Account, Balance, Transaction)] == before


def test_the_fetchs_start_dates_what_the_bank_does_not(link: Link) -> None:
    store(link, statement(replace(EVERYDAY, as_of=None)))

    assert Balance.objects.get().as_of == NOW


def test_a_pending_movement_is_posted_under_its_id(link: Link) -> None:
    store(link, statement(EVERYDAY, COFFEE))

    store(link, statement(EVERYDAY, POSTED))

    row = Transaction.objects.get()
    assert (row.status, row.amount_minor, row.posted_at) == ("posted", -500, NOW)


def test_a_pending_movement_posted_under_another_id_is_not_counted_twice(link: Link) -> None:
    store(link, statement(EVERYDAY, COFFEE))

    store(link, statement(EVERYDAY, replace(POSTED, bank_id="coffee-2")))

    assert [row.bank_id for row in Transaction.objects.all()] == ["coffee-2"]


def test_an_unreadable_account_keeps_its_figures_and_the_others_are_stored(link: Link) -> None:
    store(link, statement(EVERYDAY), statement(CARD))
    newer = replace(CARD, current=usd(-7_000))

    stored = store(
        link, UnreadableAccount(bank_id="everyday", problem="no balance"), statement(newer)
    )

    balances = dict(Balance.objects.values_list("account__bank_id", "current_minor"))
    assert stored.outcome is RefreshOutcome.PARTIAL
    assert balances == {"everyday": 123_450, "card": -7_000}
    assert Account.objects.get(bank_id="everyday").problem == "no balance"


def test_an_account_that_is_readable_again_has_no_problem(link: Link) -> None:
    store(link, statement())
    Account.objects.update(problem="no balance")

    store(link, statement())

    assert Account.objects.get().problem == ""


@pytest.mark.parametrize(
    "changed",
    [
        statement(replace(EVERYDAY, current=Money(minor=1, currency="EUR"), available=None)),
        statement(replace(EVERYDAY, available=Money(minor=1, currency="EUR"))),
        statement(replace(EVERYDAY, due=DueRecord(minimum=Money(minor=0, currency="EUR")))),
        statement(EVERYDAY, replace(COFFEE, amount=Money(minor=0, currency="EUR"))),
    ],
    ids=["balance", "available", "due", "movement"],
)
def test_another_currency_is_unreadable(link: Link, changed: Statement) -> None:
    store(link, statement())

    stored = store(link, changed)

    assert stored.outcome is RefreshOutcome.PARTIAL
    assert Balance.objects.get().current_minor == 123_450
    assert "currency" in Account.objects.get().problem
    assert not Transaction.objects.exists()


def test_an_account_that_vanished_is_left_alone(link: Link) -> None:
    store(link, statement(EVERYDAY), statement(CARD))

    store(link, statement(CARD))

    assert Balance.objects.count() == 2


def test_what_is_due_follows_the_bank(link: Link) -> None:
    store(link, statement(replace(CARD, due=DueRecord(due_on=date(2026, 12, 1), minimum=usd(0)))))
    first = Due.objects.values_list("due_on", "minimum_minor", "statement_minor").get()

    store(link, statement(CARD))

    assert first == (date(2026, 12, 1), 0, None)
    assert not Due.objects.exists()


def test_text_that_no_column_takes_is_cut(link: Link) -> None:
    long = replace(COFFEE, description="x\x00" * 600, merchant="y" * 300, bank_category="z" * 300)

    store(link, statement(replace(EVERYDAY, name="n" * 300), long))

    row = Transaction.objects.get()
    assert (len(row.description), len(row.merchant), len(row.bank_category)) == (500, 200, 100)


@pytest.mark.parametrize("change", [{"lease_token": 2}, {"state": LinkState.ENDED}])
def test_an_overtaken_lease_writes_nothing(link: Link, change: dict[str, object]) -> None:
    lease = schedule.claim_now(link.pk)
    assert lease
    Link.objects.update(**change)

    stored = store_under(lease, statement(EVERYDAY, COFFEE))

    assert stored == Stored(outcome=RefreshOutcome.OVERTAKEN)
    assert not Account.objects.exists()
    assert Link.objects.get().fetched_at is None


def test_two_holders_of_a_joint_account_have_a_row_each(link: Link) -> None:
    neighbour = make_link("bob")

    store(link, statement())
    store(neighbour, statement(replace(EVERYDAY, current=usd(1))))

    balances = dict(Balance.objects.values_list("account__link", "current_minor"))
    assert balances == {link.pk: 123_450, neighbour.pk: 1}


def test_the_merchants_name_is_made_plain_and_the_banks_own_kept(link: Link) -> None:
    store(link, statement(EVERYDAY, replace(COFFEE, merchant="  Blue Cup  ")))

    row = Transaction.objects.get()
    assert (row.merchant, row.bank_merchant) == ("Blue Cup", "  Blue Cup  ")


def test_what_is_known_is_not_written_again(
    link: Link, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    movements = [replace(POSTED, bank_id=str(number)) for number in range(50)]
    store(link, statement(EVERYDAY, *movements), statement(CARD))
    lease = schedule.claim_now(link.pk)
    assert lease

    # The accounts, the fence, the movements, the balances.
    with django_assert_max_num_queries(4):
        stored = store_under(lease, statement(EVERYDAY, *movements), statement(CARD))

    assert (stored.transactions, stored.added, stored.changed, stored.removed) == (50, 0, 0, 0)


def test_an_older_document_does_not_take_a_newer_balance_back(link: Link) -> None:
    store(link, statement(EVERYDAY), cursor="one", lists_all=False)

    older = replace(EVERYDAY, current=usd(1), as_of=NOW - timedelta(days=40))
    store(link, statement(older, COFFEE), cursor="two", lists_all=False)

    assert Balance.objects.get().current_minor == 123_450
    assert Transaction.objects.get().bank_id == "coffee"
