"""Each refresh that ended is counted once, whoever counts, and stays counted when it is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from banking.models import Refresh, RefreshOutcome, RefreshTally
from banking.seeing import tallies
from tests.banking.conftest import make_institution, make_link
from tests.banking.seeing.conftest import ended


def tallied() -> list[tuple[str, str, int, int, float]]:
    columns = ("institution__name", "outcome", "within_ms", "refreshes", "seconds")
    rows = RefreshTally.objects.order_by(*columns[:3]).values_list(*columns)
    return [(*row[:4], round(row[4], 3)) for row in rows]


@pytest.mark.django_db
def test_refreshes_are_counted_by_bank_outcome_and_time() -> None:
    one, other = make_link("alice"), make_link("bob", make_institution("Another Bank"))
    ended(one, took_s=0.2)
    ended(one, took_s=0.24)
    ended(one, took_s=3)
    ended(one, RefreshOutcome.UNREACHABLE, took_s=15.01)
    ended(other, took_s=31)
    ended(other, RefreshOutcome.OVERTAKEN, took_s=0)

    assert tallies.count() == 6

    assert tallied() == [
        ("Another Bank", "overtaken", tallies.NEVER_ENDED_MS, 1, 0.0),
        ("Another Bank", "stored", tallies.LONGER_MS, 1, 31.0),
        ("Example Bank", "stored", 250, 2, 0.44),
        ("Example Bank", "stored", 5_000, 1, 3.0),
        ("Example Bank", "unreachable", 30_000, 1, 15.01),
    ]


@pytest.mark.django_db
def test_what_is_counted_is_not_counted_again_and_what_comes_is_added() -> None:
    link = make_link()
    ended(link)
    tallies.count()
    ended(link)

    assert [tallies.count(), tallies.count()] == [1, 0]

    assert tallied() == [("Example Bank", "stored", 250, 2, 0.4)]


@pytest.mark.django_db
def test_one_that_still_runs_is_counted_once_it_ended() -> None:
    """A refresh that began earlier than others may end later than they are counted."""
    link = make_link()
    running = ended(link, RefreshOutcome.RUNNING, took_s=0)
    ended(link)
    assert tallies.count() == 1

    Refresh.objects.filter(pk=running.pk).update(
        outcome=RefreshOutcome.REFUSED, took=timedelta(seconds=9)
    )

    assert tallies.count() == 1
    assert ("Example Bank", "refused", 10_000, 1, 9.0) in tallied()


@pytest.mark.django_db
def test_numbers_never_fall_when_rows_are_forgotten() -> None:
    ended(make_link())
    tallies.count()
    before = tallied()
    Refresh.objects.all().delete()

    tallies.count()

    assert tallied() == before


@pytest.mark.django_db
def test_a_long_backlog_is_counted_in_steps_and_not_all_at_once() -> None:
    link = make_link()
    for _ in range(5):
        ended(link)

    assert tallies.count(batch=2, most=4) == 4
    assert tallies.count(batch=2, most=4) == 1


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0, 0), (0.0001, 100), (0.1, 100), (0.1001, 250), (30, 30_000), (30.1, tallies.LONGER_MS)],
)
def test_a_bucket_holds_what_took_no_longer_than_its_bound(seconds: float, bucket: int) -> None:
    assert tallies.bucket_of(timedelta(seconds=seconds)) == bucket


@pytest.mark.django_db(transaction=True)
def test_ticks_that_count_at_once_count_each_refresh_once() -> None:
    link = make_link()
    for _ in range(60):
        ended(link)

    def count(_: int) -> int:
        try:
            return tallies.count(batch=7)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        counted = sum(threads.map(count, range(12)))

    assert counted == 60
    assert tallied() == [("Example Bank", "stored", 250, 60, 12.0)]
