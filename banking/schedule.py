"""What is due, and who works on it: leases that run out by the database's own clock.

A lease is taken under the lock of its bank's row, so that what one bank may hold of the workers,
and how much it lets us ask, is one truth however many dispatchers there are.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from banking import budgets
from banking.models import Institution, Link, LinkedBy, LinkState

# The circuit breaker: after so many failures in a row a bank is asked by one refresh at a time.
FAILURES_TO_OPEN = 10
_NEVER = timedelta(days=36_500)
# Questions to one bank that may wait for each of the workers that answer them.
_IN_LINE = 4

# Written by hand: a claim precedes every refresh, and the ORM made it a fifth of it. SQLite has
# neither row locks nor a need for them: its transaction already is the only one that writes.
_DIALECTS = {
    "postgresql": {
        "now": "STATEMENT_TIMESTAMP()",
        "later": "STATEMENT_TIMESTAMP() + %s * INTERVAL '1 s'",
        "lock": "FOR UPDATE",
        "skip": "FOR UPDATE SKIP LOCKED",
    },
    "sqlite": {
        "now": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
        "later": "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', %s || ' seconds')",
        "lock": "",
        "skip": "",
    },
}
_WAITING = """
    SELECT id, oldest FROM (
        SELECT bank.id AS id, (
            SELECT link.next_refresh_at FROM banking_link link
             WHERE link.institution_id = bank.id AND link.state = 'live'
               AND link.next_refresh_at <= {now}
               AND (link.lease_until IS NULL OR link.lease_until < {now})
             ORDER BY link.next_refresh_at LIMIT 1
        ) AS oldest
          FROM banking_institution bank
         WHERE bank.closed_until IS NULL OR bank.closed_until < {now}
    ) waiting
     WHERE oldest IS NOT NULL ORDER BY oldest, id
"""
_LOCK = """
    SELECT failures, most_at_once FROM banking_institution
     WHERE id = %s AND (closed_until IS NULL OR closed_until < {now}) {lock}
"""
_RUNNING = """
    SELECT COUNT(*), COALESCE(SUM(CASE WHEN is_asked THEN 1 ELSE 0 END), 0),
           EXISTS(SELECT 1 FROM banking_budget WHERE institution_id = %s)
      FROM banking_link WHERE institution_id = %s AND lease_until >= {now}
"""
_DUE = "%s = 0 AND next_refresh_at <= {now} ORDER BY next_refresh_at, id"
_ONE = "id = %s"
_LEASE = """
    WITH free AS MATERIALIZED (
        SELECT id FROM banking_link
         WHERE institution_id = %s AND state = 'live'
           AND (lease_until IS NULL OR lease_until < {now}) AND {due} LIMIT %s {skip}
    )
    UPDATE banking_link SET lease_token = lease_token + 1, is_asked = %s, lease_until = {later}
     WHERE id IN (SELECT id FROM free) RETURNING next_refresh_at, id, lease_token
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to write a link's figures, until it runs out or a newer one is taken."""

    link: int
    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """At which bank, for whom; ``link`` is 0 for whichever is due."""

    bank: int
    is_asked: bool
    is_alone: bool
    link: int = 0


class _Bank(NamedTuple):
    """What a claim needs to know of a bank."""

    pk: int
    failures: int
    most_at_once: int | None
    running: int
    asked: int
    has_budgets: bool


def claim_due(limit: int) -> list[Lease]:
    """Leases on links that are due, those of the bank that waits longest first.

    Shape: at most ``limit``, and of one bank no more than its share; another dispatcher gets
    others.
    """
    leases: list[Lease] = []
    banks = _banks_with_due_links() if limit > 0 else []
    for bank in banks:
        if len(leases) == limit:
            break
        claim = _Claim(bank=bank, is_asked=False, is_alone=len(banks) == 1 and _is_alone(bank))
        leases += _claim(claim, limit - len(leases))
    return leases


def claim_now(link_id: int) -> Lease | None:
    """A lease on the link, due or not.

    Shape: None if somebody works on it, it is not live or parked, or its bank may not be called.
    """
    # Over a parked link workers died; a question must not kill those that answer questions.
    link = Link.objects.askable().unparked().filter(pk=link_id).only("institution").first()
    if link is None:
        return None
    bank = link.institution_id
    claim = _Claim(bank=bank, is_asked=True, is_alone=_is_alone(bank), link=link_id)
    return next(iter(_claim(claim, 1)), None)


def _banks_with_due_links() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING.format(**_words()), [])
        return [bank for bank, oldest in cursor.fetchall()]


def _words() -> dict[str, str]:
    return _DIALECTS[connection.vendor]


def _is_alone(bank: int) -> bool:
    """Whether no other bank has links that could want a worker."""
    live = Link.objects.filter(institution=OuterRef("pk"), state=LinkState.LIVE)
    return not Institution.objects.exclude(pk=bank).filter(Exists(live)).exists()


