"""The outbox: notices claimed by a lease, sent, and settled by whoever holds the newest lease.

A process that dies between sending and settling leaves a lease that runs out; the mail is then sent
again under the same Message-ID, by which mailboxes know it as the one they have.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import structlog
from django.core import mail
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from consent import audit
from consent.models import Notice
from consent.writing import bank_news, letters, notices

log = structlog.get_logger(__name__)

# Longer than a task may run (assistant/celery.py), so that nobody is at work when it runs out.
LEASE = timedelta(seconds=60)
# A minute, doubled up to six hours: a mail server may be down for about four days.
ATTEMPTS = 25
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 60, 6 * 3600
_BATCH = 20
# After so many failures in a row it is the server, not the mail: the next tick does better.
_FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to send a notice, until it runs out or a newer one is taken."""

    notice: int
    token: int


def claim(limit: int = _BATCH) -> list[Lease]:
    """Leases on the notices that are due, oldest first; another sender gets others."""
    with transaction.atomic():
        is_free = Q(lease_until=None) | Q(lease_until__lt=Now())
        due = Notice.objects.filter(is_free, settled_at=None, due_at__lte=Now())
        # SQLite locks nothing here: its transaction already is the only one that writes.
        free = due.order_by("due_at", "pk").select_for_update(skip_locked=True)[:limit]
        held = dict(free.values_list("pk", "lease_token"))
        Notice.objects.filter(pk__in=held).update(
            lease_token=F("lease_token") + 1, lease_until=Now() + LEASE
        )
    return [Lease(notice=pk, token=token + 1) for pk, token in held.items()]


def send_due(now: datetime, *, within_s: float) -> int:
    """Sends what is due for as many seconds, the oldest first; how many were sent."""
    end = time.monotonic() + within_s
    sent = 0
    with _Post() as post:
        while time.monotonic() < end and not post.is_down and (leases := claim()):
            done = 0
            for lease, notice in _with_notices(leases):
                sent += _settle(lease, notice, post, now)
                done += 1
                if time.monotonic() >= end or post.is_down:
                    break
            release(leases[done:])
    return sent


def _with_notices(leases: Sequence[Lease]) -> Iterator[tuple[Lease, Notice]]:
    found = {each.pk: each for each in notices.by_ids(lease.notice for lease in leases)}
    return ((lease, found[lease.notice]) for lease in leases)


def _settle(lease: Lease, notice: Notice, post: "_Post", now: datetime) -> bool:
    """Sends one notice and says so, or says why not; whether it was sent."""
    problem = _obstacle(notice, now)
    if problem:
        _held(lease).update(settled_at=Now(), lease_until=None, problem=problem)
        return False
    try:
        post.send(letters.written(notice, now))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again and shown
        _put_off(lease, notice, error, now)
        return False
    held = _held(lease).update(sent_at=Now(), settled_at=Now(), lease_until=None, problem="")
    return bool(held)


def _obstacle(notice: Notice, now: datetime) -> str:
    customer = notice.customer
    if not customer.is_active and not notices.is_for_the_inactive(notice):
        return "inactive"
    is_of_a_bank = notice.kind == Notice.Kind.BANK
    is_moot = is_of_a_bank and bank_news.bank_of(notice, now) is None
    if is_moot or not notices.is_needed(notice, now):
        return notices.NOT_NEEDED
    return "" if customer.email else "no_address"


def _put_off(lease: Lease, notice: Notice, error: Exception, now: datetime) -> None:
    """Tries again later; after the last attempt the operator is told."""
    name = type(error).__name__[:60]
    log.warning("notice.not_sent", notice=notice.pk, error=name, attempts=notice.attempts + 1)
    fields: dict[str, Any] = {"attempts": F("attempts") + 1, "lease_until": None, "problem": name}
    if notice.attempts + 1 < ATTEMPTS:
        _held(lease).update(due_at=Now() + pause(notice.attempts), **fields)
        return
    with transaction.atomic():
        if _held(lease).update(settled_at=Now(), **fields):
            subject = str(notice.customer.public_id)
            audit.record(
                "notice.given_up", actor="outbox", subject=subject, detail=notice.kind, now=now
            )
            log.error("notice.given_up", notice=notice.pk, error=name)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many earlier attempts; spread, so that they do not come at once."""
    doubled_s = min(_FIRST_PAUSE_S * 2 ** min(attempts, 20), _LONGEST_PAUSE_S)
    return timedelta(seconds=doubled_s * random.uniform(1, 1.5))  # noqa: S311 - nobody gains by it


def release(leases: Sequence[Lease]) -> None:
    """Gives back leases whose work never started; what was due stays due."""
    for lease in leases:
        _held(lease).update(lease_until=None)


def _held(lease: Lease) -> QuerySet[Notice]:
    """The notice, if it is unsettled and nobody took a newer lease on it."""
    return Notice.objects.filter(pk=lease.notice, lease_token=lease.token, settled_at=None)


class _Post:
    """One connection to the mail server for all the letters of a tick."""

    def __init__(self) -> None:
        self._connection = mail.get_connection()
        self._failures = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    @property
    def is_down(self) -> bool:
        return self._failures >= _FAILURES_IN_A_ROW

    def send(self, letter: mail.EmailMultiAlternatives) -> None:
        try:
            self._connection.open()
            self._connection.send_messages([letter])
        except Exception:
            self._failures += 1
            self._connection.close()
            raise
        self._failures = 0
