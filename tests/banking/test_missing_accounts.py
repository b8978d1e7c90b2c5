"""Accounts that a bank lists no more, or lists as closed."""

import pytest

from banking.connector import ClosedAccount, UnreadableAccount
from banking.models import Account, Balance, Link
from tests.banking.conftest import CARD, EVERYDAY
from tests.banking.test_storing import statement, store

pytestmark = pytest.mark.django_db


def test_an_account_that_is_missing_three_times_is_closed_and_may_come_back(link: Link) -> None:
    store(link, statement(EVERYDAY), statement(CARD))
    statuses = []

    for _ in range(3):
        store(link, statement(CARD))
        statuses.append(Account.objects.get(bank_id="everyday").status)
    store(link, statement(EVERYDAY), statement(CARD))

    back = Account.objects.get(bank_id="everyday")
    assert statuses == ["open", "open", "closed"]
    assert (back.status, back.missed) == ("open", 0)


def test_what_is_closed_is_not_missed_any_more(link: Link) -> None:
    store(link, statement(EVERYDAY), statement(CARD))

    for _ in range(6):
        store(link, statement(CARD))

    assert Account.objects.get(bank_id="everyday").missed == 3


def test_an_account_that_the_bank_closed_keeps_its_figures(link: Link) -> None:
    store(link, statement(EVERYDAY))

    store(link, ClosedAccount(bank_id="everyday"))

    assert Account.objects.get().status == "closed"
    assert Balance.objects.get().current_minor == 123_450


def test_an_account_that_nobody_could_name_may_be_any_that_is_missing(link: Link) -> None:
    store(link, statement(EVERYDAY))

    for _ in range(4):
        store(link, UnreadableAccount(bank_id="", problem="no identifier"))

    assert Account.objects.get().status == "open"


def test_a_document_is_about_its_own_accounts_alone(link: Link) -> None:
    store(link, statement(EVERYDAY), cursor="one")

    for _ in range(4):
        store(link, statement(CARD), cursor="two", lists_all=False)

    assert Account.objects.get(bank_id="everyday").status == "open"