@transaction.atomic
def _claim(claim: _Claim, limit: int) -> list[Lease]:
    bank = _locked(claim.bank)
    room = min(limit, _room(bank, claim)) if bank else 0
    if bank is None or room <= 0:
        return []
    due = _ONE if claim.link else _DUE
    with connection.cursor() as cursor:
        cursor.execute(
            _LEASE.format(due=due.format(**_words()), **_words()),
            [bank.pk, claim.link, room, claim.is_asked, settings.REFRESH_LEASE_S],
        )
        leased = sorted(cursor.fetchall())
    leases = [Lease(link=pk, token=token) for _, pk, token in leased]
    return _affordable(bank, leases, claim) if bank.has_budgets and leases else leases


def _locked(pk: int) -> _Bank | None:
    """The bank, if it may be called; nobody else claims of it before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(**_words()), [pk])
        locked = cursor.fetchone()
        if locked is None:
            return None
        # A statement of its own: one that waited for the lock sees what was before it.
        cursor.execute(_RUNNING.format(**_words()), [pk, pk])
        return _Bank(pk, *locked, *cursor.fetchone())


def _room(bank: _Bank, claim: _Claim) -> int:
    """How many more refreshes of the kind may run at the bank."""
    of_kind = bank.asked if claim.is_asked else bank.running - bank.asked
    room = _share(bank, claim) - of_kind
    if bank.failures >= FAILURES_TO_OPEN:
        return min(room, 1 - bank.running)
    if bank.most_at_once is None:
        return room
    # The bank's last place is for a customer who waits.
    kept = 1 if not claim.is_asked and bank.most_at_once > 1 else 0
    return min(room, bank.most_at_once - kept - bank.running)


def _share(bank: _Bank, claim: _Claim) -> int:
    """How many of the workers the bank may hold: all of them only if there is no other bank."""
    slots: int = settings.REFRESH_SLOTS["interactive" if claim.is_asked else "scheduled"]
    if claim.is_asked and not bank.failures:
        # A customer rather waits her turn than hears an old figure, while the bank is quick.
        return _IN_LINE * slots
    return slots if claim.is_alone else max(1, slots * 3 // 4)


def _affordable(bank: _Bank, leases: list[Lease], claim: _Claim) -> list[Lease]:
    """Those whose budgets have something left; the others are given back until theirs do."""
    waits_s = _waits_s(bank, leases, claim)
    for lease in leases:
        if waits_s[lease.link]:
            release(lease)
        if waits_s[lease.link] and not claim.is_asked:
            # Spread, so that those whose budgets open together are not due together.
            spread = random.uniform(1, 1.1)  # noqa: S311 - nobody gains by guessing it
            later = Now() + timedelta(seconds=waits_s[lease.link] * spread)
            Link.objects.filter(pk=lease.link).update(next_refresh_at=later)
    return [lease for lease in leases if not waits_s[lease.link]]


def _waits_s(bank: _Bank, leases: list[Lease], claim: _Claim) -> dict[int, int]:
    """How long each link's refresh has to wait for the strictest of its budgets."""
    institution = Institution.objects.only("customer_address", "spent").get(pk=bank.pk)
    binding = budgets.binding(institution, is_asked=claim.is_asked)
    links = Link.objects.filter(pk__in=[lease.link for lease in leases])
    now = timezone.now()
    return {
        pk: max(
            (budgets.wait_s(each, institution.spent, spent, now) for each in binding), default=0
        )
        for pk, spent in links.values_list("pk", "spent")
    }


def next_turn(bank: Institution) -> timedelta:
    """When a link that was just read is due again: spread, so that no two stay together for ever.

    A bank that is not asked, because its customers hand in documents, has no turn of its own.
    """
    if bank.linked_by == LinkedBy.UPLOAD:
        return _NEVER
    spread = random.uniform(0.9, 1.1)  # noqa: S311 - nobody gains by guessing it
    return timedelta(seconds=bank.refresh_every_s * spread)


def release(lease: Lease) -> None:
    """Gives back a lease whose work never started; what was due stays due."""
    Link.objects.held(lease.link, lease.token).update(lease_until=None)


def free_slots() -> int:
    """How many scheduled refreshes the workers could run besides those that are under way."""
    slots: int = settings.REFRESH_SLOTS["scheduled"]
    return slots - Link.objects.filter(lease_until__gte=Now(), is_asked=False).count()


def is_leased(link_id: int) -> bool:
    """Whether somebody works on the link."""
    return Link.objects.filter(pk=link_id, lease_until__gte=Now()).exists()


def is_waiting(link_id: int, since: datetime | None) -> bool:
    """Whether the link is worked on and its figures are still those of ``since``."""
    older = Q(fetched_at=None) | Q(fetched_at__lte=since) if since else Q(fetched_at=None)
    return Link.objects.filter(
        older, pk=link_id, state=LinkState.LIVE, lease_until__gte=Now()
    ).exists()
