"""Movements follow the bank: posted, corrected, withdrawn, forgotten; each counts once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from banking.connector import UnreadableAccount
from banking.models import Link, Transaction
from banking.money import Money
from tests.banking.conftest import COFFEE, EVERYDAY, NOW
from tests.banking.test_storing import POSTED, statement, store

pytestmark = pytest.mark.django_db
OLDER = replace(POSTED, bank_id="older", posted_at=NOW - timedelta(days=5))


def test_a_posted_movement_goes_when_it_is_missing_for_the_second_time(link: Link) -> None:
    store(link, statement(EVERYDAY, POSTED, OLDER))

    missed = store(link, statement(EVERYDAY, OLDER))
    kept = {row.bank_id for row in Transaction.objects.all()}
    gone = store(link, statement(EVERYDAY, OLDER))

    assert (missed.removed, kept) == (0, {"coffee", "older"})
    assert (gone.removed, Transaction.objects.get().bank_id) == (1, "older")


def test_a_movement_that_is_listed_again_counts_as_never_missed(link: Link) -> None:
    for listed in ([POSTED, OLDER], [OLDER], [POSTED, OLDER], [OLDER]):
        store(link, statement(EVERYDAY, *listed))

    assert {row.bank_id for row in Transaction.objects.all()} == {"coffee", "older"}


def test_what_lies_before_the_days_that_a_bank_keeps_stays(link: Link) -> None:
    years = (NOW - timedelta(days=731)).date()

    for listed in ([POSTED, OLDER], [POSTED], [POSTED], [], []):
        store(link, statement(EVERYDAY, *listed, since=years))

    assert {row.bank_id for row in Transaction.objects.all()} == {"coffee", "older"}


def test_what_lies_before_the_days_that_were_asked_for_stays(link: Link) -> None:
    early = NOW - timedelta(days=30)
    old = replace(POSTED, bank_id="old", happened_at=early, posted_at=early)
    store(link, statement(EVERYDAY, old))

    for _ in range(3):
        store(link, statement(EVERYDAY))

    assert Transaction.objects.get().bank_id == "old"


def test_a_pending_movement_goes_however_old_it_is(link: Link) -> None:
    old = replace(COFFEE, bank_id="old", happened_at=NOW - timedelta(days=30))
    store(link, statement(EVERYDAY, old))

    store(link, statement(EVERYDAY))

    assert not Transaction.objects.exists()


def test_with_a_cursor_what_is_not_listed_is_as_it_was(link: Link) -> None:
    store(link, statement(EVERYDAY, COFFEE), cursor="one")

    removed = replace(statement(EVERYDAY), removed=frozenset({"tea"}))
    stored = store(link, removed, cursor="two")

    assert (stored.removed, Transaction.objects.get().bank_id) == (0, "coffee")
    assert Link.objects.get().cursor == "two"


def test_a_cursor_never_passes_what_could_not_be_read(link: Link) -> None:
    store(link, statement(EVERYDAY), cursor="one")

    euros = replace(EVERYDAY, current=Money(minor=1, currency="EUR"), available=None)
    store(link, statement(euros), cursor="two")

    assert Link.objects.get().cursor == "one"


def test_what_its_connector_could_not_read_is_the_cursors_own_care(link: Link) -> None:
    store(link, UnreadableAccount(bank_id="points", problem="no currency"), cursor="two")

    assert Link.objects.get().cursor == "two"


def test_what_the_bank_takes_back_is_removed_whatever_its_age(link: Link) -> None:
    early = NOW - timedelta(days=300)
    store(link, statement(EVERYDAY, replace(POSTED, happened_at=early, posted_at=early)))

    gone = replace(statement(EVERYDAY), removed=frozenset({"coffee"}))
    stored = store(link, gone, cursor="two")

    assert stored.removed == 1
    assert not Transaction.objects.exists()
