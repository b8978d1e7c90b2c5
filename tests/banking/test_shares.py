"""Banks share the workers: none holds them all, none is asked beyond what it takes."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from banking import refresh, schedule
from banking.connector import RateLimited, Unreachable
from banking.models import Institution, Link
from banking.schedule import FAILURES_TO_OPEN
from tests.banking.conftest import FakeBank, make_institution, make_link
from tests.banking.test_refresh import claim, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _eight_workers(settings: Settings) -> None:
    settings.REFRESH_SLOTS = {"scheduled": 8, "interactive": 4}


def make_links(bank: str, count: int, *, due_ago_s: int = 60) -> list[Link]:
    institution = make_institution(bank)
    links = [make_link(f"{bank}-{number}", institution) for number in range(count)]
    ago = Now() - timedelta(seconds=due_ago_s)
    Link.objects.filter(institution=institution).update(next_refresh_at=ago)
    return links


def claimed_by_bank(limit: int = 100) -> dict[str, int]:
    links = [lease.link for lease in schedule.claim_due(limit)]
    names = Link.objects.filter(pk__in=links).values_list("institution__name", flat=True)
    return {name: list(names).count(name) for name in names}


def test_a_bank_alone_has_all_the_workers() -> None:
    make_links("Slow", 20)

    assert claimed_by_bank() == {"Slow": 8}


def test_among_several_no_bank_has_more_than_three_quarters() -> None:
    make_links("Slow", 20, due_ago_s=600)
    make_links("Quick", 20)

    assert claimed_by_bank() == {"Slow": 6, "Quick": 6}
    assert claimed_by_bank() == {}


def test_the_bank_that_waits_longest_is_served_first() -> None:
    make_links("Young", 3, due_ago_s=60)
    make_links("Old", 3, due_ago_s=600)

    assert claimed_by_bank(limit=4) == {"Old": 3, "Young": 1}


def test_a_bank_that_takes_few_at_once_keeps_a_place_for_a_question() -> None:
    links = make_links("Small", 5)
    Institution.objects.update(most_at_once=3)

    assert claimed_by_bank() == {"Small": 2}
    free = [link for link in links if not schedule.is_leased(link.pk)]
    assert [schedule.claim_now(link.pk) is not None for link in free] == [True, False, False]


def test_questions_to_a_bank_that_fails_leave_workers_for_the_others() -> None:
    slow = make_links("Slow", 5)
    [other] = make_links("Quick", 1)
    Institution.objects.filter(name="Slow").update(failures=1)

    assert [schedule.claim_now(link.pk) is not None for link in slow] == [True] * 3 + [False] * 2
    assert schedule.claim_now(other.pk)


def test_questions_to_a_quick_bank_wait_in_line_but_not_without_end() -> None:
    links = make_links("Quick", 20)
    make_links("Other", 1)

    claimed = [schedule.claim_now(link.pk) is not None for link in links]

    assert claimed == [True] * 16 + [False] * 4


def test_a_bank_that_failed_often_is_tried_by_one_refresh_at_a_time() -> None:
    make_links("Broken", 5)
    Institution.objects.update(failures=FAILURES_TO_OPEN)

    assert claimed_by_bank() == {"Broken": 1}
    assert claimed_by_bank() == {}


def test_one_answer_closes_the_circuit(bank: FakeBank) -> None:
    first, *_ = make_links("Broken", 5)
    Institution.objects.update(failures=FAILURES_TO_OPEN)

    run(claim(first))

    assert claimed_by_bank() == {"Broken": 4}


def test_a_busy_bank_is_closed_and_not_taken_for_broken(bank: FakeBank) -> None:
    link, *_ = make_links("Busy", 2)
    bank.fails_with = RateLimited("429", retry_after_s=600)

    run(claim(link))

    assert Institution.objects.get().failures == 0
    assert claimed_by_bank() == {}


def test_a_limit_of_one_customers_closes_nothing_for_the_others(bank: FakeBank) -> None:
    link, *_ = make_links("Busy", 3)
    bank.fails_with = RateLimited("429", retry_after_s=600, is_of_link=True)

    run(claim(link))

    assert Institution.objects.get().closed_until is None
    assert claimed_by_bank() == {"Busy": 2}


def test_a_failure_under_an_old_lease_is_not_held_against_the_bank(bank: FakeBank) -> None:
    [link] = make_links("Bank", 1)
    lease = claim(link)
    bank.fails_with = Unreachable("timed out")
    Link.objects.update(lease_until=Now() - timedelta(seconds=1))
    newer = claim(link)
    refresh_of_old = refresh.run(lease.link, lease.token, is_interactive=False, now=link.created_at)

    assert (refresh_of_old, newer.token) == (None, 2)
    assert Institution.objects.get().failures == 0


def test_links_that_were_read_together_are_not_due_together(bank: FakeBank) -> None:
    links = make_links("Bank", 8)

    for link in links:
        run(claim(link))

    due = Link.objects.order_by("next_refresh_at").values_list("next_refresh_at", flat=True)
    rhythm = timedelta(seconds=Institution.objects.get().refresh_every_s)
    assert len(set(due)) == len(links)
    assert timedelta(0) < due[len(links) - 1] - due[0] < 0.2 * rhythm + timedelta(minutes=1)
