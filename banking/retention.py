"""What is too old to be kept, deleted a batch at a time by the ticks."""

from datetime import datetime, timedelta
from importlib import import_module

import structlog
from allauth.usersessions.models import UserSession
from django.conf import settings

from banking.models import Refresh, Transaction

log = structlog.get_logger(__name__)


def forget(now: datetime, *, batch: int = 500) -> int:
    """Deletes the next transactions and refreshes whose time is over; how many there were.

    Two statements that read an index's end if nothing is due; each deletes at most one batch, so
    that no lock is long.
    """
    old = Transaction.objects.filter(
        happened_at__lt=now - timedelta(days=settings.TRANSACTION_KEEP_DAYS)
    )
    movements = list(old.order_by("happened_at").values_list("pk", flat=True)[:batch])
    if movements:
        Transaction.objects.filter(pk__in=movements).delete()
    past = Refresh.objects.filter(started_at__lt=now - timedelta(days=settings.REFRESH_KEEP_DAYS))
    refreshes = list(past.order_by("started_at").values_list("pk", flat=True)[:batch])
    if refreshes:
        Refresh.objects.filter(pk__in=refreshes).delete()
    if movements or refreshes:
        log.info("bank.forgotten", transactions=len(movements), refreshes=len(refreshes))
    return len(movements) + len(refreshes)


def forget_sessions(now: datetime) -> int:
    """Deletes what is left of sign-ins that are over: their sessions, addresses, browsers."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    began_before = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    deleted, _ = UserSession.objects.filter(created_at__lt=began_before).delete()
    return int(deleted)
