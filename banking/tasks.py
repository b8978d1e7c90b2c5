"""Banking's tasks: thin, tolerant of newer arguments, safe to run any number of times."""

from celery import shared_task
from django.utils import timezone

from banking import dispatch, refresh, retention, schedule

# Queued refreshes must start before their leases run out; more would only be fenced off.
_IN_FLIGHT = 100


@shared_task(name="banking.refresh_link", ignore_result=True, acks_late=True)
def refresh_link(
    *, link_id: int, lease_token: int, is_interactive: bool = False, **_newer: object
) -> None:
    """Refreshes one link under one lease."""
    refresh.run(link_id, lease_token, is_interactive=is_interactive, now=timezone.now())


@shared_task(name="banking.tick", ignore_result=True, acks_late=True)
def tick(**_newer: object) -> None:
    """Sends what is due, as far as the workers keep up, and forgets what is too old."""
    dispatch.send_due(_IN_FLIGHT - schedule.in_flight())
    retention.forget(timezone.now())
