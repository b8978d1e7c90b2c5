"""How refreshes go at each bank, in numbers: for the operator and for Prometheus."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Count,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Now

from banking.models import (
    BankEvent,
    Institution,
    Link,
    LinkQuerySet,
    LinkState,
    Refresh,
    RefreshOutcome,
    RefreshTally,
)

# What is due for longer than this is overdue: a tick comes every five seconds.
OVERDUE_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStanding:
    """One bank's links now; ``oldest_due_at`` is None if none is due.

    Shape: ``due`` and ``overdue`` are not being worked on; ``leased`` are, or wait in a queue.
    """

    institution: int
    name: str
    needs_customer: int
    due: int
    overdue: int
    leased: int
    oldest_due_at: datetime | None
    closed_until: datetime | None


def standings() -> list[BankStanding]:
    """Every bank, by name; each number read from an index that holds little else.

    Nothing is read of a link that an index has not: of a million links the rows are gigabytes.
    """
    mine = Link.objects.filter(institution=OuterRef("pk")).order_by()
    leased = mine.filter(lease_until__gte=Now())
    late = Q(next_refresh_at__lte=Now() - OVERDUE_AFTER)
    oldest = mine.unleased().filter(next_refresh_at__lte=Now()).order_by("next_refresh_at")
    banks = Institution.objects.annotate(
        needs_customer=_count(mine.filter(state=LinkState.NEEDS_CUSTOMER)),
        due=_due(mine) - _due(leased),
        overdue=_due(mine.filter(late)) - _due(leased.filter(late)),
        leased=_count(leased),
        oldest_due_at=Subquery(oldest.values("next_refresh_at")[:1]),
    )
    return [
        BankStanding(institution=bank["pk"], **{key: bank[key] for key in _SHOWN})
        for bank in banks.order_by("name").values("pk", *_SHOWN)
    ]


_SHOWN = tuple(name for name in BankStanding.__slots__ if name != "institution")


def _due(links: LinkQuerySet) -> Coalesce:
    return _count(links.filter(state=LinkState.LIVE, next_refresh_at__lte=Now()))


def _count(links: LinkQuerySet) -> Coalesce:
    # The id is in none of these indexes: to count it would be to read the rows.
    counted = links.values("institution").annotate(count=Count("*")).values("count")
    return Coalesce(Subquery(counted), 0)


def live_links() -> dict[int, int]:
    """How many live links each bank has; reads an index from end to end."""
    return _by_bank(Link.objects.filter(state=LinkState.LIVE), "institution")


def fresh_links() -> dict[int, int]:
    """How many live links of each bank hold figures of its latest turn; reads every link."""
    fresh: dict[int, int] = {}
    rhythms = Institution.objects.order_by().values_list("refresh_every_s", flat=True).distinct()
    for every_s in rhythms:
        # A turn is up to a tenth longer than the bank's rhythm (schedule.next_turn).
        since = Now() - timedelta(seconds=every_s * 1.1)
        links = Link.objects.filter(state=LinkState.LIVE, fetched_at__gte=since)
        fresh |= _by_bank(links.filter(institution__refresh_every_s=every_s), "institution")
    return fresh


def ended_since(since: datetime) -> dict[int, dict[str, int]]:
    """How the refreshes that began since then ended, by bank and outcome."""
    counted = (
        Refresh.objects.filter(started_at__gte=since)
        .exclude(outcome=RefreshOutcome.RUNNING)
        .order_by()
        .values_list("link__institution", "outcome")
        .annotate(count=Count("pk"))
    )
    ended: dict[int, dict[str, int]] = {}
    for institution, outcome, count in counted:
        ended.setdefault(institution, {})[outcome] = count
    return ended


def running() -> dict[int, int]:
    """How many refreshes of each bank are being worked on at this moment."""
    leased = Link.objects.filter(lease_until__gte=Now())
    begun = Refresh.objects.filter(
        link__in=leased, lease_token=F("link__lease_token"), outcome=RefreshOutcome.RUNNING
    )
    return _by_bank(begun, "link__institution")


def _by_bank(rows: "QuerySet[Link] | QuerySet[Refresh]", bank: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(bank).annotate(count=Count("*")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """What banks told us and nobody acted on yet."""

    waiting: int
    oldest_at: datetime | None


def inbox() -> Inbox:
    """The events that wait; read from an index that holds only them."""
    found = BankEvent.objects.filter(done_at=None).aggregate(
        waiting=Count("*"), oldest_at=Min("received_at")
    )
    return Inbox(**found)


def tallies() -> "QuerySet[RefreshTally]":
    """All that was ever counted, by bank, outcome and time taken."""
    kept = RefreshTally.objects.filter(~Q(refreshes=0)).select_related("institution")
    return kept.order_by("institution__name", "outcome", "within_ms")
