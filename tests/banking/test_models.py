"""What must never happen, tried."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from banking.models import Account, Institution, Link, LinkState, Transaction
from tests.banking.conftest import NOW, make_institution


def account(link: Link) -> Account:
    return Account.objects.create(
        link=link, bank_id="everyday", name="Everyday", kind="checking", currency="USD"
    )


def movement(of: Account) -> Transaction:
    return Transaction.objects.create(
        account=of,
        bank_id="coffee",
        status="pending",
        amount_minor=-1,
        currency="USD",
        happened_at=NOW,
    )


def again(link: Link) -> Link:
    return Link.objects.create(
        customer=link.customer, institution=link.institution, credentials="{}"
    )


def refused(write: Callable[[], models.Model], *words: str) -> bool:
    """The constraint is named on PostgreSQL, its columns on SQLite."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    return any(word in str(caught.value) for word in words)


def test_a_customer_has_one_link_to_an_institution(link: Link) -> None:
    assert refused(lambda: again(link), "one_link_per_customer_and_institution", "link.customer_id")


def test_after_its_end_she_may_link_again(link: Link) -> None:
    Link.objects.update(state=LinkState.ENDED)

    assert again(link).state == LinkState.LIVE


def test_a_link_has_an_account_once(link: Link) -> None:
    account(link)

    assert refused(lambda: account(link), "one_account_per_link_and_bank_id", "account.bank_id")


def test_an_account_has_a_movement_once(link: Link) -> None:
    of = account(link)
    movement(of)

    assert refused(
        lambda: movement(of), "one_transaction_per_account_and_bank_id", "transaction.bank_id"
    )


def test_an_institution_with_links_is_not_deleted(link: Link) -> None:
    with pytest.raises(ProtectedError):
        Institution.objects.all().delete()


def test_public_ids_are_random_and_unique(link: Link) -> None:
    ids = {link.public_id, account(link).public_id, make_institution("Other").public_id}

    assert len(ids) == 3
    assert {len(each) for each in ids} == {22}


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "UTC+1"])
def test_an_institution_has_a_real_time_zone(db: None, name: str) -> None:
    institution = make_institution()
    institution.time_zone = name

    with pytest.raises(ValidationError):
        institution.full_clean()
