"""A bank is never asked more than its budgets allow, whoever asks."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db.models import F
from django.db.models.functions import Now

from banking import budgets, schedule
from banking.connector import Counted, OutOfBudget
from banking.models import Budget, Institution, Link, RefreshOutcome
from banking.standard import Each, Limit, Standard
from tests.banking.conftest import NOW, FakeBank, make_institution, make_link
from tests.banking.test_refresh import claim, run

pytestmark = pytest.mark.django_db
DAY_S = 86_400


def set_budget(
    link: Link,
    requests: int,
    *,
    window_s: int = DAY_S,
    each: Each = Each.LINK,
    counted: Counted | None = None,
    is_unattended_only: bool = False,
) -> Budget:
    return Budget.objects.create(
        institution=link.institution,
        each=each,
        counted=counted or "",
        requests=requests,
        window_s=window_s,
        is_unattended_only=is_unattended_only,
    )


def spend(link: Link, counted: Counted | None = None, bank_id: str = "", **asked: bool) -> bool:
    """Whether a request of the kind may go out; it is counted if so."""
    link.refresh_from_db()
    try:
        budgets.spender(link, is_asked=asked.get("is_asked", False))(counted, bank_id=bank_id)
    except OutOfBudget:
        return False
    return True


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def test_in_no_stretch_of_a_window_is_there_one_too_many(link: Link) -> None:
    budget = set_budget(link, 4, window_s=3600)
    chance = random.Random(7)  # noqa: S311 - a run that can be repeated
    moment, sent = NOW, []

    for _ in range(400):
        moment += timedelta(seconds=chance.uniform(1, 600))
        with at(moment):
            if spend(link):
                sent.append(moment)

    window = timedelta(seconds=budget.window_s)
    busiest = max(sum(each <= other < each + window for other in sent) for each in sent)
    assert busiest == 4


def test_a_budget_opens_when_it_says(link: Link) -> None:
    budget = set_budget(link, 1, window_s=600)
    with at(NOW):
        spend(link)
        link.refresh_from_db()
        wait_s = budgets.wait_s(budget, {}, link.spent, NOW)

    with at(NOW + timedelta(seconds=wait_s - 1)):
        assert not spend(link)
    with at(NOW + timedelta(seconds=wait_s)):
        assert spend(link)
    assert 600 <= wait_s <= 625


@pytest.mark.parametrize("each", [Each.LINK, Each.ACCOUNT])
def test_one_links_requests_are_not_its_neighbours(link: Link, each: Each) -> None:
    neighbour = make_link("bob")
    set_budget(link, 1, each=each)

    assert [spend(link), spend(link), spend(neighbour)] == [True, False, True]


def test_an_institutions_budget_is_one_for_all_its_links(link: Link) -> None:
    neighbour = make_link("bob")
    elsewhere = make_link("charlie", make_institution("Other Bank"))
    set_budget(link, 1, each=Each.INSTITUTION)

    assert [spend(each) for each in (link, neighbour, elsewhere)] == [True, False, True]


def test_each_account_and_each_kind_has_its_own(link: Link) -> None:
    set_budget(link, 1, each=Each.ACCOUNT, counted=Counted.BALANCES)

    asked = [
        spend(link, Counted.BALANCES, "one"),
        spend(link, Counted.BALANCES, "one"),
        spend(link, Counted.BALANCES, "two"),
        spend(link, Counted.TRANSACTIONS, "one"),
    ]

    assert asked == [True, False, True, True]


def test_a_present_customer_is_not_counted_where_only_absence_is(link: Link) -> None:
    set_budget(link, 1, is_unattended_only=True)
    spend(link)
    unagreed = spend(link, is_asked=True)

    Institution.objects.update(customer_address="192.0.2.7")

    assert (unagreed, spend(link, is_asked=True), spend(link)) == (False, True, False)


def test_our_own_budget_closes_no_bank(
    link: Link, bank: FakeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_budget(link, 1, each=Each.INSTITUTION)

    def accounts(self: FakeBank) -> object:
        for _ in range(2):
            self.accesses[-1].spend()
        return ()

    monkeypatch.setattr(FakeBank, "accounts", accounts)

    assert run(claim(link)) is RefreshOutcome.RATE_LIMITED
    assert Institution.objects.get().closed_until is None


def test_a_request_that_one_budget_refuses_is_counted_in_none(link: Link) -> None:
    set_budget(link, 1, each=Each.INSTITUTION)
    set_budget(link, 5)
    spend(link)
    before = list(Link.objects.values_list("spent", flat=True))

    assert not spend(link)

    assert list(Link.objects.values_list("spent", flat=True)) == before


def test_a_link_without_budget_left_waits_and_its_neighbour_does_not(link: Link) -> None:
    neighbour = make_link("bob")
    set_budget(link, 1, window_s=3600)
    spend(link)

    assert [lease.link for lease in schedule.claim_due(10)] == [neighbour.pk]

    waits = Link.objects.filter(pk=link.pk).annotate(left=F("next_refresh_at") - Now())
    [left] = waits.values_list("left", flat=True)
    assert timedelta(minutes=59) < left < timedelta(minutes=70)


def test_a_question_beyond_the_budget_is_answered_with_the_old_figure(link: Link) -> None:
    set_budget(link, 1)
    spend(link)
    due = Link.objects.get().next_refresh_at

    assert schedule.claim_now(link.pk) is None
    assert Link.objects.get().next_refresh_at == due


def test_by_voice_a_customer_is_present_only_where_the_bank_agreed(link: Link) -> None:
    set_budget(link, 1, is_unattended_only=True)
    spend(link)
    unagreed = schedule.claim_now(link.pk)

    Institution.objects.update(customer_address="192.0.2.7")

    assert (unagreed, schedule.claim_now(link.pk) is not None) == (None, True)


def test_a_budget_that_ends_in_the_middle_stores_nothing_and_waits(
    link: Link, bank: FakeBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_budget(link, 1, window_s=3600)

    def accounts(self: FakeBank) -> object:
        for _ in range(2):
            self.accesses[-1].spend(Counted.ACCOUNTS)
        return ()

    monkeypatch.setattr(FakeBank, "accounts", accounts)

    assert run(claim(link)) is RefreshOutcome.RATE_LIMITED
    after = Link.objects.get()
    assert (after.fetched_at, Institution.objects.get().closed_until) == (None, None)


def test_an_institution_begins_with_its_standards_limits(
    link: Link, monkeypatch: pytest.MonkeyPatch, bank: FakeBank
) -> None:
    limit = Limit(requests=24, window_s=DAY_S, each=Each.LINK)
    standard = Standard(title="Fake", connect=bank, limits=(limit,))
    monkeypatch.setattr("banking.budgets.standard_of", lambda _: standard)

    budgets.set_defaults(link.institution)
    budgets.set_defaults(link.institution)

    [budget] = Budget.objects.all()
    assert (budget.requests, budget.window_s, budget.each) == (24, DAY_S, "link")


def test_what_is_spent_does_not_grow_for_ever(link: Link) -> None:
    set_budget(link, 1000, window_s=3600)

    for hour in range(200):
        with at(datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=10 * hour)):
            spend(link)

    assert len(json.dumps(Link.objects.get().spent)) < 600
