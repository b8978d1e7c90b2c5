"""A link whose data kill their reader must not take every worker with it."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from banking import refresh, schedule
from banking.models import Link, Refresh, RefreshOutcome
from tests.banking.conftest import NOW, FakeBank
from tests.banking.test_refresh import claim, run

pytestmark = pytest.mark.django_db


def die(link: Link) -> None:
    """A worker that began and never came back, and its lease that ran out."""
    lease = claim(link)
    assert refresh._begin(lease, is_interactive=False, now=NOW)  # noqa: SLF001 - and then it died
    Link.objects.update(lease_until=Now() - timedelta(seconds=1))


def test_after_five_dead_workers_a_link_is_parked_for_a_day(link: Link, bank: FakeBank) -> None:
    for _ in range(5):
        die(link)

    assert run(claim(link)) is None

    parked = Link.objects.get()
    [left] = Link.objects.annotate(left=F("next_refresh_at") - Now()).values_list("left", flat=True)
    assert bank.accesses == []
    assert (parked.last_problem, parked.crashes, parked.lease_until) == ("parked", 0, None)
    assert timedelta(hours=23) < left <= timedelta(hours=24)


def test_no_question_is_spent_on_a_parked_link(link: Link, bank: FakeBank) -> None:
    Link.objects.update(last_problem="parked", next_refresh_at=Now() + timedelta(days=1))
    while_parked = schedule.claim_now(link.pk)

    Link.objects.update(next_refresh_at=Now())

    assert (while_parked, schedule.claim_now(link.pk) is not None) == (None, True)


def test_a_refresh_that_comes_through_forgets_the_dead(link: Link, bank: FakeBank) -> None:
    for _ in range(4):
        die(link)

    assert run(claim(link)) is RefreshOutcome.STORED
    assert Link.objects.get().crashes == 0


def test_so_does_one_that_fails_and_lives(link: Link, bank: FakeBank) -> None:
    die(link)
    die(link)
    bank.fails_with = ZeroDivisionError()

    run(claim(link))

    assert Link.objects.get().crashes == 0


def test_a_lease_that_nobody_used_is_no_death(link: Link, bank: FakeBank) -> None:
    for _ in range(9):
        claim(link)
        Link.objects.update(lease_until=Now() - timedelta(seconds=1))

    assert run(claim(link)) is RefreshOutcome.STORED
    assert Refresh.objects.get().outcome == RefreshOutcome.STORED
