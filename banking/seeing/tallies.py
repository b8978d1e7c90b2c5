"""Counts how refreshes ended, so that the numbers stay when the refreshes' rows go."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from banking.models import Refresh, RefreshOutcome, RefreshTally

# Upper bounds of what a refresh took, in milliseconds; a worker stops at 30 seconds.
BUCKETS_MS = (100, 250, 500, 1_000, 2_500, 5_000, 10_000, 15_000, 30_000)
# PostgreSQL's largest integer: the bucket for whatever took longer.
LONGER_MS = 2_147_483_647
# Killed, or fenced off: nobody knows how long they took.
NEVER_ENDED_MS = 0

_Kind = tuple[int, str, int]


def count(*, batch: int = 2_000, most: int = 10_000) -> int:
    """Adds the refreshes that ended since to their tallies, each once; how many they were.

    A row says itself whether it is counted. A number up to which all were would miss those that
    began early and ended late.
    """
    counted = 0
    while counted < most:
        step = _count(min(batch, most - counted))
        counted += step
        if step < batch:
            break
    return counted


@transaction.atomic
def _count(batch: int) -> int:
    # Another tick takes others; what is rolled back is counted by the next one.
    ended = (
        Refresh.objects.filter(is_tallied=False)
        .exclude(outcome=RefreshOutcome.RUNNING)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
        .values_list("pk", "link__institution_id", "outcome", "took")[:batch]
    )
    took_by_kind, seen = defaultdict[_Kind, list[timedelta]](list), list[int]()
    for pk, institution, outcome, took in ended:
        took_by_kind[institution, outcome, bucket_of(took)].append(took)
        seen.append(pk)
    if seen:
        _add(took_by_kind)
        Refresh.objects.filter(pk__in=seen).update(is_tallied=True)
    return len(seen)


def bucket_of(took: timedelta) -> int:
    """The least upper bound in milliseconds."""
    if not took:
        return NEVER_ENDED_MS
    return next((each for each in BUCKETS_MS if took <= timedelta(milliseconds=each)), LONGER_MS)


def _add(took_by_kind: Mapping[_Kind, Collection[timedelta]]) -> None:
    # In one order everywhere, so that no two ticks wait for each other.
    kinds = sorted(took_by_kind)
    RefreshTally.objects.bulk_create(
        [
            RefreshTally(institution_id=institution, outcome=outcome, within_ms=within_ms)
            for institution, outcome, within_ms in kinds
        ],
        ignore_conflicts=True,
    )
    for kind in kinds:
        institution, outcome, within_ms = kind
        took = took_by_kind[kind]
        RefreshTally.objects.filter(
            institution=institution, outcome=outcome, within_ms=within_ms
        ).update(
            refreshes=F("refreshes") + len(took),
            seconds=F("seconds") + sum(took, timedelta()).total_seconds(),
        )
