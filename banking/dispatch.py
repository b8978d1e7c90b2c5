"""Hands leases to the workers; a message holds ids, and is only ever a hint."""

from functools import partial
from typing import Literal

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

from banking import schedule
from banking.publishing import Publisher
from banking.schedule import Lease

log = structlog.get_logger(__name__)

Queue = Literal["interactive", "scheduled"]
# The broker's word that it has the message.
_CONFIRM_S = 0.5

publisher = Publisher()


def send(lease: Lease, queue: Queue) -> bool:
    """Publishes the refresh; gives the lease back where the broker does not take it.

    Returns within a second, whatever the broker does. Never raises for the broker's sake. A message
    that arrives after all finds its lease given back, or a newer one, and does nothing.
    """
    try:
        publisher.publish(
            partial(
                current_app.send_task,
                "banking.refresh_link",
                kwargs={
                    "link_id": lease.link,
                    "lease_token": lease.token,
                    "is_interactive": queue == "interactive",
                },
                queue=queue,
                confirm_timeout=_CONFIRM_S,
            )
        )
    except (OperationalError, OSError) as error:
        log.warning("refresh.not_sent", link=lease.link, queue=queue, error=type(error).__name__)
        schedule.release(lease)
        return False
    return True


def send_due(limit: int) -> int:
    """Claims what is due and publishes it; the number of refreshes that were sent."""
    if publisher.is_silent():
        return 0
    leases = schedule.claim_due(limit)
    for sent, lease in enumerate(leases):
        if not send(lease, "scheduled"):
            # Each try at a broker that is down costs time; the next tick does better.
            for unsent in leases[sent + 1 :]:
                schedule.release(unsent)
            return sent
    return len(leases)
