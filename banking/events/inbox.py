"""What banks tell us of their own accord: kept before they get their answer, acted on by ticks."""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest, Least, Now

from banking.connector import Unreadable
from banking.models import BankEvent, Institution, Link, LinkQuerySet, LinkState, RefreshOutcome
from banking.models.links import PARKED
from banking.refresh import end_link
from banking.standard import Event, EventKind

# Longer than any ear believes an event (a week): what is told again later is refused by its age.
KEPT = timedelta(days=8)
_LONGEST = 256
# A failed refresh set these links' next try, or their bank did; an event is no reason to hurry.
_WAITING = (RefreshOutcome.RATE_LIMITED.value, PARKED)

log = structlog.get_logger(__name__)


def keep(institution: Institution, events: Sequence[Event], now: datetime) -> None:
    """Writes the events down, each once however often it is told; committed when it returns.

    Raises:
        Unreadable: One has no id, or words that no column of ours could hold.

    """
    rows = [
        BankEvent(
            institution=institution,
            event_id=_id_of(event),
            kind=event.kind,
            reference=_bounded(event.reference),
            received_at=now,
        )
        for event in events
    ]
    BankEvent.objects.bulk_create(rows, ignore_conflicts=True)


def _id_of(event: Event) -> str:
    if event.id:
        return _bounded(event.id)
    message = "The bank's event has no id"
    raise Unreadable(message)


def _bounded(words: str) -> str:
    if len(words) <= _LONGEST and "\0" not in words:
        return words
    message = "The bank's event has an id or a reference that is none"
    raise Unreadable(message)


def act(now: datetime, *, within_s: float = 2.0) -> int:
    """Acts on what banks told us, oldest first, for so long; how many events that were.

    Each in a transaction of its own; other ticks take others. An event for a link that is being
    read waits for the end of that: what is read may be older than the event.
    """
    acted, broken, ends_at = 0, list[int](), time.monotonic() + within_s
    while time.monotonic() < ends_at:
        try:
            if not _act_on_next(now, broken):
                break
            acted += 1
        except _Broken as problem:
            # It stays, for the next tick, and must not keep the other links' events waiting.
            broken.append(problem.event)
            log.exception("bank_event.broke", bank_event=problem.event, exc_info=problem.__cause__)
    return acted


class _Broken(Exception):  # noqa: N818 - what it is
    """Acting on this event failed."""

    def __init__(self, event: int) -> None:
        super().__init__(event)
        self.event = event


@transaction.atomic
def _act_on_next(now: datetime, broken: Collection[int]) -> bool:
    event = (
        BankEvent.objects.filter(~Exists(_being_read()), done_at=None)
        .exclude(pk__in=broken)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("received_at", "pk")
        .first()
    )
    if event is None:
        return False
    try:
        found = _affect(event)
    except Exception as problem:
        raise _Broken(event.pk) from problem
    BankEvent.objects.filter(pk=event.pk).update(done_at=now, found=found)
    log.info(
        "bank_event.done",
        bank_event=event.pk,
        institution=event.institution_id,
        kind=event.kind,
        found=found,
    )
    return True


def _being_read() -> LinkQuerySet:
    return Link.objects.filter(
        institution=OuterRef("institution"),
        reference=OuterRef("reference"),
        lease_until__gte=Now(),
    ).exclude(reference="")


def _affect(event: BankEvent) -> bool:
    """Does what the event asks for; whether there is a link that it is about."""
    links = Link.objects.filter(institution=event.institution_id, reference=event.reference)
    # Links without a name at their bank are nobody's whom a bank could mean.
    links = links.exclude(reference="").exclude(state=LinkState.ENDED)
    if not links.exists():
        return False
    _EFFECTS[EventKind(event.kind)](links, event.institution_id)
    return True


def _bring_forward(links: LinkQuerySet, institution: int) -> None:
    """Makes them due now, or when their bank may be called again."""
    banks = Institution.objects.filter(pk=institution)
    closed_until = banks.values_list("closed_until", flat=True).get()
    eager = links.filter(state=LinkState.LIVE, attempts=0).exclude(last_problem__in=_WAITING)
    opens = Greatest(Now(), closed_until) if closed_until else Now()
    eager.update(next_refresh_at=Least(F("next_refresh_at"), opens))


def _revive(links: LinkQuerySet, _institution: int) -> None:
    """They are read again at once, whatever held them up."""
    links.update(state=LinkState.LIVE, next_refresh_at=Now(), attempts=0, last_problem="")


def _stop(links: LinkQuerySet, _institution: int) -> None:
    """No refresh until the customer was at her bank; one that is running writes nothing."""
    links.filter(state=LinkState.LIVE).update(
        state=LinkState.NEEDS_CUSTOMER,
        lease_token=F("lease_token") + 1,
        lease_until=None,
        last_problem=RefreshOutcome.NEEDS_CUSTOMER.value,
    )


def _end(links: LinkQuerySet, _institution: int) -> None:
    # Locked and asked again: she may have renewed it under another name a moment ago.
    link = links.select_for_update(of=("self",)).first()
    if link is not None:
        end_link(link)


def _nothing(_links: LinkQuerySet, _institution: int) -> None:
    """It is understood, and that is all."""


_EFFECTS: Mapping[EventKind, Callable[[LinkQuerySet, int], None]] = {
    EventKind.REFRESH: _bring_forward,
    EventKind.NEEDS_CUSTOMER: _stop,
    EventKind.REPAIRED: _revive,
    EventKind.ENDED: _end,
    EventKind.NOTHING: _nothing,
}


def forget(now: datetime, *, batch: int = 500) -> int:
    """Deletes the next events that were acted on and are too old; how many there were."""
    old = BankEvent.objects.filter(received_at__lt=now - KEPT, done_at__isnull=False)
    events = list(old.order_by("received_at").values_list("pk", flat=True)[:batch])
    if events:
        BankEvent.objects.filter(pk__in=events).delete()
    return len(events)
