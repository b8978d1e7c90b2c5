"""Hands leases to the workers; a message holds ids, and is only ever a hint."""

from typing import Literal

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

from banking import schedule
from banking.schedule import Lease

log = structlog.get_logger(__name__)

Queue = Literal["interactive", "scheduled"]
# The broker's word that it has the message; a web request waits for it.
_CONFIRM_S = 0.5


def send(lease: Lease, queue: Queue) -> bool:
    """Publishes the refresh; gives the lease back where the broker does not take it.

    Returns within a second, whatever the broker does. Never raises for the broker's sake.
    """
    try:
        current_app.send_task(
            "banking.refresh_link",
            kwargs={
                "link_id": lease.link,
                "lease_token": lease.token,
                "is_interactive": queue == "interactive",
            },
            queue=queue,
            confirm_timeout=_CONFIRM_S,
        )
    except (OperationalError, OSError) as error:
        log.warning("refresh.not_sent", link=lease.link, queue=queue, error=type(error).__name__)
        schedule.release(lease)
        return False
    return True


def send_due(limit: int) -> int:
    """Claims what is due and publishes it; the number of refreshes that were sent."""
    leases = schedule.claim_due(limit)
    for sent, lease in enumerate(leases):
        if not send(lease, "scheduled"):
            # Each try at a broker that is down costs time; the next tick does better.
            for unsent in leases[sent + 1 :]:
                schedule.release(unsent)
            return sent
    return len(leases)
