"""A refresh, from the question to the stored figure, and what becomes of those that fail."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now
from structlog.stdlib import ProcessorFormatter

from banking import refresh, schedule
from banking.connector import (
    ConnectorError,
    NeedsCustomer,
    RateLimited,
    Refused,
    TransactionStatus,
    Unreachable,
    Unreadable,
)
from banking.models import (
    Account,
    Balance,
    Institution,
    Link,
    LinkState,
    Refresh,
    RefreshOutcome,
    Transaction,
)
from banking.schedule import Lease
from tests.banking.conftest import CARD, COFFEE, EVERYDAY, NOW, FakeBank, make_link


def claim(link: Link) -> Lease:
    lease = schedule.claim_now(link.pk)
    assert lease
    return lease


def run(lease: Lease, *, is_interactive: bool = False) -> RefreshOutcome | None:
    return refresh.run(lease.link, lease.token, is_interactive=is_interactive, now=NOW)


def wait_of(link: Link) -> timedelta:
    wait: timedelta = Link.objects.annotate(wait=F("next_refresh_at") - Now()).values_list(
        "wait", flat=True
    )[0]
    return wait


def test_a_refresh_stores_what_the_bank_says_and_tells_of_itself(
    link: Link, bank: FakeBank
) -> None:
    bank.movements = {"everyday": [COFFEE]}

    outcome = run(claim(link))

    told = Refresh.objects.values_list("outcome", "lease_token", "accounts", "transactions").get()
    assert outcome is RefreshOutcome.STORED
    assert told == ("stored", 1, 1, 1)
    assert Refresh.objects.get().took > timedelta()
    assert Link.objects.get().fetched_at == NOW


def test_the_bank_is_told_who_asks_and_gets_only_its_own_credentials(
    link: Link, bank: FakeBank
) -> None:
    run(claim(link), is_interactive=True)

    access = bank.accesses[0]
    assert access.is_customer_present
    assert access.credentials["customer_number"].reveal() == "100001"
    assert access.limits.total_s < 20


def test_the_first_refresh_fetches_two_years_and_the_next_two_weeks(
    link: Link, bank: FakeBank
) -> None:
    run(claim(link))
    bank.listed = (EVERYDAY, CARD)
    run(claim(link))

    days = [(bank_id, (NOW.date() - since).days) for bank_id, since in bank.asked]
    assert days == [("everyday", 731), ("everyday", 14), ("card", 731)]


def test_an_account_that_was_unreadable_catches_up(link: Link, bank: FakeBank) -> None:
    run(claim(link))
    Account.objects.update(problem="no balance")

    run(claim(link))

    assert (NOW.date() - bank.asked[-1][1]).days == 731


def test_movements_that_repeat_on_the_next_page_count_once(link: Link, bank: FakeBank) -> None:
    posted = replace(COFFEE, status=TransactionStatus.POSTED)
    bank.movements = {"everyday": [COFFEE, posted, COFFEE]}

    run(claim(link))

    assert Transaction.objects.get().status == "posted"


def test_unreadable_movements_spoil_only_their_account(link: Link, bank: FakeBank) -> None:
    bank.listed = (EVERYDAY, CARD)
    bank.fails_for = {"everyday": Unreadable("a movement has no amount")}

    assert run(claim(link)) is RefreshOutcome.PARTIAL
    assert list(Balance.objects.values_list("account__bank_id", flat=True)) == ["card"]


@pytest.mark.parametrize(
    ("problem", "outcome", "waits_s"),
    [
        (Unreachable("timed out"), RefreshOutcome.UNREACHABLE, (55, 95)),
        (RateLimited("429", retry_after_s=900), RefreshOutcome.RATE_LIMITED, (899, 900)),
        (RateLimited("429", retry_after_s=None), RefreshOutcome.RATE_LIMITED, (55, 95)),
        (RateLimited("429", retry_after_s=10**9), RefreshOutcome.RATE_LIMITED, (86_399, 86_400)),
        (Refused("401"), RefreshOutcome.REFUSED, (21_000, 32_500)),
        (Unreadable("no currency"), RefreshOutcome.UNREADABLE, (21_000, 32_500)),
        (NeedsCustomer("consent ran out"), RefreshOutcome.NEEDS_CUSTOMER, (21_000, 32_500)),
        (ZeroDivisionError(), RefreshOutcome.UNREADABLE, (55, 95)),
    ],
)
def test_a_failure_is_named_and_tried_again_in_time(
    link: Link,
    bank: FakeBank,
    problem: Exception,
    outcome: RefreshOutcome,
    waits_s: tuple[int, int],
) -> None:
    bank.fails_with = problem

    assert run(claim(link)) is outcome

    after = Link.objects.get()
    # A bank that is busy spends none of the link's attempts.
    attempts = 0 if outcome is RefreshOutcome.RATE_LIMITED else 1
    assert Refresh.objects.get().outcome == outcome
    assert (after.attempts, after.lease_until, after.last_problem) == (attempts, None, outcome)
    least_s, most_s = waits_s
    assert timedelta(seconds=least_s) < wait_of(link) <= timedelta(seconds=most_s)


def test_each_failure_in_a_row_waits_longer_up_to_the_usual_turn(
    link: Link, bank: FakeBank
) -> None:
    bank.fails_with = Unreachable("timed out")
    Link.objects.update(attempts=4)
    run(claim(link))
    fifth = wait_of(link)
    Link.objects.update(attempts=4000)
    run(claim(link))

    assert timedelta(minutes=15) < fifth < timedelta(minutes=25)
    assert timedelta(hours=5) < wait_of(link) < timedelta(hours=9, minutes=1)


def test_only_the_customer_mends_what_needs_her(link: Link, bank: FakeBank) -> None:
    Institution.objects.update(linked_by="sign_in")
    bank.fails_with = NeedsCustomer("consent ran out")

    run(claim(link))

    assert Link.objects.get().state == LinkState.NEEDS_CUSTOMER
    assert not refresh.ask(link.pk)


def test_where_nobody_signs_in_the_next_turn_tries_again(link: Link, bank: FakeBank) -> None:
    bank.fails_with = NeedsCustomer("The bank answered 401")

    assert run(claim(link)) is RefreshOutcome.NEEDS_CUSTOMER

    assert Link.objects.get().state == LinkState.LIVE
    assert wait_of(link) > timedelta(hours=5)


def test_a_bank_that_limits_us_is_closed_for_all_its_links(link: Link, bank: FakeBank) -> None:
    neighbour = make_link("bob")
    bank.fails_with = RateLimited("429", retry_after_s=900)

    run(claim(link))

    assert schedule.claim_now(neighbour.pk) is None
    assert schedule.claim_due(10) == []


def test_a_bank_that_keeps_failing_is_left_alone_until_it_answers(
    link: Link, bank: FakeBank
) -> None:
    bank.fails_with = Unreachable("timed out")
    for _ in range(10):
        assert Institution.objects.get().closed_until is None
        run(claim(link))
    assert schedule.claim_now(link.pk) is None

    Institution.objects.update(closed_until=Now() - timedelta(seconds=1))
    bank.fails_with = None
    run(claim(link))

    assert Institution.objects.get().failures == 0


def test_a_failure_keeps_the_old_figures(link: Link, bank: FakeBank) -> None:
    run(claim(link))
    bank.fails_with = Unreachable("timed out")

    run(claim(link))

    assert Balance.objects.get().current_minor == 123_450
    assert Link.objects.get().fetched_at == NOW


def test_the_unforeseen_is_logged_without_its_words(
    link: Link, bank: FakeBank, caplog: pytest.LogCaptureFixture
) -> None:
    bank.fails_with = ValueError("canary 1,234.50")

    run(claim(link))

    ours = next(
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler.formatter, ProcessorFormatter)
    )
    lines = [ours.format(record) for record in caplog.records]
    assert any('"refresh.broke"' in line for line in lines)
    assert not any("canary" in line for line in lines)


@pytest.mark.parametrize("change", [{"lease_token": 9}, {"lease_until": None}])
def test_a_message_that_came_late_or_twice_asks_no_bank(
    link: Link, bank: FakeBank, change: dict[str, object]
) -> None:
    lease = claim(link)
    Link.objects.update(**change)

    assert run(lease) is None
    assert bank.accesses == []
    assert not Refresh.objects.exists()


@pytest.mark.parametrize("problem", [None, Unreachable("timed out"), NeedsCustomer("ran out")])
def test_a_lease_overtaken_during_the_fetch_changes_nothing(
    link: Link, bank: FakeBank, monkeypatch: pytest.MonkeyPatch, problem: ConnectorError | None
) -> None:
    lease = claim(link)
    bank.fails_with = problem
    accounts = bank.accounts

    def overtake() -> object:
        Link.objects.update(lease_token=F("lease_token") + 1)
        return accounts()

    monkeypatch.setattr(bank, "accounts", overtake)

    assert run(lease) is RefreshOutcome.OVERTAKEN
    after = Link.objects.get()
    assert (after.attempts, after.fetched_at, after.state) == (0, None, LinkState.LIVE)
    assert after.lease_until is not None
    assert not Account.objects.exists()


def test_a_refresh_that_was_killed_is_told_as_overtaken_by_the_next(
    link: Link, bank: FakeBank
) -> None:
    Refresh.objects.create(link=link, lease_token=0, is_interactive=False, started_at=NOW)

    run(claim(link))

    outcomes = Refresh.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == ["overtaken", "stored"]
