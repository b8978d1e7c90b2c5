"""The tick of consent: claims daily work that is due, and does it."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from oauth2_provider.models import clear_expired

from consent.models import Chore, IssuedToken

log = structlog.get_logger(__name__)

_LEASE = timedelta(minutes=10)
_EVERY = timedelta(days=1)
# An ended link is told apart from one that never was for as long as a token's trace is kept.
_KEEP_TRACES = timedelta(days=30)


@shared_task(name="consent.tick", ignore_result=True, acks_late=True)
def tick(**_newer: object) -> None:
    """Forgets tokens that are long dead, once a day; any number of ticks do it once."""
    name = "forget_tokens"
    Chore.objects.get_or_create(name=name)
    is_free = Q(lease_until=None) | Q(lease_until__lt=Now())
    claimed = Chore.objects.filter(is_free, name=name, next_at__lte=Now()).update(
        lease_until=Now() + _LEASE
    )
    if claimed:
        forget_tokens()
        Chore.objects.filter(name=name).update(next_at=Now() + _EVERY, lease_until=None)


def forget_tokens() -> None:
    """Deletes expired tokens and codes, and the traces of tokens that died a month ago."""
    clear_expired()
    deleted, _ = IssuedToken.objects.filter(expires_at__lt=timezone.now() - _KEEP_TRACES).delete()
    log.info("tokens.forgotten", traces=deleted)
