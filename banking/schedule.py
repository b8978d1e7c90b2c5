"""What is due, and who works on it: leases that run out by the database's own clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from banking.models import Link, LinkQuerySet, LinkState


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to write a link's figures, until it runs out or a newer one is taken."""

    link: int
    token: int


def claim_due(limit: int) -> list[Lease]:
    """Leases on the links that are due, oldest first; another scheduler gets others."""
    return _claim(Link.objects.due()[:limit]) if limit > 0 else []


def claim_now(link_id: int) -> Lease | None:
    """A lease on the link, due or not.

    Shape: None if somebody works on it, it is not live, or its bank may not be called now.
    """
    leases = _claim(Link.objects.askable().filter(pk=link_id))
    return leases[0] if leases else None


def _claim(links: LinkQuerySet) -> list[Lease]:
    with transaction.atomic():
        # SQLite locks nothing here: its transaction already is the only one that writes.
        free = links.select_for_update(skip_locked=True, of=("self",))
        held = dict(free.values_list("pk", "lease_token"))
        if held:
            Link.objects.filter(pk__in=held).update(
                lease_token=F("lease_token") + 1,
                lease_until=Now() + timedelta(seconds=settings.REFRESH_LEASE_S),
            )
    return [Lease(link=pk, token=token + 1) for pk, token in held.items()]


def release(lease: Lease) -> None:
    """Gives back a lease whose work never started; what was due stays due."""
    Link.objects.held(lease.link, lease.token).update(lease_until=None)


def in_flight() -> int:
    """How many links are being worked on, or wait in a queue for it."""
    return Link.objects.filter(lease_until__gte=Now()).count()


def is_leased(link_id: int) -> bool:
    """Whether somebody works on the link."""
    return Link.objects.filter(pk=link_id, lease_until__gte=Now()).exists()


def is_waiting(link_id: int, since: datetime | None) -> bool:
    """Whether the link is worked on and its figures are still those of ``since``."""
    older = Q(fetched_at=None) | Q(fetched_at__lte=since) if since else Q(fetched_at=None)
    return Link.objects.filter(
        older, pk=link_id, state=LinkState.LIVE, lease_until__gte=Now()
    ).exists()
