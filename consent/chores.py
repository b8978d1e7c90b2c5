"""Work that is due at a moment: claimed by a lease, done for a while, due again.

Whatever a chore does is derived from dates, so that one which comes late does what is due, once.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import F, Q
from django.db.models.functions import Now

from consent.models import Chore as Row

log = structlog.get_logger(__name__)

# Longer than a task may run (assistant/celery.py), so that nobody is at work when it runs out.
LEASE = timedelta(seconds=60)
_AFTER_A_FAILURE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """One kind of work: ``run`` does a batch of it and says whether there is more."""

    name: str
    every: timedelta
    run: Callable[[datetime], bool]
    longest_s: float = 1.5


def run_due(chores: Collection[Chore], now: datetime, *, within_s: float) -> None:
    """Gives each chore that is due its turn, the longest due first, as long as there is time."""
    end = time.monotonic() + within_s
    by_name = {chore.name: chore for chore in chores}
    for name in _due(by_name):
        if time.monotonic() >= end:
            return
        token = _claim(name)
        if token is not None:
            _take_turn(
                by_name[name], token, now, min(end, time.monotonic() + by_name[name].longest_s)
            )


def _due(names: Collection[str]) -> list[str]:
    known = set(Row.objects.filter(name__in=names).values_list("name", flat=True))
    missing = [Row(name=name) for name in names if name not in known]
    if missing:
        Row.objects.bulk_create(missing, ignore_conflicts=True)
    due = Row.objects.filter(name__in=names, next_at__lte=Now()).order_by("next_at", "name")
    return list(due.values_list("name", flat=True))


def _claim(name: str) -> int | None:
    """The token of a new lease; None if somebody is at it, or was a moment ago."""
    is_free = Q(lease_until=None) | Q(lease_until__lt=Now())
    free = Row.objects.filter(is_free, name=name, next_at__lte=Now())
    token = free.values_list("lease_token", flat=True).order_by("name").first()
    if token is None:
        return None
    held = free.filter(lease_token=token).update(
        lease_token=F("lease_token") + 1, lease_until=Now() + LEASE
    )
    return token + 1 if held else None


def _take_turn(chore: Chore, token: int, now: datetime, end: float) -> None:
    """Batch after batch until nothing is left or its time is up; then the others have theirs."""
    pause = timedelta()
    try:
        while is_more := chore.run(now):
            if time.monotonic() >= end:
                break
        pause = timedelta() if is_more else chore.every
    except Exception:
        # One chore that fails must not keep the others from theirs.
        log.exception("chore.failed", chore=chore.name)
        pause = _AFTER_A_FAILURE
    held = Row.objects.filter(name=chore.name, lease_token=token)
    held.update(next_at=Now() + pause, lease_until=None)
