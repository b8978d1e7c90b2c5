"""A refresh: asked for, fetched outside any transaction, stored in one; and a link's end."""

import time
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F

from banking import dispatch, schedule, setbacks, storing
from banking.connector import ConnectorError
from banking.fetching import fetch
from banking.models import Account, Link, LinkState, Refresh, RefreshOutcome
from banking.schedule import Lease
from banking.storing import Stored

log = structlog.get_logger(__name__)


def ask(link_id: int) -> bool:
    """Asks for a refresh now; returns within a second even if the broker is down.

    Returns:
        Whether one is under way, newly asked for or already running.

    """
    lease = schedule.claim_now(link_id)
    if lease is None:
        return schedule.is_leased(link_id)
    sent: list[bool] = []
    transaction.on_commit(lambda: sent.append(dispatch.send(lease, "interactive")))
    return sent != [False]


def is_done(link_id: int, since: datetime | None) -> bool:
    """Whether newer figures than those of ``since`` are stored, or nobody works on it any more.

    One small SELECT, for polling outside a transaction.
    """
    return not schedule.is_waiting(link_id, since)


def run(
    link_id: int, lease_token: int, *, is_interactive: bool, now: datetime
) -> RefreshOutcome | None:
    """Fetches the link and stores what the bank said.

    Returns:
        What came of it; None if the lease had been overtaken before anything was fetched.

    """
    lease = Lease(link=link_id, token=lease_token)
    link = Link.objects.held(link_id, lease_token).select_related("institution").first()
    # Nobody holds a lease that was given back, or used up: its message came twice.
    if link is None or link.lease_until is None:
        return None
    refresh = _begin(lease, is_interactive=is_interactive, now=now)
    if refresh is None:
        return None
    started = time.monotonic()
    try:
        stored = _fetch_and_store(lease, link, refresh)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the link gets its next try
        stored = Stored(outcome=setbacks.record(lease, link, problem))
        _log(lease, problem)
    _finish(refresh, stored, timedelta(seconds=time.monotonic() - started))
    return stored.outcome


@transaction.atomic
def _begin(lease: Lease, *, is_interactive: bool, now: datetime) -> Refresh | None:
    """The refresh's row; none if the link ended a moment ago, and leaves no trace of itself."""
    if not Link.objects.held(lease.link, lease.token).select_for_update().exists():
        return None
    history = Refresh.objects.filter(link=lease.link)
    history.filter(started_at__lt=now - timedelta(days=settings.REFRESH_KEEP_DAYS)).delete()
    # Those still running were killed, or will find themselves fenced off.
    history.filter(outcome=RefreshOutcome.RUNNING).update(outcome=RefreshOutcome.OVERTAKEN)
    return Refresh.objects.create(
        link_id=lease.link, lease_token=lease.token, is_interactive=is_interactive, started_at=now
    )


def _fetch_and_store(lease: Lease, link: Link, refresh: Refresh) -> Stored:
    fetched = fetch(link, is_interactive=refresh.is_interactive, now=refresh.started_at)
    again_in = timedelta(seconds=link.institution.refresh_every_s)
    with transaction.atomic():
        stored = storing.store(lease, fetched, again_in=again_in, fetched_at=refresh.started_at)
        # In the same transaction, so that the history never tells of what was rolled back.
        _finish(refresh, stored, timedelta())
    setbacks.forget(link.institution_id)
    return stored


def _finish(refresh: Refresh, stored: Stored, took: timedelta) -> None:
    Refresh.objects.filter(pk=refresh.pk).update(
        outcome=stored.outcome,
        took=took,
        accounts=stored.accounts,
        transactions=stored.transactions,
    )


def _log(lease: Lease, problem: Exception) -> None:
    """Says what failed; of the unforeseen the formatter tells where, and not its message."""
    name = type(problem).__name__
    if isinstance(problem, ConnectorError):
        log.warning("refresh.failed", link=lease.link, problem=name, message=str(problem))
        return
    log.error("refresh.broke", link=lease.link, exc_info=problem)


@transaction.atomic
def end_link(link: Link) -> None:
    """Ends the link and erases what the bank told; a refresh that is running writes nothing.

    All of it is gone when the transaction commits: accounts with their figures, movements and
    dues, the history of refreshes, the credentials. What stays says that there was a link.
    """
    # First, so that the row's lock makes a refresh that is storing end before, and then be erased.
    Link.objects.filter(pk=link.pk).update(
        state=LinkState.ENDED,
        lease_token=F("lease_token") + 1,
        lease_until=None,
        credentials="{}",
        fetched_at=None,
        attempts=0,
        last_problem="",
    )
    Account.objects.filter(link=link.pk).delete()
    Refresh.objects.filter(link=link.pk).delete()


@transaction.atomic
def end_links_of(customer: int) -> int:
    """Ends every link of the customer; how many there were."""
    links = Link.objects.filter(customer=customer).exclude(state=LinkState.ENDED).order_by("pk")
    ended = [end_link(link) for link in links]
    return len(ended)
