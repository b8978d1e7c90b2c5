"""What was released about a customer: her own disclosures, filtered, counted and in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from consent.history import lines
from consent.history.lines import Line
from consent.models import Consent, ConsentAccount, Disclosure
from consent.proof import erasing

Customer = AbstractBaseUser | AnonymousUser

MOST = 50_000
"""How many lines a file may have; more are asked for in parts."""

_BARS, _DAYS = 12, 84
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which of her disclosures; what is empty leaves none out.

    Shape: ``assistant`` is a client id, ``consent`` a public id, ``account`` an account's ref; the
    days are those of the time zone in force, ``until`` included.
    """

    assistant: str = ""
    consent: str = ""
    account: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How much was released in some days, the last included, and in percent of the busiest."""

    first: date
    last: date
    count: int
    percent: int

    @property
    def top(self) -> int:
        """Where it ends in a chart that is 100 high, from above."""
        return 100 - self.percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many disclosures she erased whose content is still kept, and until when."""

    count: int
    until: datetime


def shown(customer: Customer, filters: Filters) -> QuerySet[Disclosure]:
    """Her own disclosures, the newest first; none that she erased or whose time is over."""
    rows = Disclosure.objects.filter(consent__customer=customer.pk, hidden_at=None)
    rows = rows.exclude(content="").filter(_within(filters.since, filters.until))
    if filters.assistant:
        rows = rows.filter(consent__assistant__client_id=filters.assistant)
    if filters.consent:
        rows = rows.filter(consent__public_id=filters.consent)
    if filters.account:
        # A ref is 22 random characters, written in the content as it is.
        rows = rows.filter(content__contains=f'"{filters.account}"')
    return rows.select_related("consent").order_by("-at", "-pk")


def page(rows: Iterable[Disclosure], now: datetime) -> list[Line]:
    """These in words."""
    return [lines.line(row, row.consent.public_id, now) for row in rows]


def batches(rows: QuerySet[Disclosure], now: datetime) -> Iterator[list[Disclosure]]:
    """All of them, a few at a time; what comes in meanwhile is left out."""
    rows = rows.filter(at__lte=now)
    left = rows
    while batch := list(left[:_AT_ONCE]):
        yield batch
        last = batch[-1]
        left = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))


def chart(customer: Customer, filters: Filters, today: date) -> list[Bar]:
    """The filtered days in at most twelve bars, or the last twelve weeks. One statement."""
    until = filters.until or max(today, filters.since or today)
    since = filters.since or until - timedelta(days=_DAYS - 1)
    step = timedelta(days=-(-((until - since).days + 1) // _BARS))
    starts: list[date] = []
    while (start := since + step * len(starts)) <= until:
        starts.append(start)
    spans = [(start, min(start + step - timedelta(days=1), until)) for start in starts]
    counts = shown(customer, replace(filters, since=since, until=until)).aggregate(
        **{f"bar{n}": Count("pk", filter=_within(*span)) for n, span in enumerate(spans)}
    )
    most = max(counts.values(), default=0) or 1
    return [
        Bar(first=first, last=last, count=count, percent=-(-count * 100 // most))
        for (first, last), count in zip(spans, counts.values(), strict=True)
    ]


def erased(customer: Customer) -> Erased | None:
    """What she erased that is still kept; None if there is nothing."""
    hidden = Disclosure.objects.filter(consent__customer=customer.pk, hidden_at__isnull=False)
    found = hidden.exclude(content="").aggregate(count=Count("pk"), latest=Max("at"))
    if not found["count"]:
        return None
    return Erased(count=found["count"], until=found["latest"] + erasing.keep())


def assistants(customer: Customer) -> list[tuple[str, str]]:
    """The assistants she ever allowed something: client id and name."""
    consents = Consent.objects.of(customer.pk).filter(granted_at__isnull=False)
    found = consents.order_by("assistant__name", "assistant__client_id").distinct()
    return list(found.values_list("assistant__client_id", "assistant__name"))


def accounts(customer: Customer) -> dict[str, str]:
    """The accounts that her consents name: ref and label."""
    named = ConsentAccount.objects.filter(consent__customer=customer.pk)
    return dict(named.order_by("label", "pk").values_list("account_ref", "label"))


def _within(since: date | None, until: date | None) -> Q:
    zone = timezone.get_current_timezone()
    within = Q()
    if since:
        within &= Q(at__gte=datetime.combine(since, time.min, zone))
    if until:
        within &= Q(at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    return within
