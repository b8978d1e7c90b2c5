"""Chores: one worker at a time, a turn for each, and what fails keeps nobody from theirs."""

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now
from structlog.testing import capture_logs

from consent import chores
from consent.chores import Chore
from consent.models import Chore as Row
from tests.consent.test_contention import at_once
from tests.people import NOW

HOUR = timedelta(hours=1)


class Work:
    """Something to be done, in so many batches, each noted by its name."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def chore(self, name: str, *, every: timedelta = HOUR, batches: int = 1) -> Chore:
        left = [batches]

        def run(_now: datetime) -> bool:
            self.done.append(name)
            left[0] -= 1
            return left[0] > 0

        return Chore(name=name, every=every, run=run)


@pytest.fixture
def work(db: None) -> Work:
    return Work()


def tick(*these: Chore, within_s: float = 5) -> None:
    chores.run_due(these, NOW, within_s=within_s)


def wait(name: str) -> timedelta:
    """How long until it is due."""
    waits = Row.objects.annotate(wait=F("next_at") - Now())
    found: timedelta = waits.values_list("wait", flat=True).get(name=name)
    return found


def test_each_is_done_once_until_it_is_due_again(work: Work) -> None:
    once = work.chore("once")
    for _ in range(3):
        tick(once)
    assert work.done == ["once"]
    assert timedelta(minutes=59) < wait("once") <= HOUR
    Row.objects.update(next_at=Now() - timedelta(seconds=1))
    tick(once)
    assert work.done == ["once"] * 2


def test_a_chore_without_a_rhythm_is_done_at_every_tick(work: Work) -> None:
    always = work.chore("always", every=timedelta())
    for _ in range(3):
        time.sleep(0.002)
        tick(always)
    assert work.done == ["always"] * 3


def test_another_workers_lease_is_respected_until_it_runs_out(work: Work) -> None:
    """Promise P9."""
    one = work.chore("one")
    Row.objects.create(name="one", lease_until=Now() + timedelta(minutes=1))
    tick(one)
    assert work.done == []
    Row.objects.update(lease_until=Now() - timedelta(seconds=1))
    tick(one)
    assert work.done == ["one"]


def test_a_worker_that_was_overtaken_settles_nothing(db: None) -> None:
    def overtaken(_now: datetime) -> bool:
        Row.objects.update(lease_token=F("lease_token") + 1, lease_until=Now() + HOUR)
        return False

    tick(Chore(name="slow", every=HOUR, run=overtaken))
    assert Row.objects.get().lease_until is not None


def test_what_has_more_goes_on_until_nothing_is_left(work: Work) -> None:
    tick(work.chore("much", batches=5))
    assert work.done == ["much"] * 5
    assert wait("much") > timedelta(minutes=59)


def test_what_takes_too_long_lets_the_others_have_their_turn_and_goes_on(work: Work) -> None:
    endless = replace(work.chore("endless", batches=10**9), longest_s=0.05)
    Row.objects.create(name="endless", next_at=Now() - HOUR)
    tick(endless, work.chore("short"))
    assert work.done[-1] == "short"
    assert work.done.count("endless") > 1
    assert wait("endless") < timedelta(seconds=1)


def test_the_longest_due_comes_first_when_time_is_short(work: Work) -> None:
    both = [work.chore("new"), work.chore("old")]
    Row.objects.create(name="new", next_at=Now() - timedelta(minutes=1))
    Row.objects.create(name="old", next_at=Now() - timedelta(minutes=2))
    tick(*both)
    assert work.done == ["old", "new"]


def test_without_time_nothing_is_begun(work: Work) -> None:
    tick(work.chore("late"), within_s=0)
    assert (work.done, Row.objects.get().lease_until) == ([], None)


def test_one_that_fails_keeps_no_other_from_its_turn_and_is_tried_again(work: Work) -> None:
    def fails(_now: datetime) -> bool:
        message = "Alice has 1,234.50"
        raise RuntimeError(message)

    Row.objects.create(name="broken", next_at=Now() - HOUR)
    with capture_logs() as logs:
        tick(Chore(name="broken", every=HOUR, run=fails), work.chore("fine"))
    assert work.done == ["fine"]
    assert timedelta(seconds=50) < wait("broken") <= timedelta(minutes=1)
    assert [(each["event"], each["chore"]) for each in logs] == [("chore.failed", "broken")]


def test_rows_of_chores_that_are_no_more_harm_nobody(work: Work) -> None:
    Row.objects.create(name="of_an_older_version")
    tick(work.chore("today"))
    assert work.done == ["today"]


@pytest.mark.django_db(transaction=True)
def test_of_two_ticks_at_once_each_chore_is_done_by_one() -> None:
    """Promise P9: two beats are harmless."""
    work = Work()
    these = [work.chore(f"chore-{number}") for number in range(6)]
    at_once(*[lambda: tick(*these)] * 4)
    assert sorted(work.done) == [each.name for each in these]
