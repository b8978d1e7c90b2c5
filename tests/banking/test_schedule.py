"""Leases: one holder at a time, by the database's clock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from pytest_django import Settings

from banking import schedule
from banking.models import Institution, Link, LinkState
from banking.schedule import Lease
from tests.banking.conftest import make_institution, make_link

T = TypeVar("T")


def in_parallel(work: Callable[[], T], times: int = 8) -> list[T]:
    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return [future.result() for future in [threads.submit(run) for _ in range(times)]]


def test_what_is_due_is_leased_oldest_first(link: Link) -> None:
    older = make_link("bob")
    Link.objects.filter(pk=older.pk).update(next_refresh_at=Now() - timedelta(hours=1))

    leases = schedule.claim_due(10)

    assert leases == [Lease(link=older.pk, token=1), Lease(link=link.pk, token=1)]


def test_no_more_is_claimed_than_asked_for(link: Link) -> None:
    make_link("bob")

    assert schedule.claim_due(1) == [Lease(link=link.pk, token=1)]


@pytest.mark.parametrize("limit", [0, -3])
def test_workers_that_do_not_keep_up_get_nothing_more(link: Link, limit: int) -> None:
    assert schedule.claim_due(limit) == []


def test_a_leased_link_is_not_leased_again(link: Link) -> None:
    schedule.claim_due(10)

    assert schedule.claim_due(10) == []
    assert schedule.claim_now(link.pk) is None


def test_a_lease_that_ran_out_is_followed_by_a_newer_token(link: Link) -> None:
    schedule.claim_due(10)
    Link.objects.update(lease_until=Now() - timedelta(seconds=1))

    assert schedule.claim_due(10) == [Lease(link=link.pk, token=2)]


def test_a_lease_lasts_as_long_as_the_settings_say(link: Link) -> None:
    schedule.claim_due(10)

    left = Link.objects.annotate(left=F("lease_until") - Now()).values_list("left", flat=True)
    assert timedelta(seconds=40) < left[0] <= timedelta(seconds=45)


def test_what_is_not_due_is_leased_for_a_question_only(link: Link) -> None:
    Link.objects.update(next_refresh_at=Now() + timedelta(hours=1))

    assert schedule.claim_due(10) == []
    assert schedule.claim_now(link.pk) == Lease(link=link.pk, token=1)


@pytest.mark.parametrize("state", [LinkState.NEEDS_CUSTOMER, LinkState.ENDED])
def test_only_a_live_link_is_leased(link: Link, state: LinkState) -> None:
    Link.objects.update(state=state)

    assert schedule.claim_due(10) == []
    assert schedule.claim_now(link.pk) is None


def test_a_closed_bank_is_left_alone_and_its_neighbour_is_not(link: Link) -> None:
    neighbour = make_link("bob", make_institution("Other Bank"))
    Institution.objects.filter(pk=link.institution_id).update(
        closed_until=Now() + timedelta(minutes=1)
    )

    assert schedule.claim_now(link.pk) is None
    assert schedule.claim_due(10) == [Lease(link=neighbour.pk, token=1)]


def test_a_released_link_is_due_as_before(link: Link) -> None:
    lease = schedule.claim_due(10)[0]

    schedule.release(lease)

    assert schedule.claim_due(10) == [Lease(link=link.pk, token=2)]


def test_an_old_lease_releases_nothing(link: Link, settings: Settings) -> None:
    settings.REFRESH_SLOTS = {"scheduled": 2, "interactive": 2}
    old = schedule.claim_due(10)[0]
    Link.objects.update(lease_token=2)

    schedule.release(old)

    assert schedule.is_leased(link.pk)
    assert schedule.free_slots() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_schedulers_each_link_goes_to_one(settings: Settings) -> None:
    """Check 70."""
    settings.REFRESH_SLOTS = {"scheduled": 20, "interactive": 2}
    links = {make_link(f"customer-{number}").pk for number in range(20)}

    claimed = [lease for leases in in_parallel(lambda: schedule.claim_due(20)) for lease in leases]

    assert sorted(claimed, key=lambda lease: lease.link) == [
        Lease(link=pk, token=1) for pk in sorted(links)
    ]


@pytest.mark.django_db(transaction=True)
def test_of_many_questions_at_once_one_gets_the_lease() -> None:
    link = make_link()

    leases = in_parallel(lambda: schedule.claim_now(link.pk))

    assert [lease for lease in leases if lease] == [Lease(link=link.pk, token=1)]
