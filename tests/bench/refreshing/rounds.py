"""One round: everything is due at once, and the workers are timed until nothing is."""

import time
from datetime import timedelta

from django.db.models.functions import Now
from django.test import override_settings

from banking import dispatch, schedule
from banking.models import Link, Refresh, RefreshOutcome
from tests.bench.refreshing import links

_WITHIN_S = 300
_TICK_S = 1.0


def rate(first: int, count: int, slots: int) -> float:
    """Refreshes per second, from the moment all were due to the end of the last.

    Raises:
        RuntimeError: They did not all come through, or one stored another number of movements.

    """
    with override_settings(REFRESH_SLOTS={"scheduled": slots, "interactive": 1}):
        _play(first, min(8, count))  # until each process has done something
        links.forget_new()
        Refresh.objects.all().delete()
        began = time.perf_counter()
        _play(first, count)
        seconds = time.perf_counter() - began
    stored = Refresh.objects.filter(outcome=RefreshOutcome.STORED, added=10, changed=0)
    if stored.count() != count:
        message = f"Of {count} links {stored.count()} were stored as expected"
        raise RuntimeError(message)
    return count / seconds


def learn(first: int, count: int, slots: int) -> None:
    """What the links know before the first round."""
    with override_settings(REFRESH_SLOTS={"scheduled": slots, "interactive": 1}):
        _play(first, count)


def _play(first: int, count: int) -> None:
    due_at = links.make_due(first, count)
    ends_at = time.monotonic() + _WITHIN_S
    ticked = 0.0
    of_round = Link.objects.filter(pk__gte=first, pk__lt=first + count)
    while of_round.filter(next_refresh_at__lte=due_at).exists():
        # As beat would; the workers go on by themselves in between.
        if time.monotonic() - ticked > _TICK_S:
            ticked = time.monotonic()
            dispatch.send_due(schedule.free_slots())
        if time.monotonic() > ends_at:
            message = "The workers did not come to an end"
            raise RuntimeError(message)
        time.sleep(0.02)


def dispatched_per_s(first: int, count: int) -> float:
    """How many leases are taken and published in a second."""
    links.make_due(first, count)
    with override_settings(REFRESH_SLOTS={"scheduled": 2 * count, "interactive": 1}):
        began = time.perf_counter()
        sent = dispatch.send_due(count)
        seconds = time.perf_counter() - began
    if sent != count:
        message = f"Of {count} links {sent} were dispatched"
        raise RuntimeError(message)
    # Nobody will work on them: they are given back, and are not due for long.
    Link.objects.filter(pk__gte=first, pk__lt=first + count).update(
        lease_until=None, next_refresh_at=Now() + timedelta(days=1)
    )
    return sent / seconds
