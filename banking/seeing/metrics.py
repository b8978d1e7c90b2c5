"""How refreshes go, as Prometheus reads it: from the database, the same in whichever process.

Labels name banks, states and outcomes; nothing here is about a customer.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from banking.models import LinkState, RefreshTally
from banking.seeing import standings, tallies

# Counting a million links takes half a second, and how many there are changes slowly.
_LIVE, _LIVE_KEPT_S = "metrics:live-links", 300


@require_safe
def collected(request: HttpRequest) -> HttpResponse:
    """The metrics, for whoever brings the token; without a token set there is no such page."""
    if not settings.METRICS_TOKEN:
        return HttpResponse(status=404)
    if not _is_allowed(request.headers.get("Authorization", "")):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    scrape = CollectorRegistry()
    scrape.register(Refreshes(timezone.now()))
    return HttpResponse(
        generate_latest(scrape),
        content_type=CONTENT_TYPE_PLAIN_0_0_4,
        headers={"Cache-Control": "no-store"},
    )


def _is_allowed(authorization: str) -> bool:
    scheme, _, token = authorization.partition(" ")
    is_same = secrets.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    return is_same and scheme.lower() == "bearer"


class Refreshes(Collector):
    """What the database says at this moment, and of the live links in the last five minutes."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def describe(self) -> Iterable[Metric]:
        """Nothing: whoever registers this must not make it read the database."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Reads the database, in three statements, or four."""
        yield from self._links(standings.standings())
        yield from self._inbox(standings.inbox())
        counted = list(standings.tallies())
        yield _refreshes(counted)
        yield _durations(counted)

    def _links(self, banks: list[standings.BankStanding]) -> Iterator[Metric]:
        live: dict[int, int] = cache.get_or_set(_LIVE, standings.live_links, _LIVE_KEPT_S) or {}
        states = _gauge("links", "Links by state.", "institution", "state")
        closed = _gauge("institution_closed", "1 while a bank is not called.", "institution")
        oldest = _gauge(
            "oldest_due_seconds", "For how long the oldest due link has been.", "institution"
        )
        for bank in banks:
            states.add_metric([bank.name, LinkState.LIVE], live.get(bank.institution, 0))
            states.add_metric([bank.name, LinkState.NEEDS_CUSTOMER], bank.needs_customer)
            is_closed = bank.closed_until is not None and bank.closed_until > self._now
            closed.add_metric([bank.name], int(is_closed))
            oldest.add_metric([bank.name], self._age(bank.oldest_due_at))
        yield from (states, closed, oldest)
        for name, words in (
            ("due", "Links that are due, and on which nobody works."),
            ("overdue", "Links that have been due for more than a minute."),
            ("leased", "Links that are being read, or wait in a queue for it."),
        ):
            gauge = _gauge(f"links_{name}", words, "institution")
            for bank in banks:
                gauge.add_metric([bank.name], getattr(bank, name))
            yield gauge

    def _inbox(self, inbox: standings.Inbox) -> Iterator[Metric]:
        waiting = _gauge("bank_events_waiting", "Banks' events that nobody acted on yet.")
        waiting.add_metric([], inbox.waiting)
        oldest = _gauge("bank_events_oldest_seconds", "For how long the oldest of them has waited.")
        oldest.add_metric([], self._age(inbox.oldest_at))
        yield from (waiting, oldest)

    def _age(self, moment: datetime | None) -> float:
        return max(0.0, (self._now - moment).total_seconds()) if moment else 0.0


def _gauge(name: str, words: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"sayso_{name}", words, labels=labels)


def _refreshes(counted: Iterable[RefreshTally]) -> Metric:
    ended = CounterMetricFamily(
        "sayso_refreshes", "Refreshes that ended, ever.", labels=("institution", "outcome")
    )
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for tally in counted:
        sums[tally.institution.name, tally.outcome] += tally.refreshes
    for labels, refreshes in sums.items():
        ended.add_metric(labels, refreshes)
    return ended


def _durations(counted: Iterable[RefreshTally]) -> Metric:
    took = HistogramMetricFamily(
        "sayso_refresh_seconds",
        "What refreshes took that ran to their end, whatever it was.",
        labels=("institution",),
    )
    buckets: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    seconds: dict[str, float] = defaultdict(float)
    for tally in counted:
        if tally.within_ms != tallies.NEVER_ENDED_MS:
            buckets[tally.institution.name][tally.within_ms] += tally.refreshes
            seconds[tally.institution.name] += tally.seconds
    for name, own in buckets.items():
        took.add_metric([name], _cumulative(own), sum_value=seconds[name])
    return took


def _cumulative(own: dict[int, int]) -> list[tuple[str, int]]:
    """A bucket holds all that took no longer than its bound (Prometheus' exposition format)."""
    up_to, so_far = list[tuple[str, int]](), 0
    for bound in (*tallies.BUCKETS_MS, tallies.LONGER_MS):
        so_far += own.get(bound, 0)
        label = "+Inf" if bound == tallies.LONGER_MS else str(bound / 1000)
        up_to.append((label, so_far))
    return up_to
