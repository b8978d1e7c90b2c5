"""Erasing everything ends and erases what is hers, at once, and nothing of anybody else's."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection

from banking import refresh, schedule
from banking.connector import AccountRecord
from banking.models import Account, Balance, Due, Link, Refresh, RefreshOutcome, Transaction, User
from consent import gateway
from consent.models import (
    AuditEvent,
    Consent,
    Disclosure,
    Export,
    PlatformIdentity,
    Receipt,
    VoiceCode,
    VoicePass,
)
from consent.proof import erasing
from consent.rights import forgetting
from consent.rights.forgetting import Forgotten
from consent.states import State
from tests.banking.conftest import EVERYDAY, FakeBank
from tests.consent.rights.belongings import disclose, exported, fill
from tests.people import NOW, Cast, cast


def held(customer: User) -> dict[str, int]:
    """How many rows of each kind are held about her."""
    of_accounts = {"account__link__customer": customer}
    counts = {
        "accounts": Account.objects.filter(link__customer=customer),
        "balances": Balance.objects.filter(**of_accounts),
        "transactions": Transaction.objects.filter(**of_accounts),
        "dues": Due.objects.filter(**of_accounts),
        "refreshes": Refresh.objects.filter(link__customer=customer),
        "standing": Consent.objects.of(customer.pk).standing(),
        "shown": Disclosure.objects.filter(consent__customer=customer, hidden_at=None),
        "identities": PlatformIdentity.objects.filter(consent__customer=customer),
        "codes": VoiceCode.objects.filter(customer=customer),
        "passes": VoicePass.objects.filter(consent__customer=customer),
        "exports": Export.objects.filter(customer=customer),
    }
    return {name: rows.count() for name, rows in counts.items()}


def test_everything_of_hers_is_gone_and_what_is_kept_is_said(cast: Cast) -> None:
    """Promise P8."""
    fill(cast)
    exported(cast.alice)
    receipts = Receipt.objects.filter(consent__customer=cast.alice).count()

    done = forgetting.everything(cast.alice, NOW)

    assert done == Forgotten(consents=1, links=1, kept_until=NOW + erasing.keep())
    assert set(held(cast.alice).values()) == {0}
    link = Link.objects.get(customer=cast.alice)
    assert (link.state, link.credentials.reveal(), link.fetched_at) == ("ended", "{}", None)
    assert Receipt.objects.filter(consent__customer=cast.alice).count() == receipts + 1
    assert Disclosure.objects.get(consent__customer=cast.alice).hidden_at == NOW
    assert AuditEvent.objects.filter(kind="customer.erase").count() == 1


@pytest.mark.parametrize("other", ["bob", "charlie"])
def test_nothing_of_anybody_elses_is_touched_not_even_a_shared_account(
    cast: Cast, other: str
) -> None:
    fill(cast)
    disclose(cast.bobs_token, "other", "turn-2")
    before = held(getattr(cast, other))

    forgetting.everything(cast.alice, NOW)

    assert held(getattr(cast, other)) == before
    cast.bobs_household.refresh_from_db()
    assert (cast.bobs_household.bank_id, cast.bobs_household.balance.current_minor) == (
        cast.alices_household.bank_id,
        50_000,
    )


def test_charlie_who_allowed_nothing_erases_what_his_bank_told(cast: Cast) -> None:
    done = forgetting.everything(cast.charlie, NOW)

    assert done == Forgotten(consents=0, links=1, kept_until=None)
    assert set(held(cast.charlie).values()) == {0}


def test_done_twice_nothing_more_happens(cast: Cast) -> None:
    fill(cast)
    forgetting.everything(cast.alice, NOW)
    receipts = Receipt.objects.count()

    again = forgetting.everything(cast.alice, NOW + timedelta(days=1))

    assert again == Forgotten(consents=0, links=0, kept_until=None)
    assert Receipt.objects.count() == receipts


def test_what_breaks_in_the_middle_leaves_everything_as_it_was(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cast)
    before = held(cast.alice)
    monkeypatch.setattr(gateway, "end_own_links", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        forgetting.everything(cast.alice, NOW)

    assert held(cast.alice) == before


def test_of_one_assistant_all_is_hidden_and_it_stays_connected(cast: Cast) -> None:
    fill(cast)
    disclose(cast.bobs_token, "other", "turn-2")

    done = forgetting.of_assistant(Consent.objects.get(customer=cast.alice), NOW)

    assert done == Forgotten(consents=0, links=0, kept_until=NOW + erasing.keep())
    hidden = Disclosure.objects.filter(hidden_at=NOW).values_list("consent__customer", flat=True)
    assert list(hidden) == [cast.alice.pk]
    assert Consent.objects.get(customer=cast.alice).state == State.LIVE


def test_the_gateway_ends_her_links_alone_and_none_of_who_is_shut_out(cast: Cast) -> None:
    cast.bob.is_active = False

    ended = [gateway.end_own_links(each) for each in (cast.alice, cast.bob)]

    assert ended == [1, 0]
    states = Link.objects.order_by("customer__username").values_list("state", flat=True)
    assert list(states) == ["ended", "live", "live"]


@pytest.mark.django_db(transaction=True)
def test_while_a_refresh_runs_no_row_is_written_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Promise P8."""
    alice, bank = cast().alice, FakeBank(listed=(EVERYDAY,))
    is_fetching, may_answer, outcomes = threading.Event(), threading.Event(), list[object]()

    lease = schedule.claim_now(Link.objects.get(customer=alice).pk)
    assert lease is not None
    link, token = lease.link, lease.token

    def slow() -> Sequence[AccountRecord]:
        is_fetching.set()
        assert may_answer.wait(10)
        return (EVERYDAY,)

    def work() -> None:
        outcomes.append(refresh.run(link, token, is_interactive=False, now=NOW))
        connection.close()

    monkeypatch.setattr(bank, "accounts", slow)
    monkeypatch.setattr("banking.fetching.connect_for", lambda _: bank)
    worker = threading.Thread(target=work)
    worker.start()
    assert is_fetching.wait(10)
    forgetting.everything(alice, NOW)
    may_answer.set()
    worker.join(10)

    assert outcomes == [RefreshOutcome.OVERTAKEN]
    assert set(held(alice).values()) == {0}
