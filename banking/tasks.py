"""Banking's tasks: thin, tolerant of newer arguments, safe to run any number of times."""

import secrets
import time

from celery import shared_task
from django.utils import timezone
from structlog.contextvars import bound_contextvars

from banking import dispatch, refresh, retention, schedule
from banking.events import inbox
from banking.linking import news
from banking.seeing import tallies

# A message costs as much as half a refresh; a task that never ends would keep ticks from workers.
_GOES_ON_S = 3.0


@shared_task(name="banking.refresh_link", ignore_result=True, acks_late=True)
def refresh_link(
    *, link_id: int, lease_token: int, is_interactive: bool = False, **_newer: object
) -> None:
    """Refreshes one link under its lease; of what is due it goes on to the next for a while."""
    began = time.monotonic()
    refresh.run(link_id, lease_token, is_interactive=is_interactive, now=timezone.now())
    if is_interactive:
        return
    while time.monotonic() - began < _GOES_ON_S:
        lease = next(iter(schedule.claim_due(1)), None)
        if lease is None:
            return
        with bound_contextvars(trace_id=secrets.token_hex(16)):
            refresh.run(lease.link, lease.token, is_interactive=False, now=timezone.now())
    dispatch.send_due(1)


@shared_task(name="banking.tick", ignore_result=True, acks_late=True)
def tick(**_newer: object) -> None:
    """Acts on what banks told us, sends what is due, passes on news, counts, forgets."""
    now = timezone.now()
    # First, because what a bank tells us makes links due.
    inbox.act(now)
    dispatch.send_due(schedule.free_slots())
    news.pass_on(now)
    tallies.count()
    retention.forget(now)
    inbox.forget(now)
