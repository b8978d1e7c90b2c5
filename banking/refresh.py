"""A refresh: asked for, fetched outside any transaction, stored in one; and a link's end."""

import json
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from banking import access, budgets, dispatch, schedule, setbacks, storing
from banking.connector import ConnectorError, LeaseLost, NeedsCustomer
from banking.fetching import fetch, known_accounts
from banking.models import Account, Document, Link, LinkState, Refresh, RefreshOutcome
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
    began = _begin(lease, is_interactive=is_interactive, now=now)
    if began is None:
        return None
    link, refresh = began
    started = time.monotonic()

    def took() -> timedelta:
        return timedelta(seconds=time.monotonic() - started)

    try:
        stored = _fetch_and_store(lease, link, refresh, took)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the link gets its next try
        stored = Stored(outcome=setbacks.record(lease, link, problem))
        _finish(refresh, stored, took())
        _log_failure(lease, problem)
    _log(link, refresh, stored, took())
    return stored.outcome


@transaction.atomic
def _begin(lease: Lease, *, is_interactive: bool, now: datetime) -> tuple[Link, Refresh] | None:
    """The link and the refresh's row; none if the link ended a moment ago, and no trace of it."""
    held = Link.objects.held(lease.link, lease.token).select_related("institution")
    link = held.select_for_update(of=("self",)).first()
    # Nobody holds a lease that was given back, or used up: its message came twice.
    if link is None or link.lease_until is None:
        return None
    # Those still running were killed, or will find themselves fenced off.
    running = Refresh.objects.filter(link=link, outcome=RefreshOutcome.RUNNING)
    if running.update(outcome=RefreshOutcome.OVERTAKEN) and setbacks.is_parked(lease, link):
        log.error("refresh.parked", link=lease.link)
        return None
    trace_id = str(structlog.contextvars.get_contextvars().get("trace_id", ""))
    refresh = Refresh.objects.create(
        link=link,
        lease_token=lease.token,
        is_interactive=is_interactive,
        started_at=now,
        trace_id=trace_id,
    )
    return link, refresh


def _fetch_and_store(
    lease: Lease, link: Link, refresh: Refresh, took: Callable[[], timedelta]
) -> Stored:
    is_asked = refresh.is_interactive
    documents = access.documents_of(link)
    keeper = _Keeper(lease)
    way_in = access.access_to(
        link,
        is_customer_present=is_asked,
        interaction_id=_interaction_id(refresh),
        files=tuple(documents.values()),
        spend=budgets.spender(link, is_asked=is_asked),
        keep=keeper.keep,
    )
    known = known_accounts(link.pk)
    at = refresh.started_at
    try:
        fetched = fetch(link, way_in, known, now=at)
    except NeedsCustomer:
        renewing = None if keeper.has_kept else access.renewing(way_in, took().total_seconds())
        if renewing is None:
            raise
        fetched = fetch(link, renewing, known, now=at)
    with transaction.atomic():
        again_in = schedule.next_turn(link.institution)
        stored = storing.store(lease, fetched, known, again_in=again_in, fetched_at=at)
        # What could not be read of a document will not be readable tomorrow either.
        if stored.outcome is not RefreshOutcome.OVERTAKEN:
            Document.objects.filter(pk__in=documents).update(stored_at=Now(), content="")
        # In the same transaction, so that the history never tells of what was rolled back.
        _finish(refresh, stored, took())
    setbacks.forget(link.institution)
    return stored


def _interaction_id(refresh: Refresh) -> str:
    """One id for all that this refresh asks the bank: the trace's, so that both logs meet."""
    return str(uuid.UUID(hex=refresh.trace_id) if refresh.trace_id else uuid.uuid4())


class _Keeper:
    """Writes credentials that the bank renewed, as long as the lease is the newest."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self.has_kept = False

    def keep(self, credentials: Mapping[str, str]) -> None:
        held = Link.objects.held(self._lease.link, self._lease.token)
        if not held.update(credentials=json.dumps(dict(credentials))):
            raise LeaseLost
        self.has_kept = True


def _finish(refresh: Refresh, stored: Stored, took: timedelta) -> None:
    Refresh.objects.filter(pk=refresh.pk).update(
        outcome=stored.outcome,
        took=took,
        accounts=stored.accounts,
        transactions=stored.transactions,
        added=stored.added,
        changed=stored.changed,
        removed=stored.removed,
    )


def _log(link: Link, refresh: Refresh, stored: Stored, took: timedelta) -> None:
    log.info(
        "refresh.done",
        link=link.pk,
        institution=link.institution_id,
        refresh=refresh.pk,
        is_interactive=refresh.is_interactive,
        outcome=stored.outcome.value,
        took_ms=round(took.total_seconds() * 1000),
        accounts=stored.accounts,
        transactions=stored.transactions,
        added=stored.added,
        changed=stored.changed,
        removed=stored.removed,
    )


def _log_failure(lease: Lease, problem: Exception) -> None:
    """Says what failed; of the unforeseen the formatter tells where, and not its message."""
    name = type(problem).__name__
    if isinstance(problem, ConnectorError):
        log.warning("refresh.failed", link=lease.link, problem=name, message=str(problem))
    elif not isinstance(problem, LeaseLost):
        log.error("refresh.broke", link=lease.link, exc_info=problem)


@transaction.atomic
def end_link(link: Link) -> None:
    """Ends the link and erases what the bank told; a refresh that is running writes nothing.

    All of it is gone when the transaction commits: accounts with their figures, movements and
    dues, the history of refreshes, the documents, the credentials. What stays says that there was
    a link.
    """
    # First, so that the row's lock makes a refresh that is storing end before, and then be erased.
    Link.objects.filter(pk=link.pk).exclude(state=LinkState.ENDED).update(
        state=LinkState.ENDED,
        ended_at=Now(),
        lease_token=F("lease_token") + 1,
        lease_until=None,
        credentials="{}",
        reference="",
        cursor="",
        spent={},
        expires_at=None,
        fetched_at=None,
        attempts=0,
        crashes=0,
        last_problem="",
    )
    Account.objects.filter(link=link.pk).delete()
    Refresh.objects.filter(link=link.pk).delete()
    Document.objects.filter(link=link.pk).delete()
