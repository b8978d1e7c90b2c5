"""Balances and movements are checked against each other; the operator sees where they part."""

from dataclasses import replace
from datetime import timedelta

import pytest

from banking.connector import TransactionRecord, TransactionStatus
from banking.facts import AccountKind
from banking.models import Account, Link
from tests.banking.conftest import COFFEE, EVERYDAY, NOW, usd
from tests.banking.test_storing import statement, store

pytestmark = pytest.mark.django_db
POSTED = replace(COFFEE, status=TransactionStatus.POSTED, posted_at=NOW)


def tell(link: Link, current_minor: int, *movements: TransactionRecord) -> Account:
    account = replace(EVERYDAY, current=usd(current_minor))
    store(link, statement(account, *movements))
    return Account.objects.get()


def other(bank_id: str, minor: int, *, pending: bool = False) -> TransactionRecord:
    status = TransactionStatus.PENDING if pending else TransactionStatus.POSTED
    return replace(POSTED, bank_id=bank_id, amount=usd(minor), status=status)


def test_a_balance_that_moves_as_its_movements_agrees(link: Link) -> None:
    tell(link, 100_00, POSTED)

    assert tell(link, 90_00, POSTED, other("tea", -10_00)).disagrees_since is None


def test_a_balance_that_moves_alone_disagrees_until_the_movement_comes(link: Link) -> None:
    tell(link, 100_00)
    alone = tell(link, 90_00)
    still = tell(link, 90_00)

    mended = tell(link, 90_00, other("late", -10_00))

    assert alone.disagrees_since == still.disagrees_since == NOW
    assert mended.disagrees_since is None


def test_a_movement_without_its_balance_disagrees(link: Link) -> None:
    tell(link, 100_00)

    assert tell(link, 100_00, other("tea", -10_00)).disagrees_since == NOW


@pytest.mark.parametrize("counts_pending", [True, False])
def test_a_bank_may_count_what_is_pending_or_not(link: Link, *, counts_pending: bool) -> None:
    tell(link, 100_00)

    balance = 96_00 if counts_pending else 100_00
    pending = tell(link, balance, other("tea", -4_00, pending=True))
    posted = tell(link, 96_00, other("tea", -4_00))

    assert (pending.disagrees_since, posted.disagrees_since) == (None, None)


def test_a_correction_moves_the_balance_by_the_difference(link: Link) -> None:
    tell(link, 100_00, other("tea", -4_00))

    assert tell(link, 99_00, other("tea", -5_00)).disagrees_since is None


def test_what_is_removed_is_given_back(link: Link) -> None:
    older = replace(other("older", -1_00), posted_at=NOW - timedelta(days=5))
    tell(link, 96_00, other("tea", -4_00), older)
    missed = tell(link, 100_00, older)

    assert missed.disagrees_since == NOW
    assert tell(link, 100_00, older).disagrees_since is None


@pytest.mark.parametrize("kind", [AccountKind.LOAN, AccountKind.OTHER])
def test_what_moves_by_interest_and_prices_is_not_checked(link: Link, kind: AccountKind) -> None:
    for minor in (100_00, 105_00):
        store(link, statement(replace(EVERYDAY, kind=kind, current=usd(minor))))

    assert Account.objects.get().disagrees_since is None


def test_old_movements_that_lie_outside_what_is_asked_for_change_nothing(link: Link) -> None:
    early = NOW - timedelta(days=30)
    tell(link, 100_00, replace(other("old", -4_00), happened_at=early, posted_at=early))

    assert tell(link, 100_00).disagrees_since is None
