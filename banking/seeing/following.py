"""One refresh, followed from the question for it to its end; no figures, only how it goes."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models.functions import Now

from banking.models import Link, LinkState, Refresh, RefreshOutcome

STORED = frozenset({RefreshOutcome.STORED, RefreshOutcome.PARTIAL})


class Step(StrEnum):
    """How far it got."""

    ASKED = "waiting for a worker"
    TAKEN = "a worker reads the bank"
    ENDED = "ended"
    # The lease ran out or was taken away before a worker began.
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a refresh is; ``refresh`` is its row once a worker began."""

    step: Step
    refresh: Refresh | None = None


def progress(link_id: int, lease_token: int) -> Progress:
    """How far the refresh under that lease is: two small statements at most."""
    refresh = Refresh.objects.filter(link=link_id, lease_token=lease_token).order_by("-pk").first()
    if refresh is not None:
        is_running = refresh.outcome == RefreshOutcome.RUNNING
        return Progress(step=Step.TAKEN if is_running else Step.ENDED, refresh=refresh)
    is_waiting = Link.objects.filter(
        pk=link_id, lease_token=lease_token, lease_until__gte=Now()
    ).exists()
    return Progress(step=Step.ASKED if is_waiting else Step.LOST)


def obstacle(link: Link) -> str:
    """Why nobody may ask the link's bank now; empty if nothing that we know stands against it."""
    if link.state == LinkState.ENDED:
        return "It has ended."
    if link.state == LinkState.NEEDS_CUSTOMER:
        return "Its customer has to sign in at the bank again."
    closed = Link.objects.filter(pk=link.pk, institution__closed_until__gte=Now())
    if closed.exists():
        return f"Its bank is not called before {link.institution.closed_until:%Y-%m-%d %H:%M:%SZ}."
    return ""
