"""A link's end erases what the bank told, and a refresh that is running writes nothing more."""

import threading

import pytest
from django.db import connection

from banking import refresh, schedule
from banking.models import Account, Balance, Link, LinkState, RefreshOutcome, Transaction
from tests.banking.conftest import COFFEE, NOW, FakeBank, make_link
from tests.banking.test_refresh import claim, run


def test_ending_a_link_erases_its_data_and_credentials_and_not_its_neighbours(
    link: Link, bank: FakeBank
) -> None:
    """Check 51; design section 4: it is a link's end that erases, not a consent's."""
    bank.movements = {"everyday": [COFFEE]}
    neighbour = make_link("bob")
    run(claim(link))
    run(claim(neighbour))

    refresh.end_link(link)

    ended = Link.objects.get(pk=link.pk)
    assert (ended.state, ended.lease_token, ended.credentials.reveal()) == ("ended", 2, "{}")
    for model in (Account, Balance, Transaction):
        assert model.objects.count() == 1
    assert Account.objects.get().link_id == neighbour.pk


def test_an_ended_link_is_never_refreshed_again(link: Link) -> None:
    """Check 51."""
    refresh.end_link(link)

    assert schedule.claim_due(10) == []
    assert not refresh.ask(link.pk)
    assert refresh.is_done(link.pk, None)


@pytest.mark.django_db(transaction=True)
def test_a_refresh_that_runs_while_the_link_ends_writes_nothing(
    bank: FakeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 51: the late task's token fits no more."""
    link = make_link()
    lease = claim(link)
    is_fetching, may_answer = threading.Event(), threading.Event()
    accounts = bank.accounts
    outcomes: list[RefreshOutcome | None] = []

    def slow() -> object:
        is_fetching.set()
        assert may_answer.wait(10)
        return accounts()

    def work() -> None:
        outcomes.append(refresh.run(lease.link, lease.token, is_interactive=False, now=NOW))
        connection.close()

    monkeypatch.setattr(bank, "accounts", slow)
    worker = threading.Thread(target=work)
    worker.start()
    assert is_fetching.wait(10)
    refresh.end_link(link)
    may_answer.set()
    worker.join(10)

    assert outcomes == [RefreshOutcome.OVERTAKEN]
    assert not Account.objects.exists()
    assert Link.objects.get().state == LinkState.ENDED


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_under_old_and_new_leases_only_the_new_one_stores(bank: FakeBank) -> None:
    link = make_link()
    old = claim(link)
    Link.objects.update(lease_until=None)
    new = claim(link)

    outcomes = [run(new), run(old)]

    assert outcomes == [RefreshOutcome.STORED, None]
    assert Link.objects.get().lease_token == new.token
